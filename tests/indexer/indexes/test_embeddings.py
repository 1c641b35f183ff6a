from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.errors import IndexDamaged
from indexer.indexes.embeddings import EMBEDDINGS_FILE, EmbeddingIndex, write_embeddings


def test_cosines_are_the_dot_products_with_every_row(tmp_path: Path) -> None:
    matrix = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    write_embeddings(tmp_path, matrix)
    cosines = EmbeddingIndex.open(tmp_path).cosines(np.array([0.6, 0.8], dtype=np.float32))
    assert cosines == pytest.approx([0.6, 1.0])


def test_a_matrix_of_no_rows_opens(tmp_path: Path) -> None:
    write_embeddings(tmp_path, np.empty((0, 4), dtype=np.float32))
    assert len(EmbeddingIndex.open(tmp_path)) == 0


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY\x01\x00", b"no array at all"])
def test_a_file_that_is_no_matrix_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / EMBEDDINGS_FILE).write_bytes(content)
    with pytest.raises(IndexDamaged, match="cannot be read"):
        EmbeddingIndex.open(tmp_path)


def test_a_matrix_of_another_type_is_damage(tmp_path: Path) -> None:
    np.save(tmp_path / EMBEDDINGS_FILE, np.zeros((2, 2), dtype=np.int8))
    with pytest.raises(IndexDamaged, match="int8"):
        EmbeddingIndex.open(tmp_path)


def test_a_pickled_array_is_never_loaded(tmp_path: Path) -> None:
    np.save(tmp_path / EMBEDDINGS_FILE, np.array([[{}]], dtype=object), allow_pickle=True)
    with pytest.raises(IndexDamaged, match="cannot be read"):
        EmbeddingIndex.open(tmp_path)
