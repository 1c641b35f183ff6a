"""One report as it is read: the paragraph in view, the marks in its words, and the steps from hit to hit."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from indexer.errors import ModelUnavailable, QueryRefused
from indexer.records import Chunk, Report
from search_app.answers import Order
from search_app.catalogue import Catalogue
from search_app.closeness import near_paragraphs
from search_app.decoration import Decoration
from search_app.engine import SearchEngine
from search_app.evidence import make_reference
from search_app.find_in_report import Span, find_in
from search_app.hit_walk import HitWalk, walk
from search_app.hits import make_hits
from search_app.opened import Ranked
from search_app.permalinks import HITS_PER_PAGE, SearchState
from search_app.reader_state import ReaderState
from search_app.report_body_markup import Place
from search_app.report_marks import found_marks, sentence_marks, word_marks
from search_app.sorting import in_order


def rank_search(engine: SearchEngine, search: SearchState | None) -> Ranked | None:
    """The ranking of a search, in the order of its results; None without one, or where it can no longer be made."""
    if search is None:
        return None
    try:
        ranked = engine.rank(search.query, mode=search.mode, filters=search.filters, ignore=search.literal)
    except (QueryRefused, ModelUnavailable):
        return None
    if search.order is Order.BEST:
        return ranked
    opened, ranking = ranked.opened, ranked.ranking
    keyword = opened.generation.keyword
    near = near_paragraphs(keyword, ranked.parsed, ranking, cosine_is_known=opened.cosine_is_known)
    return replace(ranked, ranking=in_order(opened.generation, ranking, near, search.order))


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
            hits = make_hits(opened.catalogue, opened.semantic, ranked.parsed, ranked.encoded, ranked.ranking, shown)
            yield from sentence_marks(self.here.chunk, hits[0].highlights)
