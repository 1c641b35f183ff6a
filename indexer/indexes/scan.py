"""A vector's products with every row of stored matrices, at the speed of memory, which one core alone does not draw.

The matrices stay in half precision. NumPy multiplies these far below the speed of memory; numkong widens them in
registers, each row by itself, so that a product never depends on the rows around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numkong
import numpy as np
from numpy.typing import NDArray

from indexer.indexes.cores import begin_on_every_core

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
