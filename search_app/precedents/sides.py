"""On which side of a draft's sentence another sentence stands: does it state the same, the opposite, or is it unclear?

Two sentences on one subject are told apart by the reader of pairs, clause against clause, and by what each clause was
read as alone; the two are added up as evidence. Where they disagree or are not sure, the paragraph is "unclear".
"""

from __future__ import annotations

import math
from enum import IntEnum

from indexer.embedding.statement_reader import Relation, relations
from indexer.records import Clause, Sentence, Statement

_MOST_NEITHER, _MOST_NEITHER_FAR = 0.6, 0.15
"""From here on the two are not surely about the same: of sentences that are near each other, and of those that are not,
where few are."""

_STATEMENTS_WEIGHT = 0.7
"""How much the statements of the two clauses count beside what the reader of pairs says, in log-odds."""

_SURE_LOG_ODDS = 3.5
"""From here on a side is taken. This and the two above were chosen on pairs of real and of written clauses; see
docs/reading.md."""

_LEAST_PROBABILITY = 1e-3
"""No reader is surer than that: one in a thousand is the least that is counted with."""


class Side(IntEnum):
    """Places of the lists of precedents."""

    SUPPORTING = 0
    CONTRASTING = 1
    UNCLEAR = 2


def side_of(of_draft: Sentence, of_paragraph: Sentence, near: bool = True) -> Side | None:
    """The side of a paragraph's sentence to one of a draft's; None where it takes no part at all: where it is not
    `near` and no side is sure, or where sentences that were not read clause by clause state neither the same nor the
    opposite."""
    pairs = [(one, other) for one in of_draft.clauses for other in of_paragraph.clauses if one.stance and other.stance]
    if not pairs:
        return _by_statement(of_draft.statement, of_paragraph.statement) if near else None
    most_neither = _MOST_NEITHER if near else _MOST_NEITHER_FAR
    taken = {
        _side(one, other, relation, most_neither)
        for (one, other), relation in zip(pairs, relations([(a.stance, b.stance) for a, b in pairs]), strict=True)
    }
    sure = taken - {Side.UNCLEAR}
    if len(sure) == 1:
        return sure.pop()
    return Side.UNCLEAR if near else None


def _side(one: Clause, other: Clause, relation: Relation, most_neither: float) -> Side:
    if relation.neither > most_neither:
        return Side.UNCLEAR
    odds = _log_odds(relation.same, relation.opposite) + _STATEMENTS_WEIGHT * _log_odds(*_by_claims(one, other))
    if abs(odds) < _SURE_LOG_ODDS:
        return Side.UNCLEAR
    return Side.SUPPORTING if odds > 0 else Side.CONTRASTING


def _log_odds(same: float, opposite: float) -> float:
    return math.log(max(same, _LEAST_PROBABILITY)) - math.log(max(opposite, _LEAST_PROBABILITY))


def _by_claims(one: Clause, other: Clause) -> tuple[float, float]:
    """How likely both praise or both find fault, and how likely one praises where the other finds fault."""
    (praise, fault), (other_praise, other_fault) = _claims(one), _claims(other)
    return praise * other_praise + fault * other_fault, praise * other_fault + fault * other_praise


def _claims(clause: Clause) -> tuple[float, float]:
    """How likely the clause is a strength, and a shortfall: what it was not read as shares the rest."""
    rest = (1 - clause.confidence) / 2
    return (
        clause.confidence if clause.statement is Statement.STRENGTH else rest,
        clause.confidence if clause.statement is Statement.SHORTFALL else rest,
    )


def _by_statement(of_draft: Statement, of_paragraph: Statement) -> Side | None:
    if of_draft is of_paragraph:
        return Side.SUPPORTING
    return Side.CONTRASTING if {of_draft, of_paragraph} == {Statement.STRENGTH, Statement.SHORTFALL} else None
