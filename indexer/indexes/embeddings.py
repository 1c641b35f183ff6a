"""The embedding index: a matrix of unit vectors, row i for chunk ordinal i, searched exactly.

It is stored in half precision, which moves a cosine by some 1e-4 at most, and widened once when meaning is first
asked for: NumPy multiplies single precision at the speed of memory, and half precision far below it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import map_arrays, write_arrays
from indexer.errors import IndexDamaged
from indexer.indexes.reclaimable import reclaimable
from indexer.indexes.scan import Product, begin_product, product

EMBEDDINGS_FILE = "vectors.arrays"
_MATRIX = "vectors"

Stored = NDArray[np.float16]


def write_embeddings(folder: Path, matrix: NDArray[Any]) -> None:
    """Writes `matrix`, (n, d) with rows of unit length, into `folder`."""
    write_arrays(folder / EMBEDDINGS_FILE, {_MATRIX: matrix.astype(np.float16)})


class EmbeddingIndex:
    """Exact cosine similarity over the matrices of all segments. Safe to read from several threads."""

    def __init__(self, parts: Sequence[Stored]) -> None:
        """`parts` are float16 (n, d), in the order of their ordinals."""
        self.parts = tuple(parts)
        self._bases = tuple(accumulate(map(len, self.parts), initial=0))

    @classmethod
    def open(cls, *folders: Path) -> EmbeddingIndex:
        """Maps the matrices of segments. Raises IndexDamaged where one is missing or no float16 matrix."""
        parts = [_open_matrix(folder / EMBEDDINGS_FILE) for folder in folders]
        if len({part.shape[1] for part in parts}) > 1:
            raise IndexDamaged(
                f"The embedding matrices beside {folders[0]} are of different widths.", hint="Build the index again."
            )
        return cls(parts)

    def __len__(self) -> int:
        return self._bases[-1]

    @property
    def dimensions(self) -> int:
        return int(self.parts[0].shape[1])

    @cached_property
    def matrix(self) -> NDArray[np.float32]:
        """float32 (n, d): all vectors."""
        matrix = reclaimable((len(self), self.dimensions))
        np.concatenate(self.parts, out=matrix)
        return matrix

    def stored(self, ordinal: int) -> Stored:
        """float16 (d,): the vector of one chunk as it is stored."""
        number = bisect_right(self._bases, ordinal) - 1
        return np.asarray(self.parts[number][ordinal - self._bases[number]], dtype=np.float16)

    def begin_cosines(self, vector: NDArray[np.float32]) -> Product:
        """What `cosines` gives, begun by other threads while this one does something else."""
        return begin_product(self.matrix, vector)

    def cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 (n,): the cosine of `vector`, of unit length, with every row."""
        return product(self.matrix, vector)


def _open_matrix(path: Path) -> Stored:
    try:
        matrix = map_arrays(path)[_MATRIX]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(
            f"The embedding matrix {path} cannot be read: {error}.", hint="Build the index again."
        ) from error
    if matrix.ndim != 2 or matrix.dtype != np.float16:
        raise IndexDamaged(
            f"The embedding matrix {path} has shape {matrix.shape} and type {matrix.dtype}.",
            hint="Build the index again.",
        )
    return matrix
