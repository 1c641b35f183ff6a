import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.indexes.top import highest


def expected(scores: np.ndarray, limit: int, above: float) -> list[int]:
    order = sorted(np.flatnonzero(scores > above).tolist(), key=lambda place: (-scores[place], place))
    return order[:limit]


@given(st.lists(st.integers(0, 5), max_size=200), st.integers(0, 30), st.integers(-1, 4))
def test_the_highest_are_found_in_order_with_ties_by_place(values: list[int], limit: int, above: int) -> None:
    scores = np.array(values, dtype=np.float32)
    assert highest(scores, limit, above).tolist() == expected(scores, limit, above)


@pytest.mark.parametrize("limit", [1, 10, 1_000])
@pytest.mark.parametrize("share", [0.0001, 0.01, 1.0])
def test_a_few_of_very_many_scores(limit: int, share: float) -> None:
    chance = np.random.default_rng(limit)
    scores = chance.random(100_003, dtype=np.float32) * (chance.random(100_003) < share)
    assert highest(scores, limit, 0.0).tolist() == expected(scores, limit, 0.0)
