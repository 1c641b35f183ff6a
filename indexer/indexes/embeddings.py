"""The embedding index: a matrix of unit vectors, row i for chunk ordinal i, searched exactly.

It is stored in half precision, which moves a cosine by some 1e-4 at most. A look at every row with the query rounded
tells which rows could be among the nearest; these are then multiplied by the query itself. So the answer is the nearest
of all rows as they are stored, up to the last bits of single precision. A process that stays makes a copy of one byte a
number for that look: what is read is what takes the time.
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
from indexer.indexes.coarse import LONGEST_ROW, ROUNDING, CoarseRows
from indexer.indexes.cores import on_every_core
from indexer.indexes.scan import Product, begin_product, product
from indexer.indexes.top import Errors, contenders, highest

EMBEDDINGS_FILE = "vectors.arrays"
_MATRIX = "vectors"

_NOT_ALLOWED = float("-inf")

_COARSE_FROM_BYTES = 24 * 1024 * 1024
"""Below, the rows that must then be looked at as they are stored are too large a share of all."""

_PIECE_ROWS = 1_024
"""Rows from here and there, fetched and multiplied by one thread at a time."""

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
        self._coarse: CoarseRows | None = None

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

    def prepare(self) -> None:
        """Makes ready for many queries: a tenth of a second and a byte a number for 50,000 rows, none for few."""
        if self._coarse is None and sum(part.nbytes for part in self.parts) >= _COARSE_FROM_BYTES:
            self._coarse = CoarseRows.of(self.parts)

    def begin(self, vector: NDArray[np.float32]) -> Scan:
        """Begins to look at every row with `vector`, float32 (d,) of unit length, for `Scan.nearest` to end.

        Other threads look meanwhile.
        """
        if (coarse := self._coarse) is not None:
            return Scan(self, vector, *coarse.begin(vector))
        rounded = vector.astype(np.float16)
        error = LONGEST_ROW * float(np.linalg.norm(vector - rounded)) + ROUNDING
        errors = Errors(error, lambda rows: np.full(len(rows), error, dtype=np.float32))
        return Scan(self, vector, begin_product(self.parts, rounded), errors)

    def cosines(self, ordinals: NDArray[np.int64], vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 (k,): the products of `vector` with the rows of `ordinals`, rising."""
        rounded = vector.astype(np.float16)
        rest = ((vector - rounded) * _REST_SCALE).astype(np.float16)
        cosines = np.empty(len(ordinals), dtype=np.float32)

        def multiply(piece: tuple[Stored, int, slice]) -> None:
            part, base, place = piece
            rows = part.take(ordinals[place] - base, axis=0)
            cosines[place] = product(rows, rounded) + product(rows, rest) / np.float32(_REST_SCALE)

        edges = np.searchsorted(ordinals, self._bases).tolist()
        pieces = [
            (part, base, slice(start, min(start + _PIECE_ROWS, last)))
            for part, base, (first, last) in zip(self.parts, self._bases, pairwise(edges), strict=False)
            for start in range(first, last, _PIECE_ROWS)
        ]
        on_every_core(multiply, pieces)
        return cosines


@dataclass(frozen=True, slots=True)
class Scan:
    """A look at every row of `index` with `vector`, begun: `near` gives products by which to tell who may be
    nearest, some multiple of the cosines; they may be off by `errors`.
    """

    index: EmbeddingIndex
    vector: NDArray[np.float32]
    near: Product
    errors: Errors

    def nearest(
        self, limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ordinals of the `limit` rows nearest to the vector, of those `allowed`, and their cosines, falling.

        Equal ones by ordinal. To be called once.
        """
        near = self.near()
        if allowed is not None and not allowed.all():
            near[~allowed] = _NOT_ALLOWED
        ordinals = contenders(near, limit, above=_NOT_ALLOWED, errors=self.errors)
        cosines = self.index.cosines(ordinals, self.vector)
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
