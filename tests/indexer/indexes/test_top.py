import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.indexes.top import contenders, highest


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


@given(st.lists(st.integers(0, 50), max_size=300), st.integers(1, 30), st.integers(0, 9))
def test_contenders_are_all_that_lie_within_the_margin_of_the_last_place(
    values: list[int], limit: int, margin: int
) -> None:
    scores = np.array(values, dtype=np.float32)
    last = sorted(values, reverse=True)[limit - 1] if len(values) >= limit else 0
    wanted = [place for place, value in enumerate(values) if value >= last - margin and value > -1]
    assert contenders(scores, limit, above=-1, margin=margin).tolist() == wanted
