"""The paragraphs that a citation leads to, or what is near where it leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.keyword.analysis import fold
from indexer.records import Chunk, Report
from search_app.answers.catalogue import Catalogue
from search_app.answers.citation import locator, report_in_short
from search_app.filters.fields import report_date
from search_app.query.citations import Cited

_UNDER_A_HEADING = re.compile(r"(.+), paragraph ([\d.]+)")
_LISTED_REPORTS = 5


@dataclass(frozen=True, slots=True)
class CitedParagraphs:
    """What was cited, in the order of the citation; `near` where that is not here, which `note` then says.

    Several reports may fit a citation that names no date: their paragraphs stand the newest first.
    """

    chunks: tuple[Chunk, ...]
    near: tuple[Chunk, ...] = ()
    note: str = ""


def cited_paragraphs(cited: Cited, catalogue: Catalogue) -> CitedParagraphs:
    """The paragraphs at the places that `cited` names; all of a report that is cited as a whole."""
    reports = [catalogue.report(report_id) for report_id in cited.reports]
    if not reports:
        return _no_report(cited, catalogue)
    found: list[Chunk] = []
    for report in reports:
        chunks = catalogue.chunks_of(report.report_id)
        for place in cited.locators:
            found += _on_page(cited.page, _at(place, chunks, report, catalogue))
        found += chunks if not cited.locators else ()
    if not found:
        chunks = catalogue.chunks_of(reports[0].report_id)
        return _no_paragraph(cited.locators[0], chunks, reports[0])
    missing = [place for place in cited.locators if not any(_at(place, found, report, catalogue) for report in reports)]
    note = f"There is no {' and no '.join(missing)} in {_short(reports[0])}." if missing else ""
    return CitedParagraphs(tuple(found), note=note)


def _at(place: str, chunks: Sequence[Chunk], report: Report, catalogue: Catalogue) -> list[Chunk]:
    """The chunks of `report` among `chunks` at a number, an address or a place in words."""
    own = [chunk for chunk in chunks if chunk.report_id == report.report_id]
    exact = [chunk for chunk in own if catalogue.address(chunk).casefold() == place]
    if exact:
        return exact
    worded = [chunk for chunk in own if _plain(locator(chunk, report)) == _plain(place)]
    if not worded and (under := _UNDER_A_HEADING.fullmatch(place)) is not None:
        return [chunk for chunk in own if chunk.number == under[2]]
    return worded or [chunk for chunk in own if chunk.number == place]


def _on_page(page: int | None, chunks: list[Chunk]) -> list[Chunk]:
    """Of several at one place those that begin on the page named; all where none does."""
    on_it = [chunk for chunk in chunks if chunk.pages and chunk.pages[0] == page]
    return on_it if len(chunks) > 1 and on_it else chunks


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text).text))


def _no_report(cited: Cited, catalogue: Catalogue) -> CitedParagraphs:
    others = [catalogue.report(report_id) for report_id in cited.others]
    if not others:
        return CitedParagraphs((), note=f"There is no report {cited.named} in this archive.")
    near = [
        chunk
        for report in others
        for place in cited.locators
        for chunk in _at(place, catalogue.chunks_of(report.report_id), report, catalogue)
    ]
    held = "; ".join(report_in_short(report) for report in others[:_LISTED_REPORTS])
    more = f" and {len(others) - _LISTED_REPORTS} others" if len(others) > _LISTED_REPORTS else ""
    return CitedParagraphs(
        (), tuple(near), f"No report in this archive fits “{cited.named}”. On {others[0].area} there is: {held}{more}."
    )


def _no_paragraph(place: str, chunks: Sequence[Chunk], report: Report) -> CitedParagraphs:
    """That there is none, and which there are: of the same section where the number names one."""
    section, dot, _ = place.rpartition(".")
    same = [chunk for chunk in chunks if chunk.number and chunk.number.startswith(f"{section}.")] if dot else []
    numbered = [chunk for chunk in chunks if chunk.number]
    near, where = (same, f"section {section}") if same else (numbered, "it")
    if near:
        return CitedParagraphs(
            (),
            tuple(same),
            f"There is no {place} in {_short(report)}; {where} has {near[0].number} to {near[-1].number}.",
        )
    heading = place.split(",")[0]
    under = [chunk for chunk in chunks if _plain(locator(chunk, report)).startswith(_plain(heading))]
    has = f"“{heading}” has {len(under)}" if under else f"it has {len(chunks)} paragraphs and bullets, none numbered"
    return CitedParagraphs((), tuple(under), f"There is no “{place}” in {_short(report)}; {has}.")


def _short(report: Report) -> str:
    """ "Darlington 2012": enough to tell a report by."""
    when = report_date(report)
    return " ".join(filter(None, (report.area or report.title or report.source, str(when.year) if when else "")))
