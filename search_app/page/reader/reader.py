"""One report as it is read: the paragraph in view, the marks in its words, and the steps from hit to hit."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from indexer.errors import ModelUnavailable, QueryRefused
from indexer.keyword.analysis import fold
from indexer.records import CHUNK_KINDS, Chunk, ElementKind, Report
from search_app.answers.answer import Highlight, HighlightKind
from search_app.answers.catalogue import Catalogue
from search_app.answers.hits import exact_highlights, make_hits
from search_app.archive import Archive
from search_app.basket.basket import make_reference
from search_app.engine import Ranked
from search_app.page.addresses import HITS_PER_PAGE, ReaderState, SearchState
from search_app.page.markup import Decoration
from search_app.page.reader.body_html import Place
from search_app.query.language import ParsedQuery
from search_app.ranking.listing import in_order

# Finding words in one whole report, furniture and footnotes too, as a browser's own search would.

SHORTEST_SOUGHT_CHARACTERS = 2
"""A single letter stands thousands of times in a report, and finding it helps nobody."""

LONGEST_SOUGHT_CHARACTERS = 300
"""A long sentence. What is pasted beyond it is looked for by its beginning."""

Span = tuple[int, int]


def is_sought(words: str) -> bool:
    """Whether `words` are enough to look for."""
    return len("".join(fold(words).text.split())) >= SHORTEST_SOUGHT_CHARACTERS


def find_in(report: Report, words: str) -> list[Span]:
    """Where `words` stand, as code points into the report's text, in order.

    Parts of words count. Case, accents, kinds of quotes and hyphens, and white space do not. Nothing is found
    across two elements.
    """
    if not is_sought(words):
        return []
    parts = fold(words[:LONGEST_SOUGHT_CHARACTERS]).text.split()
    pattern = re.compile(r"\s+".join(map(re.escape, parts)))
    found = []
    for element in report.elements:
        text = fold(report.text[element.start : element.end])
        for match in pattern.finditer(text.text):
            start, end = text.original_span(*match.span())
            found.append((element.start + start, element.start + end))
    return found


# Walking from hit to hit of a search: over all reports as the results show them, and inside one report.

BEST_HITS = 5 * HITS_PER_PAGE
"""A ranking by meaning holds nearly every paragraph of a report. What a person would page through is the best."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Where a paragraph stands among `total` hits: its `place` from 1, and the ordinals before and after it.

    `place` is None where the paragraph is no hit, and the two beside it are then those to go to from there.
    """

    total: int
    place: int | None
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class HitWalk:
    """The steps over all hits, and those over the best hits that stand in one report, in its order."""

    everywhere: Steps
    in_report: Steps


def walk(ranked: Ranked, report_id: str, ordinal: int | None) -> HitWalk:
    """The steps from the paragraph `ordinal` of a report, or from its top where that is None.

    They lead over what comes near, as many as the results say; from a paragraph that does not, over all that ranks.
    """
    generation, hits = ranked.opened.generation, ranked.ranking.ordinals
    near = hits[np.isin(hits, ranked.ranking.near)]
    if len(near) and (ordinal is None or ordinal in near or ordinal not in hits):
        hits = near
    shown = shown_order(hits.tolist(), generation.report_rows[hits].tolist())
    inside = set(generation.ordinals_of(report_id).tolist())
    best = sorted(inside.intersection(hits[:BEST_HITS].tolist()))
    return HitWalk(_in_shown_order(shown, ordinal), _in_reading_order(best, ordinal))


def shown_order(ordinals: Sequence[int], reports: Sequence[int]) -> list[int]:
    """`ordinals`, best first, as the pages of results show them: each page by report, in the order of the first hit.

    `reports` has the report of each.
    """
    shown: list[int] = []
    for start in range(0, len(ordinals), HITS_PER_PAGE):
        groups: dict[int, list[int]] = {}
        page = slice(start, start + HITS_PER_PAGE)
        for ordinal, report in zip(ordinals[page], reports[page], strict=True):
            groups.setdefault(report, []).append(ordinal)
        for group in groups.values():
            shown += group
    return shown


def _in_shown_order(shown: Sequence[int], ordinal: int | None) -> Steps:
    if ordinal is None or ordinal not in shown:
        return Steps(len(shown), None, None, shown[0] if shown else None)
    at = shown.index(ordinal)
    return _at(shown, at)


def _in_reading_order(best: Sequence[int], ordinal: int | None) -> Steps:
    here = -1 if ordinal is None else ordinal
    at = bisect_left(best, here)
    if at < len(best) and best[at] == here:
        return _at(best, at)
    after = bisect_right(best, here)
    return Steps(len(best), None, best[at - 1] if at else None, best[after] if after < len(best) else None)


def _at(hits: Sequence[int], at: int) -> Steps:
    before = hits[at - 1] if at else None
    return Steps(len(hits), at + 1, before, hits[at + 1] if at + 1 < len(hits) else None)


# The marks in a whole report: words and sentence of a search, and what was looked for in the report.

_SEARCHED = CHUNK_KINDS | {ElementKind.HEADING}


def word_marks(report: Report, parsed: ParsedQuery) -> Iterator[Decoration]:
    """The words of a search wherever the search looks: in chunks and headings."""
    for element in report.elements:
        if element.kind in _SEARCHED:
            for start, end in exact_highlights(report.text[element.start : element.end], parsed):
                yield Decoration(element.start + start, element.start + end, "<mark>", "</mark>")


def sentence_marks(chunk: Chunk, highlights: Iterable[Highlight]) -> Iterator[Decoration]:
    """The sentence of a hit that is nearest in meaning, as the results mark it, with the words that carried it."""
    tags = iter([('<span class="pr-meaning">', "</span>")])
    for mark in highlights:
        if mark.kind is HighlightKind.MEANING:
            opening, closing = next(tags, ('<strong class="pr-carried">', "</strong>"))
            yield Decoration(chunk.start + mark.start, chunk.start + mark.end, opening, closing)


def found_marks(spans: Iterable[Span]) -> Iterator[Decoration]:
    """What was looked for, numbered from 1 for stepping through it."""
    for number, (start, end) in enumerate(spans, start=1):
        yield Decoration(start, end, f'<mark class="pr-found" data-found="{number}">', "</mark>")


def rank_search(archive: Archive, search: SearchState | None) -> Ranked | None:
    """The ranking of a search, in the order of its results; None without one, or where it can no longer be made."""
    if search is None:
        return None
    try:
        ranked = archive.engine.rank(search.query, mode=search.mode, filters=search.filters, ignore=search.literal)
    except (QueryRefused, ModelUnavailable):
        return None
    return replace(ranked, ranking=in_order(ranked.opened.store, ranked.ranking, search.order))


@dataclass(frozen=True, slots=True)
class Sight:
    """The page of the file that is to stand beside the text, from 1, and the paragraph to outline on it, if any."""

    page: int
    place: Place | None


@dataclass(frozen=True)
class Reader:
    """A report of `catalogue` as `state` asks for it; `ranked` is of the same generation, or None.

    `basket` holds the references of the paragraphs in the visitor's basket.
    """

    catalogue: Catalogue
    report: Report
    state: ReaderState
    ranked: Ranked | None
    basket: Collection[str] = ()

    @cached_property
    def places(self) -> dict[int, Place]:
        """The report's chunks by their start offsets."""
        return {chunk.start: self._place(chunk) for chunk in self.catalogue.chunks_of(self.report.report_id)}

    def _place(self, chunk: Chunk) -> Place:
        address = self.catalogue.address(chunk)
        in_basket = make_reference(self.report.report_id, address) in self.basket
        return Place(chunk, address, self.catalogue.cite(chunk), in_basket)

    @cached_property
    def here(self) -> Place | None:
        """The paragraph in view; None where the address names none, or one that is not there."""
        return next((place for place in self.places.values() if place.address == self.state.address), None)

    @cached_property
    def found(self) -> list[Span]:
        """Where the words that are looked for stand in the report's text."""
        return find_in(self.report, self.state.find)

    @property
    def sheet(self) -> int:
        """The page of the file to show, from 1: the one asked for, or the paragraph's first, or the first."""
        pages = self.here.chunk.pages if self.here else None
        return self.state.sheet or (pages[0] if pages else 1)

    def in_sight(self, said: object) -> Sight:
        """What the reader's script says of this very view; what the address asks for where it says nothing of it.

        The script's word is `{"view", "page", "para"}`. Another view is the one that the visitor came from.
        """
        if not isinstance(said, dict) or said.get("view") != self.state.href or type(said.get("page")) is not int:
            return Sight(self.sheet, self.here)
        para = said.get("para")
        named = next((place for place in self.places.values() if place.address == para), None)
        return Sight(said["page"], named or self.here)

    @cached_property
    def walk(self) -> HitWalk | None:
        """The steps from hit to hit of the search, or None without one."""
        if self.ranked is None:
            return None
        return walk(self.ranked, self.report.report_id, self.here.chunk.ordinal if self.here else None)

    def href(self, ordinal: int) -> str:
        """The address of another paragraph of the archive in this view."""
        chunk = self.catalogue.chunk(ordinal)
        return self.state.at(chunk.report_id, self.catalogue.address(chunk)).href

    @property
    def results_page(self) -> int:
        """The page of results, from 1, that shows the paragraph in view; the first where it is no hit."""
        place = self.walk.everywhere.place if self.walk else None
        return (place - 1) // HITS_PER_PAGE + 1 if place else 1

    def decorations(self) -> Iterator[Decoration]:
        """The marks in the report's text, outer ones first."""
        if self.ranked is not None:
            yield from self._sentence_marks(self.ranked)
            yield from word_marks(self.report, self.ranked.parsed)
        yield from found_marks(self.found)

    def _sentence_marks(self, ranked: Ranked) -> Iterator[Decoration]:
        if self.here is None or ranked.encoded is None:
            return
        places = (ranked.ranking.ordinals == self.here.chunk.ordinal).nonzero()[0]
        for place in places.tolist():
            opened = ranked.opened
            shown = slice(place, place + 1)
            hits = make_hits(opened.catalogue, opened.semantic, ranked.request, ranked.ranking, shown)
            yield from sentence_marks(self.here.chunk, hits[0].highlights)
