"""The embedding index: a matrix of unit vectors, row i for chunk ordinal i, searched exactly.

It is stored in half precision, which moves a cosine by some 1e-4 at most. A look at every row with the query rounded
tells which rows could be among the nearest; these are then multiplied by the query itself. So the answer is the nearest
of all rows as they are stored, up to the last bits of single precision. A process that stays makes a copy of one byte a
number for that look: what is read is what takes the time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numkong
import numpy as np
from numpy.typing import NDArray

from indexer.arrays.cores import begin_on_every_core, on_every_core
from indexer.arrays.files import map_arrays, write_arrays
from indexer.arrays.top import Errors, contenders, highest
from indexer.errors import IndexDamaged

# A vector's products with every row of stored matrices, at the speed of memory, which one core alone does not draw.
#
# The matrices stay in half precision. NumPy multiplies these far below the speed of memory; numkong widens them in
# registers, each row by itself, so that a product never depends on the rows around it.

_BLOCK_ROWS = 8_192

_ALONE_BYTES = 8 * 1024 * 1024
"""Up to here one thread is done before another has woken up."""

Half = NDArray[np.float16]
Products = NDArray[np.float32]

Product = Callable[[], Products]
"""To be called once; gives float32 (n,)."""


def product(matrix: Half, vector: Half) -> Products:
    """float32 (n,): `matrix` (n, d) times `vector` (d,)."""
    out = np.empty(len(matrix), dtype=np.float32)
    if len(matrix):
        numkong.dot(matrix, vector, out=out)
    return out


def begin_product(parts: Sequence[Half], vector: Half) -> Product:
    """The same for the rows of all `parts`, end to end.

    In two steps: other threads begin at once, while this one may do something else first.
    """
    out = np.empty(sum(map(len, parts)), dtype=np.float32)
    blocks = list(in_blocks(parts, _BLOCK_ROWS))
    alone = sum(part.nbytes for part in parts) <= _ALONE_BYTES

    def multiply(share: Sequence[tuple[Half, slice]]) -> None:
        for rows, place in share:
            numkong.dot(rows, vector, out=out[place])

    finish = begin_on_every_core(multiply, [blocks] if alone else [[block] for block in blocks])

    def result() -> Products:
        finish()
        return out

    return result


def in_blocks(parts: Sequence[Half], most_rows: int) -> Iterator[tuple[Half, slice]]:
    """The rows of all `parts`, so many at once at most, and where they stand among all."""
    base = 0
    for part in parts:
        for start in range(0, len(part), most_rows):
            rows = part[start : start + most_rows]
            yield rows, slice(base + start, base + start + len(rows))
        base += len(part)


# Unit vectors as one byte a number, for a first look at every row in half the time.
#
# How far each row errs is known, so that those that could be among the nearest for all that are told from the rest, and
# only they are looked at as they are stored. (Scalar quantisation with exact refinement.)

_COARSE_BLOCK_ROWS = 8_192
"""One call looks at so many; another thread then takes part, or takes the next."""

_ROUNDED_ROWS = 1_024
"""So few are rounded at once, since what that needs for a while stays with the process."""

_MOST = 127

LONGEST_ROW = 1.001
"""Rows are of unit length, up to half precision."""

ROUNDING = 2e-6
"""More than single precision errs by."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows from `place` on, laid out for the processor's own matrix instructions, where it has them."""

    place: slice
    packed: numkong.PackedMatrix


@dataclass(frozen=True)
class CoarseRows:
    """Row i is nearly its codes, int8 (d,), times `scales[i]`, float32 (n,). It is `errors[i]` off, float32 (n,)."""

    scales: NDArray[np.float32]
    errors: NDArray[np.float32]
    blocks: Sequence[_Block]

    @classmethod
    def of(cls, parts: Sequence[Half]) -> CoarseRows:
        """Those of the rows of `parts`, each float16 (n, d), end to end."""
        count, dimensions = sum(map(len, parts)), parts[0].shape[1]
        codes = np.empty((count, dimensions), dtype=np.int8)
        scales, errors = np.empty(count, dtype=np.float32), np.empty(count, dtype=np.float32)

        def fill(block: tuple[Half, slice]) -> None:
            stored, place = block[0].astype(np.float32), block[1]
            codes[place], scales[place] = _quantised(stored)
            stored -= codes[place] * scales[place, None]
            errors[place] = np.linalg.norm(stored, axis=1)

        on_every_core(fill, list(in_blocks(parts, _ROUNDED_ROWS)))
        # Not in between: blocks that stay would stand between what is freed, and the process would keep both.
        places = [slice(start, min(start + _COARSE_BLOCK_ROWS, count)) for start in range(0, count, _COARSE_BLOCK_ROWS)]
        return cls(scales, errors, [_Block(place, numkong.dots_pack(codes[place])) for place in places])

    @cached_property
    def _widest(self) -> float:
        return float(self.errors.max(initial=0.0))

    def begin(self, vector: NDArray[np.float32]) -> tuple[Product, Errors]:
        """The products with some multiple of `vector`, float32 (d,), nearly, in two steps; and how far each is off.

        Other threads begin at once.
        """
        codes, (scale,) = _quantised(vector[None])
        off = np.linalg.norm(vector - codes[0] * scale)
        factor, rest = np.float32((1 + off) / scale), np.float32((LONGEST_ROW * off + ROUNDING) / scale)
        near = np.empty(len(self.scales), dtype=np.float32)

        def multiply(block: _Block) -> None:
            (products,) = np.asarray(numkong.dots_packed(codes, block.packed))
            np.multiply(products, self.scales[block.place], out=near[block.place])

        finish = begin_on_every_core(multiply, self.blocks)

        def result() -> NDArray[np.float32]:
            finish()
            return near

        return result, Errors(float(self._widest * factor + rest), lambda rows: self.errors[rows] * factor + rest)


def _quantised(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    largest = np.abs(vectors).max(axis=1)
    scales = np.where(largest > 0, largest / np.float32(_MOST), np.float32(1))
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales


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
