from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from indexer.indexes.windows import WINDOW_OVERLAP_TOKENS, pool_windows, window_spans


def tokens(count: int) -> list[tuple[int, int]]:
    return [(at * 5, at * 5 + 4) for at in range(count)]


def test_a_text_that_fits_is_one_window() -> None:
    assert window_spans(tokens(100), 100) == [(0, 99 * 5 + 4)]


def test_a_text_without_tokens_has_no_window() -> None:
    assert window_spans([], 100) == []


@pytest.mark.parametrize("count", [101, 169, 170, 1_000])
def test_windows_cover_every_token_overlap_and_end_with_the_text(count: int) -> None:
    spans = window_spans(tokens(count), 100)
    assert spans[0][0] == 0
    assert spans[-1][1] == (count - 1) * 5 + 4
    for (_, end), (start, _) in pairwise(spans):
        assert (end + 1 - start) // 5 == WINDOW_OVERLAP_TOKENS


def test_the_vector_of_a_long_text_is_the_mean_of_its_windows_at_unit_length() -> None:
    vectors = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)
    pooled = pool_windows(vectors, np.array([0, 0, 2]), 3)
    assert pooled == pytest.approx(np.array([[0.5**0.5, 0.5**0.5], [0, 0], [1, 0]]))
