"""One query's ranking in one generation: by words, by meaning, or both joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.query_encoder import EncodedQuery
from indexer.keyword.analysis import Token
from indexer.keyword.index import Synonym
from indexer.storage.generation import Generation
from search_app.filters.filters import Mask, report_date
from search_app.filters.shares import ShareRange, says_share
from search_app.query.language import ParsedQuery
from search_app.ranking.fusion import NOTHING_RANKED, Mode, RankedList, Ranking, convex_combination
from search_app.ranking.meaning import SemanticSearch
from search_app.ranking.recommendations import prefer_faults
from search_app.ranking.reranking import (
    COSINE_FEEDBACK_WEIGHT,
    COSINE_MATCH_WEIGHT,
    FUSED_FEEDBACK_WEIGHT,
    fused_match_weight,
    order_by_feedback,
)
from search_app.ranking.words import rank_by_words

FUSION_DEPTH_CHUNKS = 1_000
"""How deep each list goes into fusion. Measured: from 200 on, deeper changes nDCG@10 by less than .002."""


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
        fused = order_best(generation, semantic, fused, asked, parsed.semantic_tokens, cosines=mode is Mode.SEMANTIC)
    return Ranking(*fused, keyword, by_meaning)


def order_best(
    generation: Generation,
    semantic: SemanticSearch,
    ranked: RankedList,
    asked: EncodedQuery,
    words: Sequence[Token],
    *,
    cosines: bool,
) -> RankedList:
    """`ranked`, whose scores are `cosines` or fused, with its best put into order anew by late interaction and by their
    likeness to the first. `words` are those of the text that was encoded as `asked`.
    """
    matched = 0.0
    if semantic.late is not None and len(asked.pieces):
        matched = COSINE_MATCH_WEIGHT if cosines else fused_match_weight(asked)
        ranked = semantic.late.rerank(ranked, asked, words, matched)
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


# A ranking narrowed to the paragraphs that say a certain proportion.
#
# Nothing is stored for it: the texts that were ranked are read, which is why it comes after the ranking.


def keep_share(generation: Generation, ranking: Ranking, wanted: ShareRange | None) -> tuple[Ranking, tuple[str, ...]]:
    """`ranking` without the paragraphs that say no such share, and a note where it did not rank the whole archive."""
    if wanted is None:
        return ranking, ()
    texts = (generation.chunk(int(ordinal)).text for ordinal in ranking.ordinals)
    saying = np.array([says_share(text, wanted) for text in texts], dtype=np.bool_)
    narrowed = replace(ranking, ordinals=ranking.ordinals[saying], scores=ranking.scores[saying])
    ranked = len(ranking.ordinals)
    if ranked == len(generation):
        return narrowed, ()
    return narrowed, (f"Proportions were looked for in the {ranked:,} paragraphs that rank highest.",)
