"""On which side of a draft's sentence another sentence stands: does it state the same, the opposite, or is it unclear?

Two sentences on one subject are told apart by the reader of pairs, clause against clause, and not by comparing what
each was read as alone; but where the two disagree, nothing takes a side. What is not sure stands under "unclear".
"""

from __future__ import annotations

from enum import IntEnum

from indexer.embedding.statement_reader import Relation, relations
from indexer.records import Clause, Sentence, Statement

_SURE_SHARE = 0.75
"""How much of what is not "neither" the relation must have to take a side."""

_MOST_NEITHER = 0.7
"""From here on the two are likelier about different things. The paragraph is near already, so half is too strict."""

_SURE_CONFIDENCE = 0.85
"""Both clauses must be read so surely. Of 179 written pairs held out by subject that are the same or opposite, 85 then
get their side, 10 the wrong one, and all else is unclear; with .7 it is 104 and 19 (docs/reading.md)."""

_CLAIMS = frozenset({Statement.STRENGTH, Statement.SHORTFALL})


class Side(IntEnum):
    """Places of the lists of precedents."""

    SUPPORTING = 0
    CONTRASTING = 1
    UNCLEAR = 2


def side_of(of_draft: Sentence, of_paragraph: Sentence) -> Side | None:
    """The side of a paragraph's sentence that is near to one of a draft's; None where it takes no part at all: of
    sentences that were not read clause by clause, those that state neither the same nor the opposite."""
    pairs = [(one, other) for one in of_draft.clauses for other in of_paragraph.clauses if one.stance and other.stance]
    if not pairs:
        return _by_statement(of_draft.statement, of_paragraph.statement)
    taken = {
        _side(one, other, relation)
        for (one, other), relation in zip(pairs, relations([(a.stance, b.stance) for a, b in pairs]), strict=True)
    }
    sure = taken - {Side.UNCLEAR}
    return sure.pop() if len(sure) == 1 else Side.UNCLEAR


def _side(one: Clause, other: Clause, relation: Relation) -> Side:
    if relation.neither > _MOST_NEITHER or min(one.confidence, other.confidence) < _SURE_CONFIDENCE:
        return Side.UNCLEAR
    same = relation.same / (relation.same + relation.opposite)
    if same >= _SURE_SHARE and one.statement is other.statement:
        return Side.SUPPORTING
    if 1 - same >= _SURE_SHARE and {one.statement, other.statement} == _CLAIMS:
        return Side.CONTRASTING
    return Side.UNCLEAR


def _by_statement(of_draft: Statement, of_paragraph: Statement) -> Side | None:
    if of_draft is of_paragraph:
        return Side.SUPPORTING
    return Side.CONTRASTING if {of_draft, of_paragraph} == _CLAIMS else None
