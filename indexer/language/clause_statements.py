"""From what a reader makes of each clause to what its sentence states. Pure functions.

The reader gives how likely a clause states each of four things. What the section says beforehand is added, and the
statement of a sentence follows from its clauses: praise in one and fault in another make it mixed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from indexer.language.statements import SHORTFALL_SECTIONS
from indexer.records import CLAUSE_STATEMENTS, Clause, Sentence, Statement

Probabilities = Mapping[Statement, float]

SURE_CONFIDENCE = 0.7
"""From here on a clause's statement is as good as certain; below, the page says that the signs are not clear."""

_LEAST_CONFIDENCE = 0.4
"""Below this no statement is much likelier than the others: the clause is taken to state nothing."""

_SECTION_LOG_ODDS: Mapping[str, Mapping[Statement, float]] = {
    "key-strengths": {Statement.STRENGTH: 1.5},
    **{section: {Statement.SHORTFALL: 2.0} for section in SHORTFALL_SECTIONS},
}
"""What a section says of its sentences beforehand. Prose under "Key strengths" can still find fault."""

_WHOLE_WEIGHT = 0.6
"""How much the sentence as a whole has to say about its clauses, in log-odds. Measured on held-out reports: .02 more
sentences right than by the clauses alone, since a clause is at times cut where nothing new is stated."""

_CLAIMS = (Statement.STRENGTH, Statement.SHORTFALL)
_CONFIDENCE_DECIMALS = 2


def read_clauses(
    clauses: Sequence[Probabilities], whole: Probabilities, section: str | None = None
) -> list[tuple[Statement, float]]:
    """The statement of each clause of a sentence, and how likely it is, from the reader's probabilities of
    CLAUSE_STATEMENTS for each, and for the sentence as a `whole`. Where praise stands beside fault and either is
    doubtful, the less likely of them gives way."""
    if len(clauses) == 1:
        return [_likeliest(clauses[0], {}, section)]
    read = [_likeliest(each, whole, section) for each in clauses]
    best = {claim: max((sure for stated, sure in read if stated is claim), default=0.0) for claim in _CLAIMS}
    weaker = min(_CLAIMS, key=best.__getitem__)
    if not 0 < best[weaker] < SURE_CONFIDENCE:
        return read
    return [(Statement.NEUTRAL if stated is weaker else stated, sure) for stated, sure in read]


def _likeliest(own: Probabilities, whole: Probabilities, section: str | None) -> tuple[Statement, float]:
    leaning = _SECTION_LOG_ODDS.get(section or "", {})
    odds = {
        each: own[each] * math.exp(leaning.get(each, 0.0)) * whole.get(each, 1.0) ** _WHOLE_WEIGHT
        for each in CLAUSE_STATEMENTS
    }
    statement = max(odds, key=odds.__getitem__)
    confidence = round(odds[statement] / sum(odds.values()), _CONFIDENCE_DECIMALS)
    return (statement, confidence) if confidence >= _LEAST_CONFIDENCE else (Statement.NEUTRAL, confidence)


def sentence_of(start: int, end: int, clauses: Sequence[Clause]) -> Sentence:
    """The sentence at `start` to `end` of a chunk that consists of `clauses`."""
    return Sentence(start, end, statement_of([clause.statement for clause in clauses]), tuple(clauses))


def statement_of(clauses: Sequence[Statement]) -> Statement:
    """What a sentence of such clauses states. A request or a fact beside a finding does not hide the finding."""
    found = set(clauses)
    if {Statement.STRENGTH, Statement.SHORTFALL} <= found:
        return Statement.MIXED
    for statement in (Statement.STRENGTH, Statement.SHORTFALL, Statement.EXPECTATION):
        if statement in found:
            return statement
    return Statement.NEUTRAL
