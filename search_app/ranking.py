"""One query's ranking in one generation: by words, by meaning, or both joined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indexer.generation import Generation
from indexer.indexes.keyword import Synonym
from indexer.indexes.query_encoder import EncodedQuery
from search_app.answers import Mode
from search_app.feedback import COSINE_FEEDBACK_WEIGHT, FUSED_FEEDBACK_WEIGHT, order_by_feedback
from search_app.filters import report_date
from search_app.fusion import NOTHING_RANKED, RankedList, convex_combination
from search_app.hits import Ranking
from search_app.keyword_search import rank_by_words
from search_app.late_interaction import COSINE_MATCH_WEIGHT, fused_match_weight
from search_app.query import ParsedQuery
from search_app.recommendations import prefer_faults
from search_app.semantic_search import SemanticSearch

FUSION_DEPTH_CHUNKS = 1_000
"""How deep each list goes into fusion. Measured: from 200 on, deeper changes nDCG@10 by less than .002."""

Mask = NDArray[np.bool_]


def rank_chunks(
    generation: Generation,
    semantic: SemanticSearch,
    parsed: ParsedQuery,
    mode: Mode,
    allowed: Mask,
    asked: EncodedQuery | None,
    synonyms: Sequence[Synonym] = (),
    *,
    rerank: bool = True,
    recommendation: bool = False,
) -> Ranking:
    """The ranking of the `allowed` chunks. `asked` is the query as encoded, None where meaning is not to be asked.
    With `rerank`, the best of it are put into order anew: word piece by word piece, where the index allows that, and by
    their likeness to the first. `recommendation` is whether the query is to rank what a recommendation could rest on.

    A query with no word to rank by, of filters and fields alone, gets all that is allowed: the newest report
    first, each in its own order, with the score 0.
    """
    if not parsed.words:
        ordinals = _newest_first(generation, allowed)
        return Ranking(ordinals, np.zeros(len(ordinals)), NOTHING_RANKED, NOTHING_RANKED)
    keyword = by_meaning = NOTHING_RANKED
    begun = None if asked is None else semantic.begin(generation, asked.vector)
    if mode is not Mode.SEMANTIC:
        depth = len(generation.keyword) if mode is Mode.KEYWORD else FUSION_DEPTH_CHUNKS  # alone, all that match
        found, scores = rank_by_words(generation.keyword, parsed.words, depth, allowed, synonyms)
        keyword = found.astype(np.int64), scores.astype(np.float64)
    if asked is not None:
        by_meaning = semantic.rank(generation, asked.vector, allowed, FUSION_DEPTH_CHUNKS, begun)
    if mode is Mode.KEYWORD:
        fused = keyword
    elif mode is Mode.SEMANTIC:
        fused = by_meaning
    else:
        fused = convex_combination(keyword, by_meaning) if asked is not None else keyword
    if recommendation and asked is not None and len(fused[0]):
        fused = prefer_faults(generation, fused)
    if rerank and asked is not None:
        fused = order_best(generation, semantic, fused, asked, parsed.semantic_text, cosines=mode is Mode.SEMANTIC)
    return Ranking(*fused, keyword, by_meaning)


def order_best(
    generation: Generation,
    semantic: SemanticSearch,
    ranked: RankedList,
    asked: EncodedQuery,
    text: str,
    *,
    cosines: bool,
) -> RankedList:
    """`ranked`, whose scores are `cosines` or fused, with its best put into order anew by late interaction and by their
    likeness to the first. `asked` is `text` as encoded.
    """
    matched = 0.0
    if semantic.late is not None and len(asked.pieces):
        matched = COSINE_MATCH_WEIGHT if cosines else fused_match_weight(asked)
        ranked = semantic.late.rerank(ranked, asked, text, matched)
    if generation.embeddings is None:
        return ranked
    feedback = COSINE_FEEDBACK_WEIGHT if cosines else FUSED_FEEDBACK_WEIGHT
    # Scores have been scaled down by what late interaction could add.
    return order_by_feedback(generation.embeddings, ranked, feedback / (1 + matched))


def _newest_first(generation: Generation, allowed: Mask) -> NDArray[np.int64]:
    dates = [report_date(report) or date.min for report in generation.reports]
    candidates = np.flatnonzero(allowed)
    ages = -np.array([when.toordinal() for when in dates])[generation.report_rows[candidates]]
    return candidates[np.lexsort((candidates, ages))].astype(np.int64)
