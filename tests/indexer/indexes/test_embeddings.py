from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.arrays import write_arrays
from indexer.errors import IndexDamaged
from indexer.indexes.embeddings import EMBEDDINGS_FILE, EmbeddingIndex, write_embeddings


def test_cosines_are_the_dot_products_with_every_row(tmp_path: Path) -> None:
    matrix = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    write_embeddings(tmp_path, matrix)
    cosines = EmbeddingIndex.open(tmp_path).cosines(np.array([0.6, 0.8], dtype=np.float32))
    assert cosines == pytest.approx([0.6, 1.0], abs=1e-3)


def test_a_matrix_of_no_rows_opens(tmp_path: Path) -> None:
    write_embeddings(tmp_path, np.empty((0, 4), dtype=np.float32))
    assert len(EmbeddingIndex.open(tmp_path)) == 0


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY\x01\x00", b"no array at all"])
def test_a_file_that_is_no_matrix_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / EMBEDDINGS_FILE).write_bytes(content)
    with pytest.raises(IndexDamaged, match="cannot be read"):
        EmbeddingIndex.open(tmp_path)


def test_a_matrix_of_another_type_is_damage(tmp_path: Path) -> None:
    write_arrays(tmp_path / EMBEDDINGS_FILE, {"vectors": np.zeros((2, 2), dtype=np.int8)})
    with pytest.raises(IndexDamaged, match="int8"):
        EmbeddingIndex.open(tmp_path)


def test_several_matrices_are_one(tmp_path: Path) -> None:
    matrix = np.eye(4, dtype=np.float32)
    for name, rows in (("one", matrix[:1]), ("two", matrix[1:1]), ("three", matrix[1:])):
        (tmp_path / name).mkdir()
        write_embeddings(tmp_path / name, rows)
    index = EmbeddingIndex.open(*(tmp_path / name for name in ("one", "two", "three")))
    assert len(index) == 4
    assert (index.matrix == matrix).all()
    assert [index.stored(ordinal).argmax() for ordinal in range(4)] == [0, 1, 2, 3]


def test_matrices_of_two_models_are_damage(tmp_path: Path) -> None:
    for width in (2, 3):
        (tmp_path / str(width)).mkdir()
        write_embeddings(tmp_path / str(width), np.eye(width, dtype=np.float32))
    with pytest.raises(IndexDamaged, match="different widths"):
        EmbeddingIndex.open(tmp_path / "2", tmp_path / "3")


def test_half_precision_moves_a_cosine_by_less_than_what_is_shown(tmp_path: Path) -> None:
    vectors = np.random.default_rng(7).normal(size=(300, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    write_embeddings(tmp_path, vectors)
    assert np.abs(EmbeddingIndex.open(tmp_path).matrix @ vectors.T - vectors @ vectors.T).max() < 2e-4
