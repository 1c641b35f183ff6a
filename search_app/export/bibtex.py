"""Sources as BibTeX: one entry a report, with what is quoted in its note. Every sign stands for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_app.export.document import EvidenceDocument, Source, inspectorates
from search_app.export.licence import SAMPLE_WARNING
from search_app.export.ris import quoted_words

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
    return "\n".join(_entry(source, document) for source in document.sources).encode("utf-8")


def literal(text: str) -> str:
    """`text` on one line as BibTeX and LaTeX show it. Balanced, since a brace of the text would end the field."""
    return _TO_ESCAPE.sub(lambda match: _SPECIAL[match[0]], " ".join(text.split()))


def _entry(source: Source, document: EvidenceDocument) -> str:
    kind = "techreport" if inspectorates(source.report) else "misc"
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(source, document))
    return f"@{kind}{{{source.report.report_id},\n{fields}\n}}\n"


def _fields(source: Source, document: EvidenceDocument) -> Iterator[tuple[str, str]]:
    report = source.report
    names = inspectorates(report)
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
    yield "note", f"{{{literal(_note(source, document))}}}"


def _note(source: Source, document: EvidenceDocument) -> str:
    parts = [SAMPLE_WARNING] if source.report.sample else []
    parts.append(f"Cited as: {source.citation}.")
    parts += [quoted_words(quoted) for quoted in source.quoted]
    parts.append(f"Checked on {document.day.isoformat()} against {document.generation}.")
    return " ".join(parts)
