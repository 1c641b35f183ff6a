"""What every form of export is made of: checked quotations under headings, their sources, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain

from indexer.records import Report
from search_app.answers.citation import cite_report
from search_app.answers.labels import long_date
from search_app.basket.basket import Cover, Headings, group_by_theme
from search_app.basket.check import CheckedQuotation, State
from search_app.filters.printed_values import inspectorates_of

TITLE = "Evidence from inspection reports"
WITHOUT_THEME = "Other evidence"
WITHOUT_AREA = "Area not stated"
PART = "part of the paragraph"


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quotation that was found in the archive character by character.

    `place` is where in its report it stands: "paragraph 2.3 (PDF page 3)"; `url` is where that is published. `doubts`
    says why its page may be read wrongly, where anything does: its words are then to be held against the report.
    """

    reference: str
    text: str
    note: str
    theme: str
    citation: str
    short_citation: str
    place: str
    is_part: bool
    report: Report
    url: str | None = None
    doubts: tuple[str, ...] = ()

    @property
    def full_citation(self) -> str:
        """The long citation, which says so where only a part is quoted."""
        return f"{self.citation} ({PART})" if self.is_part else self.citation


@dataclass(frozen=True, slots=True)
class Source:
    """One report that is quoted, and what is quoted of it in the order of the file."""

    report: Report
    citation: str
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A quotation that is not exported, and what to do about it."""

    reference: str
    state: State
    advice: str


@dataclass(frozen=True, slots=True)
class EvidenceDocument:
    """`groups` holds what is quoted, by theme or area. `generation` names the archive that all was checked against.

    `sources` stand in the order in which they are first quoted.
    `day` is the visitor's, `made` the moment in universal time.
    """

    groups: tuple[tuple[str, tuple[Quoted, ...]], ...]
    sources: tuple[Source, ...]
    left_out: tuple[LeftOut, ...]
    generation: str
    day: date
    made: datetime
    cover: Cover

    @property
    def title(self) -> str:
        """The collector's own, or what such a file is."""
        return self.cover.title or TITLE

    @property
    def quoted(self) -> tuple[Quoted, ...]:
        """Every quotation, group by group."""
        return tuple(chain.from_iterable(quoted for _, quoted in self.groups))

    def number_of(self, quoted: Quoted) -> int:
        """Its place among all quotations, from 1: what the list of sources refers to."""
        return self.quoted.index(quoted) + 1

    def source_number_of(self, quoted: Quoted) -> int:
        """The place of its report in the list of sources, from 1."""
        return next(at for at, each in enumerate(self.sources, 1) if each.report.report_id == quoted.report.report_id)

    @property
    def has_headings(self) -> bool:
        """Whether anything is said by the headings: one that says "other" over everything would say nothing."""
        return self.cover.headings is Headings.AREA or any(each.theme for each in self.quoted)


def make_document(
    checked: Sequence[CheckedQuotation],
    generation: str,
    day: date,
    cover: Cover | None = None,
) -> EvidenceDocument:
    """The document of what agrees with the archive; the rest is named in `left_out`."""
    cover = cover or Cover()
    pairs = [(each, _quoted(each)) for each in checked]
    by_reference = {quoted.reference: quoted for _, quoted in pairs if quoted is not None}
    groups = _groups(checked, by_reference, cover.headings)
    return EvidenceDocument(
        groups=groups,
        sources=tuple(_sources(chain.from_iterable(quoted for _, quoted in groups))),
        left_out=tuple(
            LeftOut(each.item.reference, each.state, each.advice)
            for each in checked
            if each.item.reference not in by_reference
        ),
        generation=generation,
        day=day,
        made=datetime.now(UTC).replace(microsecond=0),
        cover=cover,
    )


def _groups(
    checked: Sequence[CheckedQuotation], by_reference: Mapping[str, Quoted], headings: Headings
) -> tuple[tuple[str, tuple[Quoted, ...]], ...]:
    if headings is Headings.AREA:
        areas: dict[str, list[Quoted]] = {}
        for quoted in by_reference.values():
            areas.setdefault(quoted.report.area or WITHOUT_AREA, []).append(quoted)
        last = areas.pop(WITHOUT_AREA, None)
        found = [*areas.items(), *([(WITHOUT_AREA, last)] if last else [])]
        return tuple((area, tuple(group)) for area, group in found)
    themes = group_by_theme(each.item for each in checked if each.item.reference in by_reference)
    return tuple(
        (theme or WITHOUT_THEME, tuple(by_reference[item.reference] for item in items)) for theme, items in themes
    )


def authors(report: Report) -> tuple[str, ...]:
    """The inspectorates that wrote a report; nobody wrote a sample."""
    return () if report.sample else tuple(inspectorates_of(report))


def _quoted(each: CheckedQuotation) -> Quoted | None:
    if each.state is not State.CHECKED or each.citation is None or each.report is None:
        return None
    return Quoted(
        reference=each.item.reference,
        text=each.item.text,
        note=each.item.note,
        theme=each.item.theme,
        citation=each.citation.long,
        short_citation=each.citation.short,
        place=each.citation.long.removeprefix(f"{cite_report(each.report)}, "),
        is_part=each.is_part,
        report=each.report,
        url=each.citation.url,
        doubts=each.doubts,
    )


def _sources(quoted: Iterable[Quoted]) -> list[Source]:
    by_report: dict[str, list[Quoted]] = {}
    for each in quoted:
        by_report.setdefault(each.report.report_id, []).append(each)
    return [Source(group[0].report, cite_report(group[0].report), tuple(group)) for group in by_report.values()]


# Under which terms the sources may be quoted, and when they were checked, said only as far as it is known.

LICENCE_ADDRESS = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

SAMPLE_WARNING = (
    "This is a sample report: an invented text about an invented area, which no inspectorate wrote. "
    "It is not evidence about any real service."
)


def licence_lines(sources: Sequence[Source]) -> list[str]:
    """One line for inspectorates' reports, one for reports without a stated author, one for invented samples."""
    lines = []
    names = sorted({name for source in sources for name in authors(source.report)})
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
            f"them, and they are not evidence about any real service: {'; '.join(samples)}."
        )
    return lines


def made_line(document: EvidenceDocument) -> str:
    """When the document was made, and what its quotations were checked against."""
    return (
        f"Made on {long_date(document.day)} with Precedent. Every quotation was checked on that day, character by "
        f"character, against the archive “{document.generation}”. Title, introduction, notes and themes are those of "
        "the person who collected the quotations."
    )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
