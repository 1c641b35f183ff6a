"""What praises a thing does not come first where a query denies it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from indexer.records import Statement
from search_app.query.language import parse_query
from search_app.query.understanding import denies
from search_app.ranking.fusion import Ranking
from search_app.ranking.lens import ClauseMatching, Stated, praise_after
from search_app.store.interface import NOTHING_RANKED


@pytest.mark.parametrize(
    "query",
    [
        "no vulnerability management plan in place",
        "plans were not reviewed",
        "lack of management oversight",
        "assessments without the voice of the child",
        "victims weren't considered",
        "never reviewed",
    ],
)
def test_a_query_that_denies_is_known(query: str) -> None:
    assert denies(parse_query(query))


@pytest.mark.parametrize(
    "query",
    [
        "vulnerability management plan",
        "no delay in allocation",
        "no concerns about safeguarding",
        "NOT police custody",
        '"not reviewed"',
        "no",
        "children were seen, and so were parents and carers, though not always soon, in " + "many " * 9,
    ],
)
def test_a_query_that_welcomes_or_is_literal_or_long_denies_nothing(query: str) -> None:
    assert not denies(parse_query(query))


class Known(ClauseMatching):
    """A matching that knows what each paragraph states."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        object.__setattr__(self, "_statements", tuple(statements))

    def stated(self, ordinals: Sequence[int]) -> list[Stated]:
        statements: tuple[Statement, ...] = object.__getattribute__(self, "_statements")
        return [Stated(statements[ordinal], 0.5, 1.0) for ordinal in ordinals]


def ranked(*statements: Statement) -> list[int]:
    scores = np.linspace(1, 0.5, len(statements))
    ranking = Ranking(np.arange(len(statements)), scores, NOTHING_RANKED, NOTHING_RANKED)
    after = praise_after(Known(statements), ranking)
    assert (np.diff(after.scores) <= 0).all()
    return [int(ordinal) for ordinal in after.ordinals]


PRAISE, FAULT, FACT = Statement.STRENGTH, Statement.SHORTFALL, Statement.NEUTRAL


def test_praise_comes_after_the_rest_of_the_best_in_the_order_it_had() -> None:
    assert ranked(PRAISE, FAULT, PRAISE, FACT) == [1, 3, 0, 2]


def test_nothing_moves_where_all_or_none_praise() -> None:
    assert ranked(PRAISE, PRAISE) == [0, 1]
    assert ranked(FAULT, FACT) == [0, 1]


def test_nothing_beyond_the_best_is_moved() -> None:
    assert ranked(*[FAULT] * 30, PRAISE, FAULT) == list(range(32))
