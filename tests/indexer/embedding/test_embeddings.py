from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.arrays.files import write_arrays
from indexer.embedding import matrix as embeddings
from indexer.embedding.matrix import EMBEDDINGS_FILE, EmbeddingIndex, write_embeddings
from indexer.errors import IndexDamaged


def units(seed: int, rows: int, width: int = 384) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_nearest_come_first_with_their_cosines(tmp_path: Path) -> None:
    write_embeddings(tmp_path, np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32))
    ordinals, cosines = EmbeddingIndex.open(tmp_path).begin(np.array([0.6, 0.8], dtype=np.float32)).nearest(2)
    assert ordinals.tolist() == [1, 2]
    assert cosines == pytest.approx([1.0, 0.8], abs=1e-3)


@pytest.mark.parametrize("limit", [1, 10, 1_000, 20_000])
@pytest.mark.parametrize("prepared", [False, True])
def test_the_nearest_are_those_of_the_product_in_double_precision(
    limit: int, prepared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = units(1, 20_000).astype(np.float16)
    stored[5] = 0
    index = EmbeddingIndex(np.split(stored, [7, 7, 9_000]))
    monkeypatch.setattr(embeddings, "_COARSE_FROM_BYTES", 0)
    if prepared:
        index.prepare()
    for query in units(2, 5):
        ordinals, cosines = index.begin(query).nearest(limit)
        exact = stored.astype(np.float64) @ query.astype(np.float64)
        best = np.argsort(-exact, kind="stable")[:limit]
        assert np.abs(cosines - exact[ordinals]).max() < 2e-7
        assert np.abs(exact[ordinals] - exact[best]).max() < 2e-7  # the same but for ties of single precision


@pytest.mark.parametrize("prepared", [False, True])
def test_what_is_not_allowed_is_not_among_the_nearest(prepared: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    index = EmbeddingIndex([np.eye(4, dtype=np.float16)])
    monkeypatch.setattr(embeddings, "_COARSE_FROM_BYTES", 0 if prepared else 1_000)
    index.prepare()
    allowed = np.array([False, True, False, True])
    assert index.begin(np.eye(4, dtype=np.float32)[0]).nearest(3, allowed)[0].tolist() == [1, 3]


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
    assert (np.concatenate(index.parts) == matrix).all()
    assert [index.stored(ordinal).argmax() for ordinal in range(4)] == [0, 1, 2, 3]


def test_matrices_of_two_models_are_damage(tmp_path: Path) -> None:
    for width in (2, 3):
        (tmp_path / str(width)).mkdir()
        write_embeddings(tmp_path / str(width), np.eye(width, dtype=np.float32))
    with pytest.raises(IndexDamaged, match="different widths"):
        EmbeddingIndex.open(tmp_path / "2", tmp_path / "3")


def test_half_precision_moves_a_cosine_by_less_than_what_is_shown(tmp_path: Path) -> None:
    vectors = units(7, 300)
    write_embeddings(tmp_path, vectors)
    (stored,) = EmbeddingIndex.open(tmp_path).parts
    assert np.abs(stored @ vectors.T - vectors @ vectors.T).max() < 2e-4
