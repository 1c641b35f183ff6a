"""Whether a paragraph comes near a query, and whether anything does: "not found" is an answer, ten weak hits are none.

A paragraph comes near by its meaning, a cosine with the query, or because it holds most of what the query's words weigh
by their rarity in the archive. What holds the words typed is near whatever the cosine says, since the model knows few
names. Calibrated with benchmarks/nothing_close.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.keyword.index import Synonym
from indexer.keyword.scoring import inverse_document_frequency
from search_app.filters.expression import Expression
from search_app.query.language import Field, ParsedQuery, positive_nodes
from search_app.ranking.fusion import Mode, Ranking
from search_app.ranking.pipeline import RankingRequest
from search_app.store.interface import Ids, KeywordSearch

NOTHING_CLOSE = "Nothing in this archive comes close to this query; what follows is only the nearest there is."

ONLY_ELSEWHERE = "What comes near is about other areas."

NEAR_COSINE = 0.45
"""With all-MiniLM-L6-v2: for a query foreign to the archive the best paragraph stays under it; else hardly ever."""

NOT_FAR_COSINE = 0.2
"""Below it a paragraph that holds a name of the domain, and not the rest of the query, is about something else."""

NEARLY_ALL_WORDS = 0.9
"""The share of the words' weight that makes up for a cosine that is not near: short queries have low cosines."""

MOST_WORDS = 0.6
"""The share that is asked where meaning was not: one ordinary word of a foreign query is in every archive."""


def near_paragraphs(store: KeywordSearch, request: RankingRequest, ranking: Ranking, *, cosine_is_known: bool) -> Ids:
    """int64 (k,), rising: every paragraph that passes the request's `where` and comes near it, ranked or not.

    A ranking is as long as it is deep, and under a filter it reaches farther; this number does not change with that.
    What had to hold, such as a quotation, does hold in every paragraph: that is near enough. `cosine_is_known` is
    whether the vectors are of the model that the cut-offs were measured with. Without it, a search by meaning alone
    cannot tell, and everything that was ranked counts.
    """
    parsed, where = request.parsed, request.where
    if _had_to_hold(parsed):
        return store.ids(where)
    ordinals, cosines = ranking.semantic
    by_meaning = ordinals[cosines >= NEAR_COSINE] if cosine_is_known else ordinals[:0]
    if len(ordinals) and not cosine_is_known and request.mode is Mode.SEMANTIC:
        return np.sort(ordinals)
    needed = NEARLY_ALL_WORDS if len(ordinals) and cosine_is_known else MOST_WORDS
    near = _hold_share_of_words(store, request.wanted, needed)
    allowed = store.ids(where)
    if len(allowed) < len(store):
        passes = np.zeros(len(store), dtype=np.bool_)
        passes[allowed] = True
        near &= passes
    near[by_meaning] = True
    return np.flatnonzero(near)


def names_what_is_here(store: KeywordSearch, ranking: Ranking, synonyms: Sequence[Synonym]) -> bool:
    """Whether the query has a name of the domain that the archive holds: near enough, though no paragraph comes near,
    since the model knows few abbreviations. Not where the best is far, nor where there is no hit at all.
    """
    if not len(ranking.ordinals):
        return False
    cosines = ranking.semantic[1]
    is_far = not len(cosines) or cosines[0] < NOT_FAR_COSINE
    return not is_far and any(store.vocabulary.holds_name(synonym) for synonym in synonyms)


def _had_to_hold(parsed: ParsedQuery) -> bool:
    """Whether every hit holds what was asked, because it had to. What must not stand there tells of no hit, and a
    field says only where to look."""
    if not parsed.words:
        return True
    constraint = parsed.constraint
    return constraint is not None and not all(isinstance(node, Field) for node in positive_nodes(constraint))


def _hold_share_of_words(store: KeywordSearch, wanted: Sequence[Expression], needed: float) -> NDArray[np.bool_]:
    """bool (n,): which paragraphs hold the share `needed`, 0 to 1, of the summed rarity of what is wanted."""
    weight = 0.0
    held = np.zeros(len(store))
    for holding in map(store.ids, wanted):
        rarity = inverse_document_frequency(len(store), len(holding))
        weight += rarity
        held[holding] += rarity
    return np.asarray(held >= (needed * weight if weight else needed))
