"""The best of a ranking, ordered once more by their likeness to its first."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.embedding.matrix import EmbeddingIndex
from search_app.ranking.reranking import order_by_feedback


class Vectors:
    """A store of which only the vectors are asked."""

    def __init__(self, *vectors: list[float]) -> None:
        matrix = np.array(vectors, dtype=np.float32)
        self.index = EmbeddingIndex([(matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float16)])

    def rows(self, ids: NDArray[np.int64], fields: tuple[str, ...]) -> dict[str, NDArray[np.float16]]:
        assert fields == ("vector",)
        return {"vector": np.stack([self.index.stored(place) for place in ids.tolist()])}


def ranked(*scores: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    return np.arange(len(scores)), np.array(scores)


FIRST, OTHER = [1.0, 0.2, 0.0], [1.0, 0.0, 0.2]


def test_what_is_like_the_first_passes_what_is_not() -> None:
    index = Vectors(FIRST, FIRST, OTHER, OTHER, FIRST)
    ordinals, scores = order_by_feedback(index, ranked(0.9, 0.8, 0.5, 0.4, 0.4), weight=0.4)
    assert ordinals.tolist() == [0, 1, 4, 2, 3]
    assert (np.diff(scores) <= 0).all()
    assert 0 < scores.min() < scores.max() <= 1


def test_what_all_of_the_best_have_in_common_counts_for_nothing() -> None:
    index = Vectors(FIRST, FIRST, FIRST, FIRST)
    ordinals, scores = order_by_feedback(index, ranked(0.4, 0.3, 0.2, 0.1), weight=0.5)
    assert ordinals.tolist() == [0, 1, 2, 3]
    np.testing.assert_allclose(np.diff(scores), -0.1 / 2)


def test_copies_among_the_first_count_once() -> None:
    first, copied = [1.0, 0.3, 0.0], [1.0, 0.0, 0.3]
    index = Vectors(first, copied, copied, copied, [1.0, 0.28, 0.02], [1.0, 0.02, 0.28])
    ordinals, _ = order_by_feedback(index, ranked(0.9, 0.88, 0.87, 0.86, 0.5, 0.6), weight=0.5)
    assert ordinals.tolist() == [0, 1, 2, 3, 4, 5]


def test_none_of_the_best_falls_behind_the_rest() -> None:
    count = 40
    index = Vectors(*[FIRST] * 29, OTHER, *[FIRST] * 10)
    ordinals, scores = order_by_feedback(index, ranked(*np.linspace(0.9, 0.1, count)), weight=0.4)
    assert sorted(ordinals[:30].tolist()) == list(range(30))
    assert ordinals[30:].tolist() == list(range(30, count))
    assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_to_tell_stay_as_they_are(count: int) -> None:
    given = ranked(*[0.5] * count)
    assert order_by_feedback(Vectors(FIRST, OTHER), given, weight=0.4) is given
