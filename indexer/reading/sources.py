"""Where the files of a folder come from: `sources.csv` in it, which `precedent collect` keeps and a person may write.

One line a file, under the headings `file`, `url`, `title`, `published`, `licence`, `sha256` and `fetched`; `file` alone
is needed. What a report prints about itself always goes before what stands here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from indexer.reading.filetype import decoded
from indexer.records import Finding, Report
from indexer.storage.publication import replace_synced

SOURCES_FILE = "sources.csv"
COLUMNS = ("file", "url", "title", "published", "licence", "sha256", "fetched")

DATED_BY_SOURCE = "dated-by-source"
_NO_DATE = "no-date"
_DELIMITERS = ",;\t"
_LARGEST_BYTES = 64 * 1024**2
_LONGEST_CELL = 2_000
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f]")
_DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
"""As a spreadsheet may leave a date, with the day before the month."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one file comes from; "" and None where it is not known. `sha256` is of the file that was fetched."""

    file: str
    url: str = ""
    title: str = ""
    published: date | None = None
    licence: str = ""
    sha256: str = ""
    fetched: str = ""

    def row(self) -> tuple[str, ...]:
        """As it is written."""
        day = self.published.isoformat() if self.published else ""
        return (self.file, self.url, self.title, day, self.licence, self.sha256, self.fetched)


@dataclass(frozen=True, slots=True)
class Sources:
    """All that is known of a folder. `problems` are lines that were left out, in words; `digest` tells two apart."""

    by_file: Mapping[str, Source] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    digest: str = ""

    def of(self, report: Report) -> Source | None:
        """What is known of a report's file, if it is still the one that was fetched."""
        known = self.by_file.get(report.source)
        return None if known is None or (known.sha256 and known.sha256 != report.sha256) else known


def read_sources(folder: Path) -> Sources:
    """What `sources.csv` of `folder` says; nothing where there is none. A line that cannot be read is a problem."""
    path = folder / SOURCES_FILE
    try:
        if not path.is_file():
            return Sources()
        if path.stat().st_size > _LARGEST_BYTES:
            return Sources(problems=(f"{path} is larger than a list of sources can be, and was not read.",))
        content = path.read_bytes()
        text = decoded(content)  # a spreadsheet may save it in Windows-1252
    except OSError as error:
        return Sources(problems=(f"{path} was not read: {error.strerror or error}.",))
    if "\ufffd" in text:
        return Sources(problems=(f"{path} was not read: it is no text. Save it as CSV in UTF-8.",))
    found: dict[str, Source] = {}
    problems: list[str] = []
    try:
        for number, row in _rows(text):
            try:
                source = _source(row)
            except ValueError as error:
                problems.append(f"{path}, line {number}, was left out: {error}.")
                continue
            if source.file in found:
                problems.append(f"{path}, line {number}: {source.file} was named before; the last line counts.")
            found[source.file] = source
    except csv.Error as error:  # as where a quotation mark that nobody closed takes in all that follows
        problems.append(f"{path} was not read to its end: {error}. Look for a quotation mark that is not closed.")
    return Sources(found, tuple(problems), hashlib.sha256(content).hexdigest()[:16])


def write_sources(folder: Path, sources: Iterable[Source]) -> None:
    """Replaces `sources.csv` of `folder` in one step, sorted by file. Raises OSError."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(source.row() for source in sorted(sources, key=lambda source: source.file))
    half = folder / f".{SOURCES_FILE}.new"
    half.write_text(text.getvalue(), encoding="utf-8")
    replace_synced(half, folder / SOURCES_FILE)


def with_source(report: Report, source: Source | None) -> Report:
    """`report` with what `source` says of it, in place of what an earlier one said: its address, its licence, and the
    day where the report prints none, which a finding then says."""
    dated = any(finding.code == DATED_BY_SOURCE for finding in report.findings)
    printed = None if dated else report.published
    day = printed or (source.published if source else None)
    findings = report.findings
    if dated or (printed is None and day is not None):
        kept = tuple(each for each in findings if each.code not in (DATED_BY_SOURCE, _NO_DATE))
        findings = (_about_date(day), *kept)
    url, licence = (source.url or None, source.licence or None) if source else (None, None)
    return replace(report, published=day, findings=findings, url=url, licence=licence)


def _about_date(day: date | None) -> Finding:
    if day is None:
        return Finding(_NO_DATE, "The report states no date of publication; filters go by the end of the inspection.")
    told = f"The report states no date of publication; {day.isoformat()} is from {SOURCES_FILE}."
    return Finding(DATED_BY_SOURCE, told)


def read_day(text: str) -> date | None:
    """A date as a list or a feed may write it; None for "". Raises ValueError."""
    text = text.strip()
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not a date such as 2016-11-02")


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line with its number in the file, under the headings of the first."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(_DELIMITERS, key=first.count))
    heads: list[str] | None = None
    for cells in reader:
        if heads is None:
            heads = [cell.strip().lower() for cell in cells]
        elif any(cell.strip() for cell in cells):
            yield reader.line_num, dict(zip(heads, (cell.strip() for cell in cells), strict=False))


def _source(row: Mapping[str, str]) -> Source:
    for name in COLUMNS:
        value = row.get(name, "")
        if len(value) > _LONGEST_CELL or _NO_TEXT.search(value):
            raise ValueError(f"its {name} is not a line of text")
    file = row.get("file", "").replace("\\", "/").removeprefix("./")
    if not file:
        raise ValueError("it names no file")
    url = row.get("url", "")
    if url and not is_web_address(url):
        raise ValueError(f"{url!r} is not an address that begins with https:// or http://")
    return Source(
        file=file,
        url=url,
        title=row.get("title", ""),
        published=read_day(row.get("published", "")),
        licence=row.get("licence", ""),
        sha256=row.get("sha256", "").lower(),
        fetched=row.get("fetched", ""),
    )


def is_web_address(text: str) -> bool:
    """Whether it can stand in a link."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"']", text)
