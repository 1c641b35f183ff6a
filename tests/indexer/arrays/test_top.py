import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.arrays import top
from indexer.arrays.top import Errors, contenders, highest


def expected(scores: np.ndarray, limit: int, above: float) -> list[int]:
    order = sorted(np.flatnonzero(scores > above).tolist(), key=lambda place: (-scores[place], place))
    return order[:limit]


@given(st.lists(st.integers(0, 5), max_size=200), st.integers(0, 30), st.integers(-1, 4), st.booleans())
def test_the_highest_are_found_in_order_with_ties_by_place(
    values: list[int], limit: int, above: int, in_groups: bool
) -> None:
    scores = np.array(values, dtype=np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(top, "_FEW_SCORES", 0 if in_groups else len(values) + 1)
        assert highest(scores, limit, above).tolist() == expected(scores, limit, above)


@pytest.mark.parametrize("limit", [1, 10, 1_000])
@pytest.mark.parametrize("share", [0.0001, 0.01, 1.0])
def test_a_few_of_very_many_scores(limit: int, share: float) -> None:
    chance = np.random.default_rng(limit)
    scores = chance.random(100_003, dtype=np.float32) * (chance.random(100_003) < share)
    assert highest(scores, limit, 0.0).tolist() == expected(scores, limit, 0.0)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), max_size=300), st.integers(1, 30), st.randoms())
def test_whoever_is_among_the_highest_in_truth_is_a_contender(
    values: list[tuple[int, int]], limit: int, chance: random.Random
) -> None:
    scores = np.array([score for score, _ in values], dtype=np.float32)
    errors = np.array([error for _, error in values], dtype=np.float32)
    known = Errors(float(errors.max(initial=0)), lambda places: errors[places])
    found = contenders(scores, limit, above=-1, errors=known).tolist()
    assert found == sorted(found)
    truth = [score + chance.uniform(-error, error) for score, error in values]
    best = sorted(range(len(values)), key=lambda place: (-truth[place], place))[:limit]
    last = truth[best[-1]] if best else 0.0
    assert {place for place in range(len(values)) if truth[place] > last} <= set(found)
    assert len(found) >= min(limit, len(values))


def test_few_are_contenders_where_the_errors_are_small() -> None:
    scores = np.random.default_rng(1).random(100_000, dtype=np.float32)
    small = Errors(1e-4, lambda places: np.full(len(places), 1e-4, dtype=np.float32))
    assert 100 <= len(contenders(scores, 100, 0.0, small)) < 150
    assert contenders(scores, 0, 0.0, small).tolist() == []
