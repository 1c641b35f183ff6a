"""The embedding index: a matrix of unit vectors, row i for chunk ordinal i, searched exactly.

It is stored in half precision, which moves a cosine by some 1e-4 at most, and searched as it is stored: half the bytes
are half the time. The query is rounded to half precision too for a look at every row; the rows that could be among the
nearest for all that rounding did are then multiplied by what it left out. So the answer is the nearest of all rows to
the query itself, up to the last bit of single precision.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import map_arrays, write_arrays
from indexer.errors import IndexDamaged
from indexer.indexes.scan import Product, begin_product, product
from indexer.indexes.top import contenders, highest

EMBEDDINGS_FILE = "vectors.arrays"
_MATRIX = "vectors"

_NOT_ALLOWED = -2.0
"""Below every cosine."""

_LONGEST_ROW = 1.001
"""Rows are of unit length, up to half precision."""

_ROUNDING = 1e-6
"""More than adding up in single precision errs by."""

_REST_SCALE = 2048
"""What rounding to half precision leaves out, times this, is of the size of the vector itself."""

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

    def stored(self, ordinal: int) -> Stored:
        """float16 (d,): the vector of one chunk as it is stored."""
        number = bisect_right(self._bases, ordinal) - 1
        return np.asarray(self.parts[number][ordinal - self._bases[number]], dtype=np.float16)

    def begin(self, vector: NDArray[np.float32]) -> Scan:
        """Begins to look at every row with `vector`, float32 (d,) of unit length, for `Scan.nearest` to end.

        Other threads look meanwhile.
        """
        rounded = vector.astype(np.float16)
        return Scan(self, begin_product(self.parts, rounded), vector - rounded)

    def products(self, ordinals: NDArray[np.int64], vector: Stored) -> NDArray[np.float32]:
        """float32 (k,): the products of `vector` with the rows of `ordinals`, rising."""
        edges = np.searchsorted(ordinals, self._bases)
        found = [
            product(part[ordinals[start:end] - base], vector)
            for part, base, (start, end) in zip(self.parts, self._bases, pairwise(edges), strict=False)
            if start < end
        ]
        return np.concatenate([np.empty(0, dtype=np.float32), *found])


@dataclass(frozen=True, slots=True)
class Scan:
    """A look at every row of `index`, begun: `near` gives the products with the rounded vector, `rest` is what
    rounding left out of it.
    """

    index: EmbeddingIndex
    near: Product
    rest: NDArray[np.float32]

    def nearest(
        self, limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ordinals of the `limit` rows nearest to the vector, of those `allowed`, and their cosines, falling.

        Equal ones by ordinal. To be called once.
        """
        near = self.near()
        if allowed is not None and not allowed.all():
            near[~allowed] = _NOT_ALLOWED
        error = _LONGEST_ROW * float(np.linalg.norm(self.rest)) + _ROUNDING
        ordinals = contenders(near, limit, above=_NOT_ALLOWED, margin=2 * error)
        left_out = self.index.products(ordinals, (self.rest * _REST_SCALE).astype(np.float16))
        cosines = near[ordinals] + left_out / np.float32(_REST_SCALE)
        best = highest(cosines, limit, above=_NOT_ALLOWED)
        return ordinals[best], cosines[best]


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
