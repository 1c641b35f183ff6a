"""Whether anything in the archive comes near a query: "not found" is an answer, ten weak hits are none.

Two signs. The cosine of the paragraph nearest in meaning; and how much of what the query's words weigh, by their
rarity in the archive, one of the best paragraphs by words holds. Calibrated with benchmarks/nothing_close.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.keyword.index import Synonym
from indexer.keyword.scoring import inverse_document_frequency
from search_app.filters.expression import Expression, Holds, Match
from search_app.query.language import And, Node, Not, ParsedQuery, Word
from search_app.ranking.fusion import FUSION_DEPTH_CHUNKS, Ranking
from search_app.store.interface import Ids, KeywordSearch

NOTHING_CLOSE = "Nothing in this archive comes close to this query; what follows is only the nearest there is."

NEAR_COSINE = 0.45
"""With all-MiniLM-L6-v2: for a query foreign to the archive the best paragraph stays under it; else hardly ever."""

NOT_FAR_COSINE = 0.2
"""Below it even a paragraph with the query's words says something else by them."""

NEARLY_ALL_WORDS = 0.9
"""The share of the words' weight that makes up for a cosine that is not near: short queries have low cosines."""

MOST_WORDS = 0.6
"""The share that is asked where meaning was not: one ordinary word of a foreign query is in every archive."""

_BEST_PARAGRAPHS = 10
"""How many are looked at: the best by words need not be the one that holds most of them."""


def is_close(
    store: KeywordSearch,
    parsed: ParsedQuery,
    ranking: Ranking,
    synonyms: Sequence[Synonym],
    *,
    cosine_is_known: bool,
) -> bool:
    """Whether the best of `ranking` comes near what was asked; False where there is no hit at all.

    What had to hold, such as a quotation, does hold in every hit: that is near enough. `cosine_is_known` is
    whether the vectors are of the model that the cut-offs were measured with. A name of the domain that the
    archive holds is near unless the best is far: the model knows few of its abbreviations.
    """
    if not len(ranking.ordinals):
        return False
    if _had_to_hold(parsed):
        return True
    cosines = ranking.semantic[1]
    nearest = float(cosines[0]) if len(cosines) and cosine_is_known else None
    if nearest is None:
        needed = MOST_WORDS
    elif nearest >= NEAR_COSINE:
        return True
    elif nearest < NOT_FAR_COSINE:
        return False
    else:
        needed = NEARLY_ALL_WORDS
    if any(store.vocabulary.holds_name(synonym) for synonym in synonyms):
        return True
    by_words = ranking.keyword[0]
    by_meaning_alone = nearest is None and not len(by_words)
    best_share = _shares_of_words(store, parsed)[by_words[:_BEST_PARAGRAPHS]].max(initial=0.0)
    return by_meaning_alone or float(best_share) >= needed


def near_paragraphs(
    store: KeywordSearch, parsed: ParsedQuery, ranking: Ranking, *, cosine_is_known: bool
) -> NDArray[np.bool_]:
    """bool (k,): which paragraphs of `ranking` come near by themselves, by the same cut-offs as the best does."""
    if _had_to_hold(parsed):
        return np.ones(len(ranking.ordinals), dtype=np.bool_)
    held = _shares_of_words(store, parsed)[ranking.ordinals]
    if not (len(ranking.semantic[0]) and cosine_is_known):
        return held >= MOST_WORDS
    return np.isin(ranking.ordinals, _near_in_meaning(ranking)) | (held >= NEARLY_ALL_WORDS)


def all_near_paragraphs(store: KeywordSearch, parsed: ParsedQuery, ranking: Ranking, where: Expression) -> Ids:
    """int64 (k,), rising: all paragraphs that pass `where` and come near, with those that were not ranked.

    A ranking by meaning is as long as it is deep, and under a filter it reaches farther; this number does not
    change with that. The vectors are of the model that the cut-offs were measured with.
    """
    if _had_to_hold(parsed):
        return store.ids(where)
    allowed = store.ids(where)
    by_words = allowed[_shares_of_words(store, parsed)[allowed] >= NEARLY_ALL_WORDS]
    return np.union1d(by_words, _near_in_meaning(ranking))


def counted_paragraphs(
    store: KeywordSearch, parsed: ParsedQuery, ranking: Ranking, where: Expression, *, cosine_is_known: bool
) -> Ids | None:
    """Of a ranking of what passes `where`, the ids of what is counted by filter and value; None for all of it.

    A ranking by meaning ends at its depth, with paragraphs that have little to do with the query. Where the archive is
    larger, only what comes near is counted.
    """
    if not (len(ranking.semantic[0]) and cosine_is_known and len(store) > FUSION_DEPTH_CHUNKS):
        return None
    return all_near_paragraphs(store, parsed, ranking, where)


def _near_in_meaning(ranking: Ranking) -> Ids:
    ordinals, cosines = ranking.semantic
    return ordinals[cosines >= NEAR_COSINE]


def _had_to_hold(parsed: ParsedQuery) -> bool:
    """Whether every hit holds what was asked, because it had to. What must not stand there tells of no hit."""
    return (
        not parsed.words
        or (parsed.constraint is not None and not _only_excludes(parsed.constraint))
        or not all(isinstance(node, Word) for node in parsed.words)
    )


def _only_excludes(constraint: Node) -> bool:
    parts = constraint.parts if isinstance(constraint, And) else (constraint,)
    return all(isinstance(part, Not) for part in parts)


def _shares_of_words(store: KeywordSearch, parsed: ParsedQuery) -> NDArray[np.float64]:
    """float64 (n,): of the summed rarity of the query's words, how much each paragraph holds; 0 to 1."""
    weight = 0.0
    held = np.zeros(len(store))
    for stem in parsed.stems:
        holding = store.ids(Holds(Match.STEM, (stem,)))
        rarity = inverse_document_frequency(len(store), len(holding))
        weight += rarity
        held[holding] += rarity
    return held / weight if weight else held
