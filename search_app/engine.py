"""Opens a generation, searches it, and opens the next one when it is published.

Reads are thread-safe: what a search needs is taken from one generation at its start, and a generation is
never changed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from indexer.embedding.model import EMBEDDED_MODEL
from indexer.embedding.query_encoder import EncodedQuery, open_query_encoder
from indexer.errors import IndexUnavailable
from indexer.language.glossary import Glossary
from indexer.limits import RESULT_LIMIT_HITS
from search_app.answers.answer import Answer
from search_app.answers.catalogue import Catalogue
from search_app.answers.hits import make_hits
from search_app.filters.expression import all_of
from search_app.filters.filters import Filters, Lens, choice_of
from search_app.query.language import ParsedQuery, parse_query
from search_app.query.mentions import ArchiveNames
from search_app.query.synonyms import archive_glossary, expand
from search_app.query.understanding import Understood, understand
from search_app.ranking.choices import Choices, count_choices
from search_app.ranking.closeness import NOTHING_CLOSE, counted_paragraphs, is_close, near_paragraphs
from search_app.ranking.fusion import Mode, Order, Ranking
from search_app.ranking.lens import ClauseMatching, through_lens
from search_app.ranking.meaning import ModelState, QueryEncoderFactory, SemanticSearch
from search_app.ranking.pipeline import RankingRequest, keep_share, rank_chunks
from search_app.ranking.recommendations import read_as_recommendation
from search_app.ranking.reranking import LateInteraction
from search_app.ranking.sorting import in_order
from search_app.ranking.words import must_hold, suggest
from search_app.store.interface import Contents, Store
from search_app.store.opening import open_source

# What a search rests on: one opened generation, and a ranking in it.


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation with what is needed to search it.

    `published` is what the source called it, which tells it from the next one. `cosine_is_known` is whether the vectors
    are of the model that the cut-offs of closeness were measured with.
    """

    published: str
    generation: Contents
    catalogue: Catalogue
    semantic: SemanticSearch
    names: ArchiveNames
    store: Store
    glossary: Glossary
    cosine_is_known: bool


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A query as this archive understands it: the ranking that it requests, without the filters given, and what was
    made of its words."""

    request: RankingRequest
    restriction: Filters
    understood: tuple[Understood, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking and the request that it answers, whose words are without those that were understood as something else.

    `narrowed` is whether a filter was in force, given or understood.
    """

    opened: Opened
    request: RankingRequest
    ranking: Ranking
    notes: tuple[str, ...]
    understood: tuple[Understood, ...] = ()
    narrowed: bool = False

    @property
    def parsed(self) -> ParsedQuery:
        return self.request.parsed

    @property
    def encoded(self) -> EncodedQuery | None:
        """The query as encoded, None where meaning was not asked."""
        return None if self.request.meaning is None else self.request.meaning.encoded


class SearchEngine:
    """The read side of one index: a folder, or an archive on Milvus."""

    def __init__(self, index: Path | str, open_encoder: QueryEncoderFactory = open_query_encoder) -> None:
        """Opens the published generation. Raises IndexMissing, IndexDamaged or IndexFormatMismatch."""
        self._source = open_source(index)
        self._open_encoder = open_encoder
        self._swap = threading.Lock()
        self._stays = False
        self._opened = self._open()

    def _open(self) -> Opened:
        published, generation, store = self._source.open()
        if self._stays:
            store.prepare()
        manifest = generation.manifest
        late = LateInteraction.of(store, manifest.model)
        semantic = SemanticSearch(manifest.model, manifest.model_revision, self._open_encoder, late)
        return Opened(
            published,
            generation,
            Catalogue(generation),
            semantic,
            ArchiveNames.of(generation.reports),
            store,
            archive_glossary(generation.abbreviations),
            manifest.model == EMBEDDED_MODEL,
        )

    def _current(self) -> Opened:
        """What is open now, after looking whether a newer generation has been published.

        A newer one that cannot be opened is left alone: the one in hand still answers. Raises IndexDamaged where the
        verification of the one in hand has found a file that is altered.
        """
        opened = self._opened
        try:
            newest = self._source.newest()
            if newest != opened.published:
                with self._swap:
                    if newest != self._opened.published:
                        self._opened = self._open()
                    opened = self._opened
        except IndexUnavailable:
            pass
        opened.generation.refuse_if_damaged()
        return opened

    @property
    def opened(self) -> Opened:
        """What answers now; a generation published later does not change it."""
        return self._current()

    @property
    def catalogue(self) -> Catalogue:
        """The reports and paragraphs of the published generation."""
        return self._current().catalogue

    @property
    def model_state(self) -> ModelState:
        return self._current().semantic.state

    def load_model(self) -> None:
        """Makes ready for many searches, now instead of at the first one. Raises ModelUnavailable."""
        self._stays = True
        opened = self._current()
        opened.semantic.load()
        opened.store.prepare()

    def search(
        self,
        query: str,
        *,
        mode: Mode | str = Mode.HYBRID,
        limit: int = 10,
        offset: int = 0,
        filters: Filters | None = None,
        ignore: Collection[str] = (),
        order: Order | str = Order.BEST,
        rerank: bool = True,
    ) -> Answer:
        """Ranked, cited hits for `query`, the whole ranking in `order`. Raises QueryRefused, with place and hint.

        `ignore` holds the keys of what is not to be understood, or EVERYTHING; without `rerank` the fused ranking
        stands. Without the model a hybrid search answers from the words alone and says so; a semantic search raises
        ModelUnavailable.
        """
        started = time.perf_counter()
        ranked = self.rank(query, mode=mode, filters=filters, ignore=ignore, rerank=rerank)
        opened, request, ranking = ranked.opened, ranked.request, ranked.ranking
        store, known = opened.store, opened.cosine_is_known
        # Hits that are left under a filter are what was asked for: the cut-offs hold for a whole archive.
        close = (ranked.narrowed and len(ranking.ordinals) > 0) or is_close(
            store, request.parsed, ranking, request.synonyms, cosine_is_known=known
        )
        counted = counted_paragraphs(store, request.parsed, ranking, request.where, cosine_is_known=known)
        if counted is not None and filters is not None and filters.share is not None:  # known of what was ranked alone
            counted = np.intersect1d(counted, ranking.ordinals)
        near = None if counted is None else len(counted)
        shown_order = choice_of(Order, order)
        if shown_order is not Order.BEST:
            first = near_paragraphs(store, request.parsed, ranking, cosine_is_known=known)
            ranking, near = in_order(store, ranking, first, shown_order), int(first.sum())
        if counted is None:
            counted = ranking.ordinals
        shown = slice(offset, offset + min(limit, RESULT_LIMIT_HITS))
        return Answer(
            query=query,
            mode=request.mode,
            total=len(ranking.ordinals),
            generation=opened.generation.name,
            hits=make_hits(opened.catalogue, opened.semantic, request, ranking, shown),
            suggestion=suggest(store, request.parsed),
            notes=ranked.notes if close or not len(ranking.ordinals) else (*ranked.notes, NOTHING_CLOSE),
            counted=len(counted),
            count_values=partial(store.counts, counted),
            understood=ranked.understood,
            close=close,
            order=shown_order,
            near=near,
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def rank(
        self,
        query: str,
        *,
        mode: Mode | str = Mode.HYBRID,
        filters: Filters | None = None,
        ignore: Collection[str] = (),
        rerank: bool = True,
    ) -> Ranked:
        """The ranking alone, without the words and citations of its hits. Raises as `search` does."""
        opened, given = self._current(), filters or Filters()
        asked = self._read(opened, query, mode, given, ignore)
        where = all_of((given.expression, asked.request.where))
        request = replace(asked.request, where=where, rerank=rerank)
        recommendation: tuple[Understood, ...] = ()
        if rerank and request.meaning is not None:
            recommendation = read_as_recommendation(request.parsed, given, ignore)
            request = replace(request, recommendation=bool(recommendation))
        ranking = rank_chunks(opened.store, opened.semantic.late, request)
        notes = asked.notes
        if given.lens is not None and request.meaning is not None:

            def under(lens: Lens) -> Ranking:
                other = all_of((given.changed(lens=lens).expression, asked.request.where))
                return rank_chunks(opened.store, opened.semantic.late, replace(request, where=other))

            matching = ClauseMatching(opened.catalogue.chunks, opened.semantic, request.meaning.encoded)
            ranking, lens_notes = through_lens(matching, ranking, given.lens, under)
            notes += lens_notes
        if given.share is not None:
            ranking, share_notes = keep_share(opened.store, ranking, given.share)
            notes += share_notes
        notes += opened.store.notes(where)
        return Ranked(
            opened,
            request,
            ranking,
            notes,
            (*asked.understood, *recommendation),
            narrowed=given != Filters() or asked.restriction != Filters(),
        )

    def choices(
        self,
        query: str,
        *,
        mode: Mode | str = Mode.HYBRID,
        filters: Filters | None = None,
        ignore: Collection[str] = (),
    ) -> Choices:
        """How many paragraphs each value of each filter would leave, whatever is chosen in that filter already.

        Raises as `search` does.
        """
        opened, given = self._current(), filters or Filters()
        request = self._read(opened, query, mode, given, ignore).request
        return count_choices(opened.store, request, given, cosine_is_known=opened.cosine_is_known)

    def _read(self, opened: Opened, query: str, mode: Mode | str, given: Filters, ignore: Collection[str]) -> ReadQuery:
        store, asked_mode, chosen = opened.store, choice_of(Mode, mode), given.expression
        asked = parse_query(query)
        demanded = must_hold(asked.constraint, store.vocabulary)
        allowed = (chosen, demanded)
        found = understand(
            asked, opened.names, given, lambda also: store.count(all_of((*allowed, also.expression))) > 0, ignore
        )
        expansion = expand(found.parsed, opened.glossary, store.vocabulary, ignore)
        parsed = expansion.parsed
        meaning, notes = opened.semantic.read(parsed, asked_mode)
        where = all_of((demanded, found.restriction.expression))
        return ReadQuery(
            RankingRequest(parsed, asked_mode, where, meaning, expansion.synonyms),
            found.restriction,
            (*found.understood, *expansion.understood),
            (*opened.generation.notes, *found.notes, *notes),
        )
