"""A ranking under the lens of good practice, or of shortfalls: the statement that matters is the one on what was asked.

A paragraph that finds fault with what was asked is no good practice for it, though it praises something else. So of
each of the best paragraphs the clause that comes nearest to the query is looked at: where it states the opposite, the
paragraph goes; where it states neither, the paragraph comes after those whose nearest clause states what is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexer.embedding.query_encoder import EncodedQuery
from indexer.records import Chunk, Statement
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


@dataclass(frozen=True, slots=True)
class ClauseMatching:
    """What tells which clause of a paragraph is nearest to the query, which is `asked` as encoded."""

    chunks_at: Callable[[Sequence[int]], list[Chunk]]
    semantic: SemanticSearch
    asked: EncodedQuery

    def stated(self, ordinals: Sequence[int]) -> list[tuple[Statement, float]]:
        """What each of these paragraphs states of what was asked, and how near its nearest sentence is, a cosine."""
        chunks = self.chunks_at(ordinals)
        matches = self.semantic.hit_matches(chunks, self.asked)
        return [
            (self._on_what_was_asked(chunk, match.cosines), max(match.cosines, default=0.0))
            for chunk, match in zip(chunks, matches, strict=True)
        ]

    def _on_what_was_asked(self, chunk: Chunk, cosines: Sequence[float]) -> Statement:
        """What the sentence nearest to the query states; of one that is mixed, what its nearest clause does."""
        if not chunk.sentences:
            return Statement.NEUTRAL
        sentence = chunk.sentences[int(np.argmax(cosines))]
        if sentence.statement is not Statement.MIXED:
            return sentence.statement
        return sentence.clauses[int(np.argmax(self.semantic.clause_matches(chunk, sentence, self.asked)))].statement


def through_lens(
    matching: ClauseMatching, ranking: Ranking, lens: Lens, under: Callable[[Lens], Ranking]
) -> tuple[Ranking, tuple[str, ...]]:
    """`ranking`, of what the filter of `lens` allows, as the lens leaves it, and a note where nothing near states what
    is wanted; `under` gives the ranking under another lens for it. Nothing changes under a lens of expectations.
    """
    if lens not in _WANTED:
        return ranking, ()
    ranking, stating = _seen_for(matching, ranking, _WANTED[lens])
    if stating:
        return ranking, ()
    other = _OTHER_LENS[lens]
    _, others = _seen_for(matching, under(other), _WANTED[other])
    return ranking, (_note(lens, others),) if others else ()


def _seen_for(matching: ClauseMatching, ranking: Ranking, wanted: Statement) -> tuple[Ranking, int]:
    """The ranking without paragraphs that state the opposite of what is `wanted` of what was asked, and how many of its
    first come near and state it."""
    looked_at = _ENCODED_CHUNKS if matching.semantic.late is None else _LOOKED_AT_CHUNKS
    stated = matching.stated(ranking.ordinals[:looked_at].tolist())
    first = [place for place, (statement, _) in enumerate(stated) if statement is wanted]
    then = [place for place, (each, _) in enumerate(stated) if each not in (wanted, _OPPOSITE[wanted])]
    near = sum(stated[place][1] >= MEANING_MATCH_FLOOR for place in first)
    order = np.array([*first, *then, *range(len(stated), len(ranking.ordinals))], dtype=np.int64)
    scores = np.minimum.accumulate(ranking.scores[order])
    return replace(ranking, ordinals=ranking.ordinals[order], scores=scores), near


def _note(lens: Lens, others: int) -> str:
    """That nothing states what the lens is for, and how many of the best paragraphs state the opposite."""
    if lens is Lens.GOOD_PRACTICE:
        return f"No good practice on this; {others} paragraph{'s find' if others != 1 else ' finds'} fault."
    return f"No shortfall on this; {others} paragraph{'s praise' if others != 1 else ' praises'} it."
