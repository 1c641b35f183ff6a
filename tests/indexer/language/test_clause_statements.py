from __future__ import annotations

import pytest

from indexer.language.clause_statements import read_clause, sentence_of, statement_of
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
    statement, confidence = read_clause(likely(strength=0.35, shortfall=0.33, neutral=0.32))
    assert (statement, confidence) == (NEUTRAL, 0.35)


def test_under_what_must_improve_a_doubtful_clause_is_a_shortfall() -> None:
    doubtful = likely(strength=0.6, shortfall=0.3, neutral=0.1)
    assert read_clause(doubtful)[0] is STRENGTH
    assert read_clause(doubtful, "areas-requiring-improvement")[0] is SHORTFALL
