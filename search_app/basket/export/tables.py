"""Quotations as a table for a spreadsheet, one a row, in which nothing runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from search_app.basket.export.document import EvidenceDocument, Quoted, Source, licence_lines

_COLUMNS = (
    *("theme", "quotation", "note", "citation", "short citation", "reference", "part of paragraph", "to be checked"),
    *("area", "inspectorate", "published", "dated", "sample", "official report", "terms"),
    *("checked on", "checked against"),
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(document: EvidenceDocument) -> bytes:
    """UTF-8 with a byte order mark, by which a spreadsheet knows the encoding."""
    terms = {source.report.report_id: _terms(source) for source in document.sources}
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for quoted in document.quoted:
        row = [*_cells(quoted), terms[quoted.report.report_id], document.day.isoformat(), document.generation]
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """`cell` so that a spreadsheet takes it for text: an apostrophe goes before what would start a formula."""
    starts_one = cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS)
    return f"'{cell}" if starts_one else cell


def _terms(source: Source) -> str:
    licence = [f"Licence: {source.report.licence}."] if source.report.licence else []
    return " ".join([*licence, *licence_lines([source])])


def _cells(quoted: Quoted) -> list[str]:
    report = quoted.report
    return [
        *(quoted.theme, quoted.text, quoted.note, quoted.citation, quoted.short_citation, quoted.reference),
        "yes" if quoted.is_part else "no",
        " ".join(quoted.doubts),
        report.area or "",
        "" if report.sample else report.inspectorate or "",
        report.published.isoformat() if report.published else "",
        report.dated.isoformat() if report.dated else "",
        "yes" if report.sample else "no",
        quoted.url or "",
    ]


# Tables as CSV that a spreadsheet opens without running anything.


def table_csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table with one line of headings, in UTF-8 with a byte order mark, by which a spreadsheet knows the encoding."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in (heads, *rows):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")
