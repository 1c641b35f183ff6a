"""Sources in RIS, the form that reference managers import: one entry a report, with what is quoted in its notes."""

from __future__ import annotations

from collections.abc import Iterator

from search_app.export.document import PART, EvidenceDocument, Quoted, Source, inspectorates
from search_app.export.licence import SAMPLE_WARNING


def write_ris(document: EvidenceDocument) -> bytes:
    """UTF-8 with the line ends that the form asks for."""
    lines = [line for source in document.sources for line in _entry(source, document)]
    return "\r\n".join([*lines, ""]).encode("utf-8")


def _entry(source: Source, document: EvidenceDocument) -> Iterator[str]:
    report = source.report
    yield _line("TY", "RPRT")
    yield _line("ID", report.report_id)
    yield _line("TI", report.title or report.source)
    for name in inspectorates(report):
        yield _line("AU", name)
    if not report.sample and report.inspectorate:
        yield _line("PB", report.inspectorate)
    if report.published:
        yield _line("PY", str(report.published.year))
        yield _line("DA", f"{report.published:%Y/%m/%d}/")
    if report.type:
        yield _line("M3", "Sample report" if report.sample else report.type.label)
    for theme in dict.fromkeys(quoted.theme for quoted in source.quoted if quoted.theme):
        yield _line("KW", theme)
    if report.sample:
        yield _line("N1", SAMPLE_WARNING)
    yield _line("N1", f"Cited as: {source.citation}.")
    for quoted in source.quoted:
        yield _line("N1", quoted_words(quoted))
    yield _line("N1", f"Checked on {document.day.isoformat()} against {document.generation}.")
    yield _line("ER", "")


def quoted_words(quoted: Quoted) -> str:
    """What is quoted, where it stands, and the note to it, on one line."""
    place = f"{quoted.place} ({PART})" if quoted.is_part else quoted.place
    note = f" Note: {quoted.note}" if quoted.note else ""
    return f"{place[:1].upper()}{place[1:]}: “{quoted.text}”{note}"


def _line(tag: str, value: str) -> str:
    """One field. A line break would begin another."""
    return f"{tag}  - {' '.join(value.split())}"
