"""Where the reports of an archive are published, as a table beside them says: sources.csv, with a line a report.

    file,url
    80431-blackpool-2014.pdf,https://files.example.org/80431.pdf

Other columns are left alone. No report carries its own address, so without the table nothing is linked.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from indexer.reading.corpus import SOURCES_TABLE

LARGEST_TABLE_BYTES = 5 * 1024**2
_FILE_COLUMNS = ("file", "source", "name")
_ADDRESS_COLUMNS = ("url", "address", "link")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'\\^`{|}]{4,2000}")


def official_addresses(corpus: str | Path) -> dict[str, str]:
    """File in the folder -> its address on the web; empty where there is no table, or it cannot be read.

    A line whose address is none of the web is left out: it would run something, or lead nowhere.
    """
    try:
        table = Path(corpus) / SOURCES_TABLE
        if table.stat().st_size > LARGEST_TABLE_BYTES:
            return {}
        rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}
    found = {}
    for row in rows:
        values = {(name or "").strip().casefold(): value for name, value in row.items() if isinstance(value, str)}
        file, address = _first(values, _FILE_COLUMNS), _first(values, _ADDRESS_COLUMNS)
        if file and _WEB_ADDRESS.fullmatch(address):
            found[file] = address
    return found


def _first(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((values[name].strip() for name in names if values.get(name, "").strip()), "")
