"""One query's ranking: by words, by meaning, or both joined."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from indexer.keyword.index import Synonym
from search_app.filters.expression import EVERYTHING, Expression
from search_app.filters.fields import report_date
from search_app.filters.shares import ShareRange, says_share
from search_app.query.language import Leaf, ParsedQuery, Prefix
from search_app.ranking.fusion import FUSION_DEPTH_CHUNKS, Mode, Ranking, convex_combination
from search_app.ranking.recommendations import prefer_faults
from search_app.ranking.reranking import LateInteraction, SemanticQuery, order_best
from search_app.ranking.words import Spellings, terms_of
from search_app.store.interface import NOTHING_RANKED, Ids, RankedList, Store


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """What is to be ranked, and how.

    `words` are looked up in place of those typed, and `also` are stems of other spellings of them, which `spellings`
    has by the word typed. `meaning` is the
    query as encoded, None where meaning is not asked. With `rerank` the best are put into order anew;
    with `recommendation` what a recommendation could rest on ranks higher.
    """

    parsed: ParsedQuery
    mode: Mode
    where: Expression = EVERYTHING
    meaning: SemanticQuery | None = None
    synonyms: tuple[Synonym, ...] = ()
    words: tuple[Leaf, ...] | None = None
    also: frozenset[str] = frozenset()
    spellings: Spellings = field(default_factory=dict)
    rerank: bool = True
    recommendation: bool = False

    def keyword_depth(self, store: Store) -> int:
        """How many the list by words has at most: where it stands alone, all that match."""
        return len(store) if self.mode is Mode.KEYWORD else FUSION_DEPTH_CHUNKS


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
    dates = [report_date(report) or date.min for report in store.reports]
    found = store.ids(where)
    ages = -np.array([when.toordinal() for when in dates])[store.rows(found, ("report",))["report"]]
    return found[np.lexsort((found, ages))]


# A ranking narrowed to the paragraphs that say a certain proportion.
#
# Nothing is stored for it: the texts that were ranked are read, which is why it comes after the ranking.


def saying_share(store: Store, ids: Ids, wanted: ShareRange) -> Ids:
    """Those of `ids`, in their order, that say such a share."""
    texts, reports = (store.rows(ids, (name,))[name] for name in ("text", "report"))
    said = [
        says_share(text, wanted, store.reports[int(row)].inspectorate) for text, row in zip(texts, reports, strict=True)
    ]
    return ids[np.array(said, dtype=np.bool_)]


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
