"""Sources in RIS, the form that reference managers import: one entry a report, with what is quoted in its notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_app.basket.export.document import PART, SAMPLE_WARNING, EvidenceDocument, Quoted, Source, authors


def write_ris(document: EvidenceDocument) -> bytes:
    """UTF-8 with the line ends that the form asks for."""
    lines = [line for source in document.sources for line in _ris_entry(source, document)]
    return "\r\n".join([*lines, ""]).encode("utf-8")


def _ris_entry(source: Source, document: EvidenceDocument) -> Iterator[str]:
    report = source.report
    yield _line("TY", "RPRT")
    yield _line("ID", report.report_id)
    yield _line("TI", report.title or report.source)
    for name in authors(report):
        yield _line("AU", name)
    if not report.sample and report.inspectorate:
        yield _line("PB", report.inspectorate)
    if report.published:
        yield _line("PY", str(report.published.year))
        yield _line("DA", f"{report.published:%Y/%m/%d}/")
    if report.type:
        yield _line("M3", "Sample report" if report.sample else report.type.label)
    if report.url:
        yield _line("UR", report.url)
    if report.licence:
        yield _line("N1", f"Licence: {report.licence}")
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
    """What is quoted, where it stands, why it may be read wrongly, and the note to it, on one line."""
    place = f"{quoted.place} ({PART})" if quoted.is_part else quoted.place
    doubts = "".join(f" To be checked against the report: {each}" for each in quoted.doubts)
    note = f" Note: {quoted.note}" if quoted.note else ""
    return f"{place[:1].upper()}{place[1:]}: “{quoted.text}”{doubts}{note}"


def _line(tag: str, value: str) -> str:
    """One field. A line break would begin another."""
    return f"{tag}  - {' '.join(value.split())}"


# Sources as BibTeX: one entry a report, with what is quoted in its note. Every sign stands for itself.

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
_TO_ESCAPE = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")


def write_bibtex(document: EvidenceDocument) -> bytes:
    """UTF-8. A report of no stated inspectorate is `@misc`, since `@techreport` must name who it is of."""
    return "\n".join(_bibtex_entry(source, document) for source in document.sources).encode("utf-8")


def literal(text: str) -> str:
    """`text` on one line as BibTeX and LaTeX show it. Balanced, since a brace of the text would end the field."""
    return _TO_ESCAPE.sub(lambda match: _SPECIAL[match[0]], " ".join(text.split()))


def _bibtex_entry(source: Source, document: EvidenceDocument) -> str:
    kind = "techreport" if authors(source.report) else "misc"
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(source, document))
    return f"@{kind}{{{source.report.report_id},\n{fields}\n}}\n"


def _fields(source: Source, document: EvidenceDocument) -> Iterator[tuple[str, str]]:
    report = source.report
    names = authors(report)
    # Braces around a title keep its capitals, around a name keep it one name.
    yield "title", f"{{{{{literal(report.title or report.source)}}}}}"
    if names:
        yield "author", "{" + " and ".join(f"{{{literal(name)}}}" for name in names) + "}"
        yield "institution", f"{{{literal(report.inspectorate or '')}}}"
    if report.type:
        yield "type", f"{{{'Sample report' if report.sample else literal(report.type.label)}}}"
    if report.published:
        yield "year", f"{{{report.published.year}}}"
        yield "month", _MONTHS[report.published.month - 1]
    if report.url:
        yield "url", f"{{{literal(report.url)}}}"
    yield "note", f"{{{literal(_note(source, document))}}}"


def _note(source: Source, document: EvidenceDocument) -> str:
    parts = [SAMPLE_WARNING] if source.report.sample else []
    parts.append(f"Cited as: {source.citation}.")
    parts += [f"Licence: {source.report.licence}."] if source.report.licence else []
    parts += [quoted_words(quoted) for quoted in source.quoted]
    parts.append(f"Checked on {document.day.isoformat()} against {document.generation}.")
    return " ".join(parts)
