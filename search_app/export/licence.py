"""Under which terms the sources may be quoted, and when they were checked, said only as far as it is known."""

from __future__ import annotations

from collections.abc import Sequence

from search_app.citation import cite_report
from search_app.export.document import EvidenceDocument, Source, inspectorates
from search_app.labels import long_date

LICENCE_ADDRESS = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

SAMPLE_WARNING = (
    "This is a sample report: an invented text about an invented area, which no inspectorate wrote. "
    "It is no evidence about any real service."
)


def licence_lines(sources: Sequence[Source]) -> list[str]:
    """One line for inspectorates' reports, one for reports without a stated author, one for invented samples."""
    lines = []
    names = sorted({name for source in sources for name in inspectorates(source.report)})
    if names:
        lines.append(
            "Contains public sector information licensed under the Open Government Licence v3.0 "
            f"({LICENCE_ADDRESS}). Reports of {_listed(names)}: © Crown copyright."
        )
    unknown = [cite_report(s.report) for s in sources if s.report.inspectorate is None and not s.report.sample]
    if unknown:
        lines.append(
            "These sources do not state which inspectorate they are of, and whose copyright they are is not known "
            f"here. Ask before you pass quotations on: {'; '.join(unknown)}."
        )
    samples = [cite_report(source.report) for source in sources if source.report.sample]
    if samples:
        lines.append(
            "Sample reports are invented texts about invented areas that come with Precedent. No inspectorate wrote "
            f"them, and they are no evidence about any real service: {'; '.join(samples)}."
        )
    return lines


def made_line(document: EvidenceDocument) -> str:
    """When the document was made, and what its quotations were checked against."""
    return (
        f"Made on {long_date(document.day)} with Precedent. Every quotation was checked on that day, character by "
        f"character, against the archive “{document.generation}”. Notes and themes are those of the person who "
        "collected the quotations."
    )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
