"""A ranking under the lens of good practice, or of shortfalls: the statement that matters is the one on what was asked.

A paragraph that finds fault with what was asked is no good practice for it, though it praises something else. So of
each of the best paragraphs the clause that comes nearest to the query is looked at: where it states the opposite, the
paragraph goes; where it states neither, the paragraph comes after those whose nearest clause states what is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from indexer.embedding.query_encoder import EncodedQuery
from indexer.records import Chunk, Statement
from indexer.storage.generation import Generation
from search_app.filters.filters import Lens
from search_app.ranking.fusion import Ranking
from search_app.ranking.meaning import MEANING_MATCH_FLOOR, SemanticSearch

_LOOKED_AT_CHUNKS = 60
"""Six pages of results. What ranks lower is left in its place, after them."""

_ENCODED_CHUNKS = 20
"""As many where a build kept no word pieces, and every sentence has to be encoded."""

_WANTED = {Lens.GOOD_PRACTICE: Statement.STRENGTH, Lens.SHORTFALL: Statement.SHORTFALL}
_OPPOSITE = {Statement.STRENGTH: Statement.SHORTFALL, Statement.SHORTFALL: Statement.STRENGTH}
_OTHER_LENS = {Lens.GOOD_PRACTICE: Lens.SHORTFALL, Lens.SHORTFALL: Lens.GOOD_PRACTICE}


def through_lens(
    generation: Generation,
    semantic: SemanticSearch,
    ranking: Ranking,
    asked: EncodedQuery | None,
    lens: Lens | None,
    under_other: Callable[[Lens], Ranking],
) -> tuple[Ranking, tuple[str, ...]]:
    """`ranking`, of what the filter of `lens` allows, as the lens leaves it, and a note where nothing near states what
    is wanted; `under_other` gives the ranking under another lens for it.

    Nothing changes without a lens of praise or fault, or without `asked`, the query as encoded.
    """
    if lens not in _WANTED or asked is None:
        return ranking, ()
    ranking, stating = _under(generation, semantic, ranking, asked, _WANTED[lens])
    if stating:
        return ranking, ()
    other = _OTHER_LENS[lens]
    _, others = _under(generation, semantic, under_other(other), asked, _WANTED[other])
    return ranking, (_note(lens, others),) if others else ()


def _under(
    generation: Generation, semantic: SemanticSearch, ranking: Ranking, asked: EncodedQuery, wanted: Statement
) -> tuple[Ranking, int]:
    """The ranking without paragraphs that state the opposite of what is `wanted` of what was asked, and how many of its
    first come near and state it."""
    looked_at = _ENCODED_CHUNKS if semantic.late is None else _LOOKED_AT_CHUNKS
    chunks = [generation.chunk(int(ordinal)) for ordinal in ranking.ordinals[:looked_at]]
    near = 0
    first: list[int] = []
    then: list[int] = []
    for place, (chunk, match) in enumerate(zip(chunks, semantic.hit_matches(chunks, asked), strict=True)):
        stated = _on_what_was_asked(semantic, chunk, match.cosines, asked)
        if stated is wanted:
            first.append(place)
            near += max(match.cosines, default=0.0) >= MEANING_MATCH_FLOOR
        elif stated is not _OPPOSITE[wanted]:
            then.append(place)
    order = np.array([*first, *then, *range(len(chunks), len(ranking.ordinals))], dtype=np.int64)
    scores = np.minimum.accumulate(ranking.scores[order])
    return replace(ranking, ordinals=ranking.ordinals[order], scores=scores), near


def _note(lens: Lens, others: int) -> str:
    """That nothing states what the lens is for, and how many of the best paragraphs state the opposite."""
    if lens is Lens.GOOD_PRACTICE:
        return f"No good practice on this; {others} paragraph{'s find' if others != 1 else ' finds'} fault."
    return f"No shortfall on this; {others} paragraph{'s praise' if others != 1 else ' praises'} it."


def _on_what_was_asked(
    semantic: SemanticSearch, chunk: Chunk, cosines: Sequence[float], asked: EncodedQuery
) -> Statement:
    """What the sentence nearest to the query states; of one that is mixed, what its nearest clause does."""
    if not chunk.sentences:
        return Statement.NEUTRAL
    sentence = chunk.sentences[int(np.argmax(cosines))]
    if sentence.statement is not Statement.MIXED:
        return sentence.statement
    return sentence.clauses[int(np.argmax(semantic.clause_matches(chunk, sentence, asked)))].statement
