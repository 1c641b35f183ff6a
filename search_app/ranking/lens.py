"""A ranking under the lens of good practice, or of shortfalls: the statement that matters is the one on what was asked.

A paragraph that finds fault with what was asked is no good practice for it, though it praises something else. So of
each of the best paragraphs the clause that comes nearest to the query is looked at: where it states the opposite, the
paragraph goes to the end; where it states neither, it comes after those whose nearest clause states what is wanted.
None is left out, so that the number beside a lens is the number of what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from indexer.embedding.query_encoder import EncodedQuery
from indexer.records import Chunk, Statement
from search_app.filters.filters import Lens
from search_app.ranking.fusion import Ranking
from search_app.ranking.listing import HANDFUL
from search_app.ranking.meaning import MEANING_MATCH_FLOOR, SemanticSearch
from search_app.store.interface import Ids

_LOOKED_AT_CHUNKS = 60
"""Six pages of results. What ranks lower is left in its place, after them."""

_ENCODED_CHUNKS = 20
"""As many where a build kept no word pieces, and every sentence has to be encoded."""

_CONFIDENCE_WEIGHT = 0.5
_PLACE_WEIGHT = 0.003
"""What a sure reading and a place in the ranking count beside the cosine of the nearest sentence: "The quality of life
story work is exceptional" comes before "Life story work helps children, but not all have access to it", though it ranks
thirtieth. By reading the first ten of twenty topics."""

_WANTED = {Lens.GOOD_PRACTICE: Statement.STRENGTH, Lens.SHORTFALL: Statement.SHORTFALL}
_OPPOSITE = {Statement.STRENGTH: Statement.SHORTFALL, Statement.SHORTFALL: Statement.STRENGTH}
_OTHER_LENS = {Lens.GOOD_PRACTICE: Lens.SHORTFALL, Lens.SHORTFALL: Lens.GOOD_PRACTICE}


class Stated(NamedTuple):
    """What a paragraph states of what was asked: by the sentence nearest to the query, or its nearest clause.

    `cosine` is how near that sentence is; `confidence` how surely it was read, half as much in a sentence that states
    the opposite as well.
    """

    statement: Statement
    cosine: float
    confidence: float


@dataclass(frozen=True, slots=True)
class ClauseMatching:
    """What tells which clause of a paragraph is nearest to the query, which is `asked` as encoded."""

    chunks_at: Callable[[Sequence[int]], list[Chunk]]
    semantic: SemanticSearch
    asked: EncodedQuery

    def stated(self, ordinals: Sequence[int]) -> list[Stated]:
        """What each of these paragraphs states of what was asked."""
        chunks = self.chunks_at(ordinals)
        matches = self.semantic.hit_matches(chunks, self.asked)
        return [self._stated(chunk, match.cosines) for chunk, match in zip(chunks, matches, strict=True)]

    def _stated(self, chunk: Chunk, cosines: Sequence[float]) -> Stated:
        if not chunk.sentences:
            return Stated(Statement.NEUTRAL, max(cosines, default=0.0), 1.0)
        nearest = int(np.argmax(cosines))
        sentence, cosine = chunk.sentences[nearest], cosines[nearest]
        if sentence.statement is not Statement.MIXED or not sentence.clauses:
            sure = [clause.confidence for clause in sentence.clauses if clause.statement is sentence.statement]
            return Stated(sentence.statement, cosine, max(sure, default=1.0))
        clause = sentence.clauses[int(np.argmax(self.semantic.clause_matches(chunk, sentence, self.asked)))]
        return Stated(clause.statement, cosine, clause.confidence / 2)


def through_lens(
    matching: ClauseMatching, ranking: Ranking, lens: Lens, under: Callable[[Lens], Ranking]
) -> tuple[Ranking, tuple[str, ...]]:
    """`ranking`, of what the filter of `lens` allows, in the order of the lens; with a note where nothing near states
    what is wanted. `under` gives the ranking under another lens for that, with what comes near. Nothing changes under a
    lens of expectations.
    """
    if lens not in _WANTED:
        return ranking, ()
    ranking, stating = _seen_for(matching, ranking, _WANTED[lens])
    if len(stating):
        return ranking, ()
    other = _OTHER_LENS[lens]
    others, stating = _seen_for(matching, under(other), _WANTED[other])
    number = len(np.intersect1d(stating, others.near))
    return ranking, (_note(lens, number),) if number else ()


def _seen_for(matching: ClauseMatching, ranking: Ranking, wanted: Statement) -> tuple[Ranking, Ids]:
    """The ranking with those last that state the opposite of what is `wanted` of what was asked, and those of its first
    that state it plainly enough to be marked. The first stand in the order of how plainly they state it."""
    looked_at = _ENCODED_CHUNKS if matching.semantic.late is None else _LOOKED_AT_CHUNKS
    stated = matching.stated(ranking.ordinals[:looked_at].tolist())
    first = [place for place, each in enumerate(stated) if each.statement is wanted]
    first.sort(key=lambda place: _plainness(stated[place], place), reverse=True)
    then = [place for place, each in enumerate(stated) if each.statement not in (wanted, _OPPOSITE[wanted])]
    last = [place for place, each in enumerate(stated) if each.statement is _OPPOSITE[wanted]]
    stating = [place for place in first if stated[place].cosine >= MEANING_MATCH_FLOOR]
    order = np.array([*first, *then, *range(len(stated), len(ranking.ordinals)), *last], dtype=np.int64)
    scores, opposed = np.minimum.accumulate(ranking.scores[order]), ranking.ordinals[last]
    return replace(ranking, ordinals=ranking.ordinals[order], scores=scores, opposed=opposed), ranking.ordinals[stating]


def notes_on_opposed(lens: Lens, ranking: Ranking, *, best_first: bool) -> tuple[str, ...]:
    """That some of the paragraphs that come near pass the lens for what they state of something else, and where they
    stand in a ranking that is listed `best_first`."""
    opposed, near = len(np.intersect1d(ranking.opposed, ranking.near)), len(ranking.near)
    if lens not in _WANTED or not opposed:
        return ()
    passes, deed = ("praise", "criticise") if lens is Lens.GOOD_PRACTICE else ("criticise", "praise")
    s = "s" if opposed == 1 else ""
    said = f"{passes}{s} something else, but {deed}{s} what you asked about"
    if opposed == near:
        all_of_them = "Both" if near == 2 else f"All {near}"
        who = f"{all_of_them} paragraphs that come near" if near > 1 else "The one paragraph that comes near"
        return (f"{who} {said}.",)
    who = f"Of the {near:,} paragraphs {'found' if near == len(ranking.ordinals) else 'that come near'}, {opposed}"
    stand = "it stands" if s else "they stand"
    where = f"; {stand} {'at the end of the list' if near - opposed <= HANDFUL else 'last among them'}"
    return (f"{who} {said}{where if best_first else ''}.",)


def _plainness(stated: Stated, place: int) -> float:
    """How plainly a paragraph at `place` of the ranking, from 0, states what is wanted of what was asked."""
    return stated.cosine + _CONFIDENCE_WEIGHT * stated.confidence - _PLACE_WEIGHT * place


def _note(lens: Lens, others: int) -> str:
    """That nothing states what the lens is for, and how many of the best paragraphs state the opposite."""
    if lens is Lens.GOOD_PRACTICE:
        return f"No good practice on this; {others} paragraph{'s find' if others != 1 else ' finds'} fault."
    return f"No shortfall on this; {others} paragraph{'s praise' if others != 1 else ' praises'} it."


# A query that denies, such as "no plan in place": what states the opposite of it does not come first.
#
# A sentence and its denial have nearly the same vector and the same words, so that "no vulnerability management plan in
# place" ranks praise of such plans as high as their absence. Of the best paragraphs, those whose clause nearest to the
# query praises what the query denies therefore come after the others. Nothing is left out, and nothing beyond the best
# is moved.

_DENIED_CHUNKS = 30
"""As many as late interaction puts into order."""


def praise_after(matching: ClauseMatching, ranking: Ranking) -> Ranking:
    """`ranking` of a query that denies, with those of its best that praise what it denies after the others of them."""
    best = ranking.ordinals[:_DENIED_CHUNKS]
    stated = matching.stated(best.tolist())
    praises = np.array([each.statement is Statement.STRENGTH for each in stated], dtype=np.bool_)
    if not praises.any() or praises.all():
        return ranking
    order = np.concatenate((np.argsort(praises, kind="stable"), np.arange(len(best), len(ranking.ordinals))))
    scores = np.minimum.accumulate(ranking.scores[order])
    return replace(ranking, ordinals=ranking.ordinals[order], scores=scores, opposed=best[praises])
