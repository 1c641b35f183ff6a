"""The paragraphs that a citation leads to, or what is near where it leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from indexer.keyword.analysis import fold
from indexer.records import Chunk, Report
from search_app.answers.catalogue import Catalogue
from search_app.answers.citation import locator, report_in_short
from search_app.filters.filters import Filters
from search_app.query.citations import Cited
from search_app.ranking.fusion import Ranking

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


@dataclass(frozen=True, slots=True)
class CitedFirst:
    """What the citations of a query lead to: paragraphs that come first, by ordinal, or whole `reports` to search in.

    `notes` say what is to be said. `is_asked` is whether a paragraph was cited, be it here or not.
    """

    ordinals: NDArray[np.int64]
    reports: Filters = field(default_factory=Filters)
    notes: tuple[str, ...] = ()
    is_asked: bool = False

    def before(self, ranking: Ranking) -> Ranking:
        """`ranking` with these paragraphs before all others."""
        if not len(self.ordinals):
            return ranking
        rest = ~np.isin(ranking.ordinals, self.ordinals)
        best = float(ranking.scores.max(initial=0.0))
        return replace(
            ranking,
            ordinals=np.concatenate((self.ordinals, ranking.ordinals[rest])),
            scores=np.concatenate((np.full(len(self.ordinals), best), ranking.scores[rest])),
            near=np.union1d(self.ordinals, ranking.near),
        )


NOTHING_CITED = CitedFirst(np.empty(0, dtype=np.int64))


def cited_first(citations: Sequence[Cited], catalogue: Catalogue) -> CitedFirst:
    """The paragraphs that `citations` name, or those near where one is not here."""
    whole = tuple(report for each in citations if not each.locators for report in each.reports)
    paragraphs = [each for each in citations if each.locators or not each.reports]
    read = [cited_paragraphs(each, catalogue) for each in paragraphs]
    ordinals = dict.fromkeys(chunk.ordinal for each in read for chunk in each.chunks or each.near)
    return CitedFirst(
        np.array(list(ordinals), dtype=np.int64),
        Filters(reports=whole),
        tuple(each.note for each in read if each.note),
        is_asked=bool(paragraphs),
    )


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
        return CitedParagraphs((), note=f"No report in this archive fits “{cited.named}”.")
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
    if not place[:1].isdigit():
        heading = place.split(",")[0]
        under = [chunk for chunk in chunks if _plain(locator(chunk, report)).startswith(f"{_plain(heading)} ")]
        has = f"“{heading}” has {len(under)}" if under else f"it has {len(chunks)} paragraphs and bullets"
        return CitedParagraphs((), tuple(under), f"There is no “{place}” in {_short(report)}; {has}.")
    section, dot, _ = place.rpartition(".")
    numbered = [chunk for chunk in chunks if chunk.number]
    same = [chunk for chunk in numbered if dot and str(chunk.number).startswith(f"{section}.")]
    has = f"section {section} has {_span(same)}" if same else f"it has {_span(numbered)}"
    if not numbered:
        has = "its paragraphs have no numbers"
    return CitedParagraphs((), tuple(same), f"There is no {place} in {_short(report)}; {has}.")


def _span(numbered: Sequence[Chunk]) -> str:
    numbers = list(dict.fromkeys(str(chunk.number) for chunk in numbered))
    return " to ".join(dict.fromkeys((*numbers[:1], *numbers[-1:])))


def _short(report: Report) -> str:
    """ "Darlington 2012": enough to tell a report by."""
    when = report.dated
    return " ".join(filter(None, (report.area or report.title or report.source, str(when.year) if when else "")))
