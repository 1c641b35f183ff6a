from __future__ import annotations

import numpy as np
import pytest

from search_app.ranking.fusion import convex_combination


def ranking(**scores: float) -> tuple[np.ndarray, np.ndarray]:
    ordinals = np.array([int(name[1:]) for name in scores], dtype=np.int64)
    return ordinals, np.array(list(scores.values()), dtype=np.float64)


def test_a_score_is_the_weighted_sum_of_the_two_scaled_scores() -> None:
    ordinals, scores = convex_combination(ranking(d1=10, d2=6, d3=2), ranking(d1=0.2, d2=0.8, d3=0.5), weight=0.5)
    assert dict(zip(ordinals.tolist(), scores.tolist(), strict=True)) == pytest.approx(
        {
            1: 0.5 * (10 - 2) / (10 - 2) + 0.5 * (0.2 - 0.2) / (0.8 - 0.2),
            2: 0.5 * (6 - 2) / (10 - 2) + 0.5 * (0.8 - 0.2) / (0.8 - 0.2),
            3: 0.5 * (2 - 2) / (10 - 2) + 0.5 * (0.5 - 0.2) / (0.8 - 0.2),
        }
    )
    assert ordinals[0] == 2


def test_a_document_missing_from_one_list_has_nothing_from_it() -> None:
    ordinals, scores = convex_combination(ranking(d1=3, d2=1), ranking(d3=0.9, d1=0.1), weight=0.4)
    assert dict(zip(ordinals.tolist(), scores.tolist(), strict=True)) == pytest.approx({1: 0.4, 2: 0.0, 3: 0.6})


def test_equal_scores_come_in_the_order_of_their_ordinals() -> None:
    ordinals, _ = convex_combination(ranking(d9=1, d4=1), ranking(d7=0.5, d2=0.5))
    assert ordinals.tolist() == [2, 4, 7, 9]


def test_one_empty_list_leaves_the_order_of_the_other() -> None:
    nothing = (np.empty(0, dtype=np.int64), np.empty(0))
    assert convex_combination(nothing, ranking(d2=0.1, d1=0.9))[0].tolist() == [1, 2]
    assert len(convex_combination(nothing, nothing)[0]) == 0
