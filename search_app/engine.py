"""Opens a generation, searches it, and opens the next one when it is published.

Reads are thread-safe: what a search needs is taken from one generation at its start, and a generation is
never changed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.model import EMBEDDED_MODEL
from indexer.embedding.query_encoder import EncodedQuery, open_query_encoder
from indexer.errors import IndexUnavailable, ModelUnavailable
from indexer.keyword.index import Synonym
from indexer.language.glossary import Glossary
from indexer.limits import RESULT_LIMIT_HITS
from indexer.storage.generation import Generation
from indexer.storage.manifest import current_folder
from search_app.answers.answer import Answer
from search_app.answers.catalogue import Catalogue
from search_app.answers.hits import make_hits
from search_app.filters.facets import Facets
from search_app.filters.filters import Filters, Mask, field_mask, filter_mask
from search_app.query.language import ParsedQuery, parse_query
from search_app.query.synonyms import archive_glossary, expand
from search_app.query.understanding import ArchiveNames, Understood, understand
from search_app.ranking.closeness import NOTHING_CLOSE, all_near_paragraphs, is_close, near_paragraphs
from search_app.ranking.fusion import Mode, Order, Ranking
from search_app.ranking.meaning import ModelState, QueryEncoderFactory, SemanticSearch
from search_app.ranking.pipeline import FUSION_DEPTH_CHUNKS, keep_share, rank_chunks
from search_app.ranking.recommendations import read_as_recommendation
from search_app.ranking.reranking import LateInteraction
from search_app.ranking.sorting import in_order
from search_app.ranking.words import Archive, matches, suggest

# What a search rests on: one opened generation, and a ranking in it.


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation with what is needed to search it."""

    generation: Generation
    catalogue: Catalogue
    semantic: SemanticSearch
    names: ArchiveNames
    facets: Facets
    glossary: Glossary

    @property
    def cosine_is_known(self) -> bool:
        """Whether the vectors are of the model that the cut-offs of closeness were measured with."""
        return self.generation.manifest.model == EMBEDDED_MODEL


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking and all it was made from; `encoded` is the query, None where meaning was not asked.

    `parsed` has the words that rank, without those that were understood as something else. `narrowed` is whether
    a filter was in force, given or understood; `allowed`, bool (n,), is what it and the query's own terms left.
    """

    opened: Opened
    parsed: ParsedQuery
    allowed: Mask
    encoded: EncodedQuery | None
    ranking: Ranking
    notes: tuple[str, ...]
    understood: tuple[Understood, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    narrowed: bool = False

    @property
    def narrowed_to_something(self) -> bool:
        """Whether hits are left under a filter. Those are what was asked for: the cut-offs hold for a whole archive."""
        return self.narrowed and len(self.ranking.ordinals) > 0


def _counted_apart(ranked: Ranked, filters: Filters) -> NDArray[np.int64] | None:
    """Ordinals of what is counted by filter and value where that is not all of the ranking; else None.

    A ranking by meaning ends at its depth, with paragraphs that have little to do with the query. Where the archive is
    larger, only what comes near is counted.
    """
    ranking, generation = ranked.ranking, ranked.opened.generation
    if not (len(ranking.semantic[0]) and ranked.opened.cosine_is_known and len(generation) > FUSION_DEPTH_CHUNKS):
        return None
    near = all_near_paragraphs(generation.keyword, ranked.parsed, ranking, ranked.allowed)
    if filters.share is not None:  # known of what was ranked alone
        near = np.intersect1d(near, ranking.ordinals)
    return near


def _prepare(generation: Generation) -> None:
    if generation.embeddings is not None:
        generation.embeddings.prepare()


class SearchEngine:
    """The read side of one index folder."""

    def __init__(self, index: Path, open_encoder: QueryEncoderFactory = open_query_encoder) -> None:
        """Opens the published generation. Raises IndexMissing, IndexDamaged or IndexFormatMismatch."""
        self._index = index
        self._open_encoder = open_encoder
        self._swap = threading.Lock()
        self._stays = False
        self._opened = self._open()

    def _open(self) -> Opened:
        generation = Generation.open(self._index)
        if self._stays:
            _prepare(generation)
        manifest = generation.manifest
        late = LateInteraction.of(generation)
        semantic = SemanticSearch(manifest.model, manifest.model_revision, self._open_encoder, late)
        return Opened(
            generation,
            Catalogue(generation),
            semantic,
            ArchiveNames.of(generation),
            Facets(generation),
            archive_glossary(generation.abbreviations),
        )

    def _current(self) -> Opened:
        """What is open now, after looking whether a newer generation has been published.

        A newer one that cannot be opened is left alone: the one in hand still answers.
        """
        opened = self._opened
        try:
            newest = current_folder(self._index).name
            if newest != opened.generation.name:
                with self._swap:
                    if newest != self._opened.generation.name:
                        self._opened = self._open()
                    opened = self._opened
        except IndexUnavailable:
            pass
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
        _prepare(opened.generation)

    def search(
        self,
        query: str,
        *,
        mode: Mode = Mode.HYBRID,
        limit: int = 10,
        offset: int = 0,
        filters: Filters | None = None,
        ignore: Collection[str] = (),
        order: Order = Order.BEST,
        rerank: bool = True,
    ) -> Answer:
        """Ranked, cited hits for `query`, the whole ranking in `order`. Raises QueryRefused, with place and hint.

        `ignore` holds the keys of what is not to be understood, or EVERYTHING; without `rerank` the fused ranking
        stands. Without the model a hybrid search answers from the words alone and says so; a semantic search raises
        ModelUnavailable.
        """
        started = time.perf_counter()
        given = filters or Filters()
        ranked = self.rank(query, mode=mode, filters=given, ignore=ignore, rerank=rerank)
        opened, ranking = ranked.opened, ranked.ranking
        keyword, known = opened.generation.keyword, opened.cosine_is_known
        close = ranked.narrowed_to_something or is_close(
            keyword, ranked.parsed, ranking, ranked.synonyms, cosine_is_known=known
        )
        counted = _counted_apart(ranked, given)
        near = None if counted is None else len(counted)
        if order is not Order.BEST:
            first = near_paragraphs(keyword, ranked.parsed, ranking, cosine_is_known=known)
            ranking, near = in_order(opened.generation, ranking, first, order), int(first.sum())
        if counted is None:
            counted = ranking.ordinals
        shown = slice(offset, offset + min(limit, RESULT_LIMIT_HITS))
        return Answer(
            query=query,
            mode=mode,
            total=len(ranking.ordinals),
            generation=opened.generation.name,
            hits=make_hits(opened.catalogue, opened.semantic, ranked.parsed, ranked.encoded, ranking, shown),
            suggestion=suggest(keyword, ranked.parsed),
            notes=ranked.notes if close or not len(ranking.ordinals) else (*ranked.notes, NOTHING_CLOSE),
            counted=len(counted),
            facets=opened.facets.count(counted),
            understood=ranked.understood,
            close=close,
            order=order,
            near=near,
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def rank(
        self,
        query: str,
        *,
        mode: Mode = Mode.HYBRID,
        filters: Filters | None = None,
        ignore: Collection[str] = (),
        rerank: bool = True,
    ) -> Ranked:
        """The ranking alone, without the words and citations of its hits. Raises as `search` does."""
        opened = self._current()
        generation, given = opened.generation, filters or Filters()
        asked = parse_query(query)
        allowed = self._allowed(generation, asked, given)
        understanding = understand(
            asked, opened.names, given, lambda also: bool((allowed & filter_mask(generation, also)).any()), ignore
        )
        allowed &= filter_mask(generation, understanding.restriction)
        expansion = expand(understanding.parsed, opened.glossary, generation.keyword, ignore)
        parsed = expansion.parsed
        encoded, notes = self._encoded_query(opened.semantic, parsed, mode)
        recommendation = read_as_recommendation(parsed, given, ignore) if rerank and encoded is not None else ()
        ranking = rank_chunks(
            generation, opened.semantic, parsed, mode, allowed, encoded, expansion.synonyms,
            rerank=rerank, recommendation=bool(recommendation),
        )  # fmt: skip
        ranking, share_notes = keep_share(generation, ranking, given.share)
        understood = (*understanding.understood, *expansion.understood, *recommendation)
        notes = (*generation.keyword.notes, *understanding.notes, *notes, *share_notes)
        narrowed = given != Filters() or understanding.restriction != Filters()
        return Ranked(opened, parsed, allowed, encoded, ranking, notes, understood, expansion.synonyms, narrowed)

    def _allowed(self, generation: Generation, parsed: ParsedQuery, filters: Filters) -> Mask:
        allowed = filter_mask(generation, filters)
        if parsed.constraint is None:
            return allowed
        archive = Archive(
            generation.keyword,
            text_of=lambda ordinal: generation.chunk(ordinal).text,
            field_matches=lambda field, value: field_mask(generation, field, value),
        )
        return matches(archive, parsed.constraint, allowed)

    def _encoded_query(
        self, semantic: SemanticSearch, parsed: ParsedQuery, mode: Mode
    ) -> tuple[EncodedQuery | None, tuple[str, ...]]:
        if mode is Mode.KEYWORD or not parsed.semantic_text:
            return None, ()
        try:
            return semantic.encode_query(parsed.semantic_text), ()
        except ModelUnavailable as unavailable:
            if mode is Mode.SEMANTIC:
                raise
            return None, (f"Searched by words only. {unavailable}",)
