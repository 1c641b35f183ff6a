"""From a chunk to its citation, long for a list of sources and short for running text.

A citation is data carried with the chunk. A part that the report does not state is left out, except the
date: where no date of publication is stated, the end of the inspection stands in and is named as such, and
where there is neither, that is said. The citation of a sample begins with saying that it is invented, and names no
inspectorate, so that nobody pastes it as a real one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from indexer.language.months import MONTHS
from indexer.records import CHUNK_KINDS, Chunk, Element, ElementKind, Report
from search_app.filters.printed_values import holds_name
from search_app.query.citations import ORDINAL_NAMES

# Where in its report a chunk stands: in words for a citation, and as an address for a link.
#
# A numbered paragraph is named by its number; anything else by its section, its kind and its position there.
# Where a report uses a number or a heading twice, what stands above it is named as well, because a citation
# that fits two places is a wrong one.

_KIND_WORDS = {
    ElementKind.BULLET: "bullet",
    ElementKind.PROSE: "paragraph",
    ElementKind.BOX: "box",
    ElementKind.TABLE: "table",
    ElementKind.PARAGRAPH: "paragraph",
}
_SLUG_LENGTH = 40


def locator(part: Chunk | Element, report: Report) -> str:
    """In words: "paragraph 2.3", "Key strengths, second bullet", "opening paragraph"."""
    if part.number is not None:
        words = report.place.format(part.number)
        if _uses(report, part.number) > 1:
            return f"{_heading(part, report)}, {words}"
        return words
    words = f"{_ordinal(part.position or 1)} {_KIND_WORDS.get(part.kind, part.kind.value)}"
    if part.section is None:
        return "opening paragraph" if (part.kind, part.position) == (ElementKind.PROSE, 1) else f"opening, {words}"
    return f"{_heading(part, report)}, {words}"


def addresses(report: Report) -> dict[int, str]:
    """Start offset -> address of every chunk of the report: "2.3", "key-strengths-bullet-2". Each is unique."""
    taken: Counter[str] = Counter()
    found = {}
    for element in report.elements:
        if element.kind not in CHUNK_KINDS:
            continue
        plain = _address(element, report)
        taken[plain] += 1
        found[element.start] = plain if taken[plain] == 1 else f"{plain}~{taken[plain]}"
    return found


def _address(element: Element, report: Report) -> str:
    if element.number is not None:
        return element.number
    section = "opening" if element.section is None else _slug(report.sections[element.section].heading)
    return f"{section}-{_KIND_WORDS[element.kind]}-{element.position or 1}"


def _uses(report: Report, number: str) -> int:
    return sum(1 for element in report.elements if element.number == number)


def _heading(part: Chunk | Element, report: Report) -> str:
    """The section's heading; with the one above it where another section has the same heading."""
    if part.section is None:
        return "opening"
    section = report.sections[part.section]
    same = sum(1 for other in report.sections if other.heading.casefold() == section.heading.casefold())
    if same == 1:
        return section.heading
    for above in reversed(report.sections[: part.section]):
        if above.level < section.level:
            return f"{above.heading}, {section.heading}"
    nth = sum(
        1 for other in report.sections[: part.section + 1] if other.heading.casefold() == section.heading.casefold()
    )
    return f"{section.heading} ({_ordinal(nth)} section of that name)"


def _ordinal(position: int) -> str:
    if position <= len(ORDINAL_NAMES):
        return ORDINAL_NAMES[position - 1]
    suffix = "th" if position % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return f"{position}{suffix}"


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.casefold()).strip("-")[:_SLUG_LENGTH].strip("-") or "section"


_NO_DATE = "no date stated"
_SAMPLE_LONG = "Invented sample report: "
_SAMPLE_SHORT = "invented sample: "


@dataclass(frozen=True, slots=True)
class Citation:
    """`long` is for a list of sources; `short`, in brackets, for running text. `url` is where the report itself is
    published, at the paragraph's page; None where that is not known."""

    long: str
    short: str
    url: str | None = None

    def to_json(self) -> dict[str, str | None]:
        return {"long": self.long, "short": self.short, "url": self.url}


def cite(chunk: Chunk, report: Report) -> Citation:
    """The citation of one chunk: "HM Inspectorate of Probation, Report of ..., 2 November 2016, paragraph 2.3"."""
    where = locator(chunk, report)
    if report.cited_as is not None:
        return _cite_by_name(chunk, report, report.cited_as, where)
    # The bare number will do unless the report uses it twice.
    short_where = chunk.number if where == f"paragraph {chunk.number}" else where
    short_parts = [_short_name(report), _month(report), short_where]
    short = ", ".join(part for part in short_parts if part)
    return Citation(
        long=f"{cite_report(report)}, {where}{_pages(chunk.pages)}",
        short=f"({_SAMPLE_SHORT}{short})" if report.sample else f"({short})",
        url=_url(chunk, report),
    )


def _url(chunk: Chunk, report: Report) -> str | None:
    """A browser opens a PDF at the page that its address names."""
    if report.url is None or chunk.pages is None:
        return report.url
    return f"{report.url.partition('#')[0]}#page={chunk.pages[0]}"


def _cite_by_name(chunk: Chunk, report: Report, name: str, where: str) -> Citation:
    """As its kind of document is cited: "A v B [2016] EWCA Civ 12 at [34]" and "([2016] EWCA Civ 12 at [34])"."""
    joined = " " if where.startswith("at [") else ", "
    return Citation(
        long=f"{_named(report, name)}{joined}{where}{_pages(chunk.pages)}",
        short=f"({name}{joined}{where})",
        url=_url(chunk, report),
    )


def _named(report: Report, name: str) -> str:
    return name if report.title is None or report.title in name else f"{report.title} {name}"


def cite_report(report: Report) -> str:
    """A whole report, for a list of sources: "HM Inspectorate of Probation, Report of ..., 2 November 2016"."""
    if report.cited_as is not None:
        return _named(report, report.cited_as)
    title = report.title or report.source
    area = None if report.area is None or holds_name(title, report.area) else report.area
    named = ", ".join(part for part in (title, area, _day(report)) if part)
    if report.sample:
        return f"{_SAMPLE_LONG}{named}"
    return f"{report.inspectorate}, {named}" if report.inspectorate else named


def report_in_short(report: Report) -> str:
    """A whole report in running text: "Darlington SQS, December 2012"."""
    return ", ".join(part for part in (_short_name(report), _month(report)) if part)


def _short_name(report: Report) -> str:
    name = report.area or report.title or report.source
    if report.type is not None and report.area is not None:
        name = f"{name} {report.type.short}"
    return name


def _day(report: Report) -> str:
    if report.published is not None:
        return f"{report.published.day} {_month_and_year(report.published)}"
    if report.inspection_end is not None:
        return f"inspection ended {report.inspection_end.day} {_month_and_year(report.inspection_end)}"
    return _NO_DATE


def _month(report: Report) -> str:
    if report.published is not None:
        return _month_and_year(report.published)
    if report.inspection_end is not None:
        return f"inspected {_month_and_year(report.inspection_end)}"
    return _NO_DATE


def _month_and_year(when: date) -> str:
    return f"{MONTHS[when.month - 1]} {when.year}"


def _pages(pages: tuple[int, int] | None) -> str:
    """The pages as counted in the file, since a printed page number may differ or be missing."""
    if pages is None:
        return ""
    first, last = pages
    return f" (PDF page {first})" if first == last else f" (PDF pages {first}–{last})"
