from __future__ import annotations

import pytest

from indexer.language.statements import read_clauses, sentence_of, statement_of
from indexer.records import CLAUSE_STATEMENTS, Clause, Statement

STRENGTH, SHORTFALL, EXPECTATION, NEUTRAL = CLAUSE_STATEMENTS


def likely(**shares: float) -> dict[Statement, float]:
    return {each: shares.get(each.value, 0.0) for each in CLAUSE_STATEMENTS}


def test_praise_in_one_clause_and_fault_in_another_make_a_sentence_mixed() -> None:
    clauses = (Clause(0, 18, STRENGTH, 0.9), Clause(20, 42, SHORTFALL, 0.8))
    assert sentence_of(0, 43, clauses).statement is Statement.MIXED
    assert sentence_of(0, 43, clauses).states(STRENGTH)


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ([NEUTRAL, SHORTFALL], SHORTFALL),
        ([STRENGTH, EXPECTATION], STRENGTH),
        ([NEUTRAL, EXPECTATION], EXPECTATION),
        ([NEUTRAL], NEUTRAL),
    ],
)
def test_a_fact_or_a_request_does_not_hide_the_finding_beside_it(clauses: list[Statement], expected: Statement) -> None:
    assert statement_of(clauses) is expected


def test_where_nothing_is_much_likelier_a_clause_states_nothing() -> None:
    doubtful = likely(strength=0.35, shortfall=0.33, neutral=0.32)
    assert read_clauses([doubtful], doubtful) == [(NEUTRAL, 0.35)]


def test_under_what_must_improve_a_doubtful_clause_is_a_shortfall() -> None:
    doubtful = likely(strength=0.6, shortfall=0.3, neutral=0.1)
    assert read_clauses([doubtful], doubtful)[0][0] is STRENGTH
    assert read_clauses([doubtful], doubtful, "areas-requiring-improvement")[0][0] is SHORTFALL


def test_a_doubtful_clause_gives_way_to_a_sure_one_that_says_the_reverse() -> None:
    sure, doubtful = likely(strength=0.95, neutral=0.05), likely(shortfall=0.6, neutral=0.3, strength=0.1)
    assert [
        stated for stated, _ in read_clauses([sure, doubtful], likely(strength=0.5, shortfall=0.2, neutral=0.3))
    ] == [
        STRENGTH,
        NEUTRAL,
    ]


def test_where_both_are_sure_praise_and_fault_stand_side_by_side() -> None:
    praise, fault = likely(strength=0.95, shortfall=0.05), likely(strength=0.05, shortfall=0.95)
    read = read_clauses([praise, fault], likely(strength=0.5, shortfall=0.5))
    assert [stated for stated, _ in read] == [STRENGTH, SHORTFALL]
