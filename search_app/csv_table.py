"""Tables as CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from search_app.export.csv import harmless


def table_csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table with one line of headings, in UTF-8 with a byte order mark, by which a spreadsheet knows the encoding."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in (heads, *rows):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")
