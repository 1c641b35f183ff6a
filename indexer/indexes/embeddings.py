"""The embedding index: a matrix of unit vectors, row i for chunk ordinal i, searched exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged
from indexer.indexes.scan import product

EMBEDDINGS_FILE = "embeddings.npy"


def write_embeddings(folder: Path, matrix: NDArray[np.float32]) -> None:
    """Writes `matrix`, float32 (n, d) with rows of unit length, into `folder`."""
    np.save(folder / EMBEDDINGS_FILE, np.ascontiguousarray(matrix, dtype=np.float32), allow_pickle=False)


class EmbeddingIndex:
    """Exact cosine similarity over a memory-mapped matrix. Safe to read from several threads."""

    def __init__(self, matrix: NDArray[np.float32]) -> None:
        self.matrix = matrix

    @classmethod
    def open(cls, folder: Path) -> EmbeddingIndex:
        """Maps the matrix of a generation. Raises IndexDamaged where it is missing or no float32 matrix."""
        path = folder / EMBEDDINGS_FILE
        try:
            # NumPy cannot map a file without data.
            matrix = np.load(path, mmap_mode=None if _is_empty(path) else "r", allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise IndexDamaged(
                f"The embedding matrix {path} cannot be read: {error}.", hint="Build the index again."
            ) from error
        if matrix.ndim != 2 or matrix.dtype != np.float32:
            raise IndexDamaged(
                f"The embedding matrix {path} has shape {matrix.shape} and type {matrix.dtype}.",
                hint="Build the index again.",
            )
        return cls(matrix)

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    @property
    def dimensions(self) -> int:
        return int(self.matrix.shape[1])

    def cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 (n,): the cosine of `vector`, of unit length, with every row."""
        return product(self.matrix, vector)


def _is_empty(path: Path) -> bool:
    with path.open("rb") as stream:
        version = np.lib.format.read_magic(stream)
        reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, _ = reader(stream)
    return 0 in shape
