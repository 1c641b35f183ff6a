"""The store over one generation: what an expression lets through, and what it gives of a paragraph."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from indexer.storage.generation import Generation
from search_app.filters.expression import (
    EVERYTHING,
    AllOf,
    AnyOf,
    DateRange,
    Except,
    Expression,
    Holds,
    HoldsQuotation,
    Match,
    OneOf,
    all_of,
)
from search_app.filters.filters import Filters
from search_app.query.quotations import phrase_pattern
from search_app.store.embedded import EmbeddedStore
from search_app.store.interface import Store, Terms
from tests.conftest import fake_vector
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

PARTS = [
    ("paragraph", "Plans were excellent.", "1"),
    ("heading", "Key strengths", None, "key-strengths"),
    ("paragraph", "Home visits were poor: plans came late.", "2"),
    ("paragraph", "Managers should visit.", "3"),
]
LATE = OneOf("report", ("bramford-2016",))
PLAN = Holds(Match.STEM, ("plan",))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    reports = [
        make_report("ashmere-2014", PARTS, published=date(2014, 5, 1)),
        make_report("bramford-2016", PARTS[:3], area="Bramford", published=date(2016, 5, 1)),
    ]
    publish_archive(tmp_path / "index", reports)
    return EmbeddedStore(Generation.open(tmp_path / "index"))


@pytest.mark.parametrize(
    ("where", "passing"),
    [
        (EVERYTHING, [0, 1, 2, 3, 4]),
        (PLAN, [0, 1, 3, 4]),
        (LATE, [3, 4]),
        (Except(LATE), [0, 1, 2]),
        (AllOf((LATE, PLAN)), [3, 4]),
        (AnyOf((LATE, Holds(Match.ANY_WORD, ("should", "nothing")))), [2, 3, 4]),
        (Holds(Match.IN_A_ROW, ("home", "visits")), [1, 4]),
        (Holds(Match.ANY_WORD, ()), []),
        (HoldsQuotation(("visits", "were"), None, phrase_pattern("visits were")), [1, 4]),
        (DateRange(date(2015, 1, 1), None), [3, 4]),
        (DateRange(None, date(2014, 5, 1)), [0, 1, 2]),
        (OneOf("section", ("key-strengths",)), [1, 2, 4]),
        (OneOf("reading", ("strength",)), [0, 3]),
        (OneOf("statement", ("expectation",)), [2]),
        (OneOf("year", ("2014", "2016")), [0, 1, 2, 3, 4]),
        (Filters(areas="bramford", lens="shortfall").expression, [4]),
    ],
)
def test_an_expression_lets_these_through(store: Store, where: Expression, passing: list[int]) -> None:
    assert store.ids(where).tolist() == passing
    assert store.count(where) == len(passing)
    assert store.ids(Except(Except(where))).tolist() == passing
    assert store.ids(all_of((where, LATE))).tolist() == [row for row in passing if row >= 3]


def test_a_conjunction_is_flat_and_says_everything_once() -> None:
    assert all_of(()) == EVERYTHING
    assert all_of((EVERYTHING, PLAN)) == PLAN
    assert all_of((AllOf((PLAN, LATE)), PLAN)) == AllOf((PLAN, LATE))


def test_both_rankings_stay_among_what_passes(store: Store) -> None:
    ordinals, scores = store.sparse(Terms(frozenset({"plan", "visit"})), LATE, 10)
    assert set(ordinals.tolist()) == {3, 4}
    assert np.all(np.diff(scores) <= 0)
    vector = fake_vector("Plans were excellent.")
    begun = store.begin(vector)
    nearest, cosines = store.dense(begun, Except(LATE), 2)
    assert len(nearest) == 2
    assert set(nearest.tolist()) < {0, 1, 2}
    assert cosines[0] == pytest.approx(
        float(np.max(store.rows(store.ids(Except(LATE)), ("vector",))["vector"] @ vector))
    )


def test_the_rows_of_paragraphs_come_in_the_order_asked(store: Store) -> None:
    rows = store.rows(np.array([4, 0]), ("report", "section", "text"))
    assert rows["report"].tolist() == [1, 0]
    assert rows["section"].tolist() == [0, -1]
    assert rows["text"] == ["Home visits were poor: plans came late.", "Plans were excellent."]
    assert [store.reports[row].area for row in rows["report"]] == ["Bramford", "Ashmere"]


def test_masks_that_are_kept_cannot_be_changed(tmp_path: Path, store: Store) -> None:
    assert isinstance(store, EmbeddedStore)
    with pytest.raises(ValueError, match="read-only"):
        store.mask(LATE)[0] = True
