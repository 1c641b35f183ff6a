"""Opens a generation, searches it, and opens the next one when it is published.

Reads are thread-safe: what a search needs is taken from one generation at its start, and a generation is
never changed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np

from indexer.embedding.model import EMBEDDED_MODEL
from indexer.embedding.query_encoder import EncodedQuery, open_query_encoder
from indexer.errors import IndexUnavailable
from indexer.language.glossary import Glossary
from indexer.limits import RESULT_LIMIT_HITS
from search_app.answers.answer import Answer
from search_app.answers.catalogue import Catalogue
from search_app.answers.cited import NOTHING_CITED, CitedFirst, cited_first
from search_app.answers.hits import make_hits
from search_app.filters.expression import EVERYTHING as ALL_PARAGRAPHS
from search_app.filters.expression import all_of
from search_app.filters.filters import NO_FILTERS, Filters, Lens, choice_of
from search_app.query.citations import CitableReports, parse_citing
from search_app.query.dates import ReportDays, days_of_reports
from search_app.query.language import ParsedQuery, parse_query
from search_app.query.mentions import ArchiveNames
from search_app.query.synonyms import KnownWords, archive_glossary, expand
from search_app.query.understanding import (
    Understood,
    denies,
    must_hold,
    read_as_recommendation,
    understand,
    wanted_words,
)
from search_app.ranking.choices import Choices, count_choices
from search_app.ranking.closeness import NOTHING_CLOSE, ONLY_ELSEWHERE, names_what_is_here, near_paragraphs
from search_app.ranking.fusion import NOTHING_FOUND, Mode, Order, Ranking
from search_app.ranking.lens import ClauseMatching, notes_on_opposed, praise_after, through_lens
from search_app.ranking.listing import fold_copies, in_order, near_first
from search_app.ranking.meaning import ModelState, QueryEncoderFactory, SemanticSearch
from search_app.ranking.pipeline import RankingRequest, keep_share, rank_chunks
from search_app.ranking.reranking import LateInteraction
from search_app.ranking.words import (
    note_on_common_words,
    notes_on_missing,
    notes_on_prefixes,
    suggest,
    typed_demands,
    where_words_stand,
)
from search_app.store.interface import Contents, Ids, Store
from search_app.store.opening import open_source

# What a search rests on: one opened generation, and a ranking in it.


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation with what is needed to search it.

    `published` is what the source called it, which tells it from the next one. What citations and dates can name is
    read at the first query that may hold one. `cosine_is_known` is whether the vectors are of the model that the
    cut-offs of closeness were measured with.
    """

    published: str
    generation: Contents
    catalogue: Catalogue
    semantic: SemanticSearch
    names: ArchiveNames
    citable: Callable[[], CitableReports]
    days: Callable[[], ReportDays]
    store: Store
    glossary: Glossary
    known_words: KnownWords
    cosine_is_known: bool


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A query as the generation `opened` understands it: the ranking that it requests, without the filters given, and
    what was made of its words. `lens` is what they ask for, `only_cites` whether a paragraph is cited and nothing else
    asked."""

    opened: Opened
    request: RankingRequest
    restriction: Filters
    understood: tuple[Understood, ...]
    notes: tuple[str, ...]
    cited: CitedFirst
    is_absent: bool = False
    lens: Lens | None = None
    only_cites: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking and the request that it answers, whose words are without those that were understood as something else.

    `narrowed` is whether a filter was in force, given or understood; `cited` stands before all others;
    `is_absent` is whether an area was asked for that the archive has no report on. `lens` is the one given or
    asked for.
    """

    opened: Opened
    request: RankingRequest
    ranking: Ranking
    notes: tuple[str, ...]
    understood: tuple[Understood, ...] = ()
    narrowed: bool = False
    cited: CitedFirst = NOTHING_CITED
    is_absent: bool = False
    lens: Lens | None = None

    @property
    def parsed(self) -> ParsedQuery:
        return self.request.parsed

    @property
    def encoded(self) -> EncodedQuery | None:
        """The query as encoded, None where meaning was not asked."""
        return None if self.request.meaning is None else self.request.meaning.encoded


def _far_notes(store: Store, request: RankingRequest, near: Ids) -> tuple[str, ...]:
    """That nothing comes near, and where the words that were typed stand; or that only other areas have something."""
    if len(near):
        return (ONLY_ELSEWHERE,)
    return tuple(filter(None, (NOTHING_CLOSE, where_words_stand(store, request.parsed))))


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
        glossary = archive_glossary(generation.abbreviations)
        known_words = KnownWords(glossary)
        late = LateInteraction.of(store, manifest.model)
        semantic = SemanticSearch(manifest.model, manifest.model_revision, self._open_encoder, late)
        return Opened(
            published,
            generation,
            Catalogue(generation),
            semantic,
            ArchiveNames.of(generation.reports, lambda word: store.vocabulary.holds_word(word) or word in known_words),
            cache(partial(CitableReports.of, generation.reports)),
            cache(partial(days_of_reports, generation.reports)),
            store,
            glossary,
            known_words,
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
        opened, request = ranked.opened, ranked.request
        store, near = opened.store, ranked.ranking.near
        # Hits that are left under a filter are what was asked for: the cut-offs hold for a whole archive.
        asked_for = ranked.narrowed or len(ranked.cited.ordinals) > 0
        is_left = asked_for and len(ranked.ranking.ordinals) > 0
        close = not ranked.is_absent and (
            is_left or len(near) > 0 or names_what_is_here(store, ranked.ranking, request.synonyms)
        )
        shown_order = choice_of(Order, order)
        # Where no word ranks there is no better and worse: the newest report stands first.
        has_best = shown_order is not Order.BEST or len(request.parsed.words) > 0 or ranked.cited.is_asked
        ranking, copies = fold_copies(store, in_order(store, ranked.ranking, shown_order))
        shown = slice(offset, offset + min(limit, RESULT_LIMIT_HITS))
        hits = make_hits(opened.catalogue, opened.semantic, request, ranking, shown, copies)
        notes = (*ranked.notes, *notes_on_prefixes(store, request.parsed))
        if not asked_for and (common := note_on_common_words(store, request.parsed)) is not None:
            notes, close = (*notes, common), True
        if ranked.lens is not None:
            notes += notes_on_opposed(ranked.lens, ranked.ranking, best_first=shown_order is Order.BEST)
        given = filters or NO_FILTERS
        if not ranked.cited.is_asked and (given != NO_FILTERS or request.parsed.constraint is not None):
            typed = typed_demands(request.parsed, store.vocabulary)
            found = len(ranking.ordinals) > 0
            notes = (*notes, *notes_on_missing(given, typed, store.count, found=found, names=opened.names))
        suggestion = suggest(store, request.parsed, opened.known_words)
        return Answer(
            query=query,
            mode=request.mode,
            total=len(ranked.ranking.ordinals),
            places=len(ranking.ordinals),
            generation=opened.generation.name,
            hits=hits,
            suggestion=suggestion,
            notes=notes if close or not len(ranking.ordinals) else (*notes, *_far_notes(store, request, near)),
            near=len(near),
            count_values=partial(store.counts, near),
            understood=ranked.understood,
            close=close,
            order=shown_order if has_best else Order.NEWEST,
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
        any_length: bool = False,
    ) -> Ranked:
        """The ranking alone, without the words and citations of its hits. Raises as `search` does.

        After the best few, what comes near stands before all else. With `any_length` a query may be longer than what
        people type.
        """
        given = filters or NO_FILTERS
        asked = self._read(query, mode, given, ignore, any_length=any_length)
        opened = asked.opened
        narrowed = given != NO_FILTERS or asked.restriction != NO_FILTERS or asked.cited.reports != NO_FILTERS
        given = given if asked.lens is None else given.changed(lens=asked.lens)
        where = all_of((given.expression, asked.request.where))
        request = replace(asked.request, where=where, rerank=rerank)
        recommendation, is_denial = tuple[Understood, ...](), False
        if rerank and request.meaning is not None:
            is_denial = denies(request.parsed)
            recommendation = read_as_recommendation(request.parsed, given, ignore)
            request = replace(request, recommendation=bool(recommendation))
        if asked.only_cites:
            only = asked.cited.before(NOTHING_FOUND)
            return Ranked(opened, request, only, asked.notes, asked.understood, cited=asked.cited)
        ranking = rank_chunks(opened.store, opened.semantic.late, request)
        notes, is_known = asked.notes, opened.cosine_is_known
        if given.lens is not None and request.meaning is not None:

            def under(lens: Lens) -> Ranking:
                other = replace(request, where=all_of((given.changed(lens=lens).expression, asked.request.where)))
                found = rank_chunks(opened.store, opened.semantic.late, other)
                return replace(found, near=near_paragraphs(opened.store, other, found, cosine_is_known=is_known))

            matching = ClauseMatching(opened.catalogue.chunks, opened.semantic, request.meaning.encoded)
            ranking, lens_notes = through_lens(matching, ranking, given.lens, under)
            notes += lens_notes
        elif request.meaning is not None and is_denial and opened.names.areas:
            # Of texts that are no reports of inspections the tool cannot tell what they praise.
            ranking = praise_after(
                ClauseMatching(opened.catalogue.chunks, opened.semantic, request.meaning.encoded), ranking
            )
        if given.share is not None:
            ranking, share_notes = keep_share(opened.store, ranking, given.share)
            notes += share_notes
        near = near_paragraphs(opened.store, request, ranking, cosine_is_known=is_known)
        if given.share is not None:  # known of what was ranked alone
            near = np.intersect1d(near, ranking.ordinals)
        notes += opened.store.notes(where)
        ranking = near_first(ranking, near)
        return Ranked(
            opened,
            request,
            asked.cited.before(ranking) if asked.cited.is_asked else ranking,
            notes,
            (*asked.understood, *recommendation),
            narrowed=narrowed,
            cited=asked.cited,
            is_absent=asked.is_absent,
            lens=given.lens,
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
        given = filters or NO_FILTERS
        asked = self._read(query, mode, given, ignore)
        opened, request = asked.opened, asked.request
        if asked.only_cites:
            return Choices(opened.store.counts(asked.cited.ordinals), len(asked.cited.ordinals))
        given = given if asked.lens is None else given.changed(lens=asked.lens)
        return count_choices(opened.store, request, given, cosine_is_known=opened.cosine_is_known)

    def _read(
        self,
        query: str,
        mode: Mode | str,
        given: Filters,
        ignore: Collection[str],
        *,
        any_length: bool = False,
    ) -> ReadQuery:
        opened = self._current()
        store, asked_mode, chosen = opened.store, choice_of(Mode, mode), given.expression
        if query.strip() or given == NO_FILTERS:
            asked, citations = parse_citing(query, opened.citable, ignore, any_length=any_length)
        else:
            asked, citations = parse_query(query, [(0, len(query))]), ()  # filters alone: all that passes them
        demanded = must_hold(asked.constraint, store.vocabulary)
        allowed = (chosen, demanded)
        found = understand(
            asked,
            opened.names,
            given,
            lambda also: store.count(all_of((*allowed, also.expression))) > 0,
            ignore,
            opened.days,
        )
        expansion = expand(found.parsed, opened.glossary, store.vocabulary, ignore)
        parsed = expansion.parsed
        meaning, notes = opened.semantic.read(parsed, asked_mode)
        names = (*expansion.synonyms, *expansion.same)
        wanted = wanted_words(store.vocabulary, parsed.words, names, expansion.spellings)
        cited = cited_first(citations, opened.catalogue) if citations else NOTHING_CITED
        where = all_of((demanded, found.restriction.expression, cited.reports.expression))
        return ReadQuery(
            opened,
            RankingRequest(
                parsed,
                asked_mode,
                where,
                meaning,
                expansion.synonyms,
                words=expansion.words,
                also=expansion.stems,
                wanted=wanted,
            ),
            found.restriction,
            (*(each.understood(query) for each in citations), *found.understood, *expansion.understood),
            (*opened.generation.notes, *cited.notes, *found.notes, *notes),
            cited,
            found.is_absent,
            found.lens,
            cited.is_asked and not parsed.words and where == ALL_PARAGRAPHS,
        )
