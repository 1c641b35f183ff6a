"""Vectors as a few bytes."""

import numpy as np
import pytest

from benchmarks.training.train_codebooks import train_codebooks
from indexer.embedding.token_codes import CENTROIDS, ProductQuantiser


def unit_vectors(count: int, dimensions: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_vector_that_is_made_of_centroids_comes_back_exactly() -> None:
    codebooks = np.random.default_rng(1).standard_normal((4, CENTROIDS, 3)).astype(np.float32)
    chosen = np.array([[0, 255, 7, 31], [9, 9, 9, 9]], dtype=np.uint8)
    made = np.concatenate([codebooks[part, chosen[:, part]] for part in range(4)], axis=1)
    quantiser = ProductQuantiser(codebooks)
    assert np.array_equal(quantiser.encode(made), chosen)
    expected = made / np.linalg.norm(made, axis=1, keepdims=True)
    np.testing.assert_allclose(quantiser.decode(chosen), expected, atol=1e-6)


def test_the_nearest_centroid_of_each_part_is_taken() -> None:
    vectors = unit_vectors(300, 8)
    quantiser = ProductQuantiser(train_codebooks(vectors, parts=2))
    codes = quantiser.encode(vectors)
    for part in range(2):
        pieces = vectors[:, 4 * part : 4 * part + 4]
        distances = np.linalg.norm(pieces[:, None] - quantiser.codebooks[part][None], axis=2)
        np.testing.assert_allclose(distances[np.arange(300), codes[:, part]], distances.min(axis=1), atol=1e-5)


def test_trained_codebooks_keep_vectors_nearer_than_codebooks_of_others() -> None:
    centres = unit_vectors(40, 16, seed=3)
    noise = np.random.default_rng(4).standard_normal((2_000, 16)).astype(np.float32) * 0.05
    vectors = centres[np.arange(2_000) % 40] + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    own = ProductQuantiser(train_codebooks(vectors, parts=4))
    other = ProductQuantiser(train_codebooks(unit_vectors(2_000, 16, seed=5), parts=4))
    cosines = [(q.decode(q.encode(vectors)) * vectors).sum(axis=1).mean() for q in (own, other)]
    assert cosines[0] > 0.99
    assert cosines[0] > cosines[1]


def test_too_few_vectors_and_a_wrong_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="12 vectors"):
        train_codebooks(unit_vectors(12, 4), parts=2)
    with pytest.raises(ValueError, match="shape"):
        ProductQuantiser(np.zeros((4, 16, 3), dtype=np.float32))


def test_nothing_is_quantised_to_nothing() -> None:
    quantiser = ProductQuantiser(np.zeros((2, CENTROIDS, 3), dtype=np.float32))
    assert quantiser.encode(np.empty((0, 6), dtype=np.float32)).shape == (0, 2)
    assert quantiser.decode(np.empty((0, 2), dtype=np.uint8)).shape == (0, 6)


def test_cosines_are_those_of_what_the_codes_stand_for() -> None:
    quantiser = ProductQuantiser(train_codebooks(unit_vectors(600, 8), parts=2))
    codes = np.random.default_rng(2).integers(0, CENTROIDS, (50, 2)).astype(np.uint8)
    queries = unit_vectors(3, 8, seed=6)
    np.testing.assert_allclose(quantiser.cosines(queries, codes), quantiser.decode(codes) @ queries.T, atol=1e-5)
    nothing = ProductQuantiser(np.zeros((2, CENTROIDS, 4), dtype=np.float32))
    assert not nothing.cosines(queries, codes).any()
