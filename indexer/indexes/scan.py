"""A vector's products with every row of stored matrices, at the speed of memory, which one core alone does not draw.

The matrices stay in half precision, or in bytes. NumPy multiplies these far below the speed of memory; numkong widens
them in registers, each row by itself, so that a product never depends on the rows around it.
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

Rows = NDArray[np.float16] | NDArray[np.int8]

_Block = tuple[Rows, Products, Products | None]


def product(matrix: Rows, vector: Rows) -> Products:
    """float32 (n,): `matrix` (n, d) times `vector` (d,)."""
    out = np.empty(len(matrix), dtype=np.float32)
    if len(matrix):
        numkong.dot(matrix, vector, out=out)
    return out


def begin_product(parts: Sequence[Rows], vector: Rows, scales: Products | None = None) -> Product:
    """The same for the rows of all `parts`, each times its own of `scales`, float32 (n,), where these are given.

    In two steps: other threads begin at once, while this one may do something else first.
    """
    out = np.empty(sum(map(len, parts)), dtype=np.float32)
    blocks = list(_blocks(parts, out, scales))
    alone = sum(part.nbytes for part in parts) <= _ALONE_BYTES

    def multiply(share: Sequence[_Block]) -> None:
        for rows, products, its_scales in share:
            numkong.dot(rows, vector, out=products)
            if its_scales is not None:
                products *= its_scales

    finish = begin_on_every_core(multiply, [blocks] if alone else [[block] for block in blocks])

    def result() -> Products:
        finish()
        return out

    return result


def _blocks(parts: Sequence[Rows], out: Products, scales: Products | None) -> Iterator[_Block]:
    """Some rows, where their products go, and their scales."""
    base = 0
    for part in parts:
        for start in range(0, len(part), _BLOCK_ROWS):
            rows = part[start : start + _BLOCK_ROWS]
            place = slice(base + start, base + start + len(rows))
            yield rows, out[place], None if scales is None else scales[place]
        base += len(part)
