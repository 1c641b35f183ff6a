"""From a chunk to its citation, long for a list of sources and short for running text.

A citation is data carried with the chunk. A part that the report does not state is left out, except the
date: where no date of publication is stated, the end of the inspection stands in and is named as such, and
where there is neither, that is said. The citation of a sample begins with saying that it is invented, and names no
inspectorate, so that nobody pastes it as a real one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.records import Chunk, Report
from search_app.locators import locator
from search_app.names import holds_name

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_NO_DATE = "no date stated"
_SAMPLE_LONG = "Invented sample report: "
_SAMPLE_SHORT = "invented sample: "


@dataclass(frozen=True, slots=True)
class Citation:
    """`long` is for a list of sources; `short`, in brackets, for running text."""

    long: str
    short: str


def cite(chunk: Chunk, report: Report) -> Citation:
    """The citation of one chunk: "HM Inspectorate of Probation, Report of ..., 2 November 2016, paragraph 2.3"."""
    where = locator(chunk, report)
    # The bare number will do unless the report uses it twice.
    short_where = chunk.number if where == f"paragraph {chunk.number}" else where
    short_parts = [_short_name(report), _month(report), short_where]
    short = ", ".join(part for part in short_parts if part)
    return Citation(
        long=f"{cite_report(report)}, {where}{_pages(chunk.pages)}",
        short=f"({_SAMPLE_SHORT}{short})" if report.sample else f"({short})",
    )


def cite_report(report: Report) -> str:
    """A whole report, for a list of sources: "HM Inspectorate of Probation, Report of ..., 2 November 2016"."""
    title = report.title or report.source
    area = None if report.area is None or holds_name(title, report.area) else report.area
    named = ", ".join(part for part in (title, area, _day(report)) if part)
    if report.sample:
        return f"{_SAMPLE_LONG}{named}"
    return f"{report.inspectorate}, {named}" if report.inspectorate else named


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
    return f"{_MONTHS[when.month - 1]} {when.year}"


def _pages(pages: tuple[int, int] | None) -> str:
    """The pages as counted in the file, since a printed page number may differ or be missing."""
    if pages is None:
        return ""
    first, last = pages
    return f" (PDF page {first})" if first == last else f" (PDF pages {first}–{last})"
