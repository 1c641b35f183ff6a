"""One query's ranking: by words, by meaning, or both joined."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from indexer.keyword.analysis import stem
from indexer.keyword.index import Synonym
from search_app.filters.expression import EVERYTHING, Expression
from search_app.filters.shares import ShareRange
from search_app.query.language import Leaf, ParsedQuery, Prefix
from search_app.query.understanding import expand_prefix
from search_app.ranking.fusion import FUSION_DEPTH_CHUNKS, Mode, Ranking, convex_combination
from search_app.ranking.recommendations import prefer_faults
from search_app.ranking.reranking import LateInteraction, SemanticQuery, order_best
from search_app.store.interface import NOTHING_RANKED, Ids, KeywordSearch, RankedList, Store, Terms, Vocabulary

_LONG_QUERY_WORDS = 30
"""More than a sentence, whose repeated words are the common ones: on recommendations, which are sentences, the root
loses .008 below it and .002 from it on."""


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """What is to be ranked, and how.

    `words` are looked up in place of those typed, and `also` are stems of other spellings of them; `wanted` is what
    each word typed asks of a paragraph. `meaning` is the query as encoded, None where meaning is not asked. With
    `rerank` the best are put into order anew; with `recommendation` what a recommendation could rest on ranks higher.
    """

    parsed: ParsedQuery
    mode: Mode
    where: Expression = EVERYTHING
    meaning: SemanticQuery | None = None
    synonyms: tuple[Synonym, ...] = ()
    words: tuple[Leaf, ...] | None = None
    also: frozenset[str] = frozenset()
    wanted: tuple[Expression, ...] = ()
    rerank: bool = True
    recommendation: bool = False

    def keyword_depth(self, store: Store) -> int:
        """How many the list by words has at most: where it stands alone, all that match."""
        return len(store) if self.mode is Mode.KEYWORD else FUSION_DEPTH_CHUNKS


def terms_of(
    vocabulary: Vocabulary,
    words: Iterable[Leaf],
    synonyms: Iterable[Synonym] = (),
    also: Iterable[str] = (),
    *,
    words_alone: bool = False,
) -> Terms:
    """What `words` rank by, and `also` the stems that say the same. Raises QueryRefused as `rank_by_words` does.

    Where `words_alone` rank, a stem that a long query repeats counts by the root of how often: it says by repeating
    what it is about. Beside meaning, which says that already, and in a sentence each counts once.
    """
    words = tuple(words)
    found = [stem for node in words for stem in _ranked_stems(vocabulary, node)]
    repeated = Counter(found) if words_alone and len(words) >= _LONG_QUERY_WORDS else {}
    weights = {stem: math.sqrt(count) for stem, count in repeated.items() if count > 1}
    return Terms(frozenset(found).union(also), tuple(synonyms), weights)


def rank_by_words(
    store: KeywordSearch,
    words: Iterable[Leaf],
    limit: int,
    where: Expression = EVERYTHING,
    synonyms: Sequence[Synonym] = (),
) -> RankedList:
    """The `limit` best paragraphs for `words`, and their scores, falling; ties by ordinal.

    Only paragraphs that hold at least one of the words, by stem, or a synonym, and pass `where`. Raises QueryRefused
    for a prefix with too many words, IndexDamaged.
    """
    terms = terms_of(store.vocabulary, words, synonyms, words_alone=True)
    return store.sparse(terms, where, limit)


def _ranked_stems(vocabulary: Vocabulary, node: Leaf) -> Iterable[str]:
    """Those of a prefix once each, however many of its words have one stem."""
    return {stem(word) for word in expand_prefix(vocabulary, node)} if isinstance(node, Prefix) else node.stems


def candidates(store: Store, request: RankingRequest) -> tuple[RankedList, RankedList]:
    """The list by words and the list by meaning, each empty where it is not asked."""
    keyword = by_meaning = NOTHING_RANKED
    if not request.parsed.words:
        return keyword, by_meaning
    depth = request.keyword_depth(store)
    words_alone = request.meaning is None or request.mode is Mode.KEYWORD
    words = request.parsed.words if request.words is None else request.words
    terms = terms_of(store.vocabulary, words, request.synonyms, request.also, words_alone=words_alone)
    if not terms.stems and all(isinstance(node, Prefix) for node in request.parsed.words):
        return keyword, by_meaning  # no word begins so, and the beginning of a word has no meaning
    begun = None if request.meaning is None else store.begin(request.meaning.encoded.vector)
    if request.mode is not Mode.SEMANTIC:
        keyword = store.sparse(terms, request.where, depth)
    if begun is not None:
        by_meaning = store.dense(begun, request.where, FUSION_DEPTH_CHUNKS)
    return keyword, by_meaning


def rank_chunks(store: Store, late: LateInteraction | None, request: RankingRequest) -> Ranking:
    """The ranking of what passes the request's `where`. With `rerank`, the best of it are put into order anew: word
    piece by word piece, where there is a `late` interaction, and by their likeness to the first.

    A query with no word to rank by, of filters and fields alone, gets all that passes: the newest report first, each
    in its own order, with the score 0.
    """
    if not request.parsed.words:
        ordinals = _newest_first(store, request.where)
        return Ranking(ordinals, np.zeros(len(ordinals)), NOTHING_RANKED, NOTHING_RANKED)
    keyword, by_meaning = candidates(store, request)
    if request.meaning is None or request.mode is Mode.KEYWORD:
        return Ranking(*keyword, keyword, by_meaning)
    cosines = request.mode is Mode.SEMANTIC
    fused = by_meaning if cosines else convex_combination(keyword, by_meaning)
    if request.recommendation and len(fused[0]):
        fused = prefer_faults(store, fused)
    if request.rerank:
        fused = order_best(store, late, fused, request.meaning, cosines=cosines)
    return Ranking(*fused, keyword, by_meaning)


def _newest_first(store: Store, where: Expression) -> Ids:
    dates = [report.dated or date.min for report in store.reports]
    found = store.ids(where)
    ages = -np.array([when.toordinal() for when in dates])[store.rows(found, ("report",))["report"]]
    return found[np.lexsort((found, ages))]


# A ranking narrowed to the paragraphs that say a certain proportion.
#
# A store may have to read the texts for it, which is why it comes after the ranking.


def saying_share(store: Store, ids: Ids, wanted: ShareRange) -> Ids:
    """Those of `ids`, in their order, that say such a share."""
    said = map(wanted.is_said, store.rows(ids, ("shares",))["shares"])
    return ids[np.fromiter(said, dtype=np.bool_)]


def keep_share(store: Store, ranking: Ranking, wanted: ShareRange | None) -> tuple[Ranking, tuple[str, ...]]:
    """`ranking` without the paragraphs that say no such share, and a note where it did not rank the whole archive."""
    if wanted is None:
        return ranking, ()
    kept = saying_share(store, ranking.ordinals, wanted)
    saying = np.isin(ranking.ordinals, kept)
    narrowed = replace(ranking, ordinals=kept, scores=ranking.scores[saying])
    ranked = len(ranking.ordinals)
    if ranked == len(store):
        return narrowed, ()
    return narrowed, (f"Proportions were looked for in the {ranked:,} paragraphs that rank highest.",)
