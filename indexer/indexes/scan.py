"""The product of a matrix and a vector at the speed of memory, which one core alone does not draw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.cores import begin_on_every_core

_BLOCK_ROWS = 8_192
"""A multiple of what BLAS takes at once, so that a row's product does not depend on where blocks begin."""

_ALONE_BYTES = 24 * 1024 * 1024
"""Up to here one thread is done before another has woken up."""


Product = Callable[[], NDArray[np.float32]]
"""To be called once; gives float32 (n,)."""


def product(matrix: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 (n,): `matrix` (n, d) times `vector` (d,)."""
    return begin_product(matrix, vector)()


def begin_product(matrix: NDArray[np.float32], vector: NDArray[np.float32]) -> Product:
    """The same in two steps: other threads begin at once, while this one may do something else first."""
    out = np.empty(len(matrix), dtype=np.float32)
    if matrix.nbytes <= _ALONE_BYTES:
        return lambda: np.matmul(matrix, vector, out=out)

    def multiply(start: int) -> None:
        block = slice(start, start + _BLOCK_ROWS)
        np.matmul(matrix[block], vector, out=out[block])

    finish = begin_on_every_core(multiply, range(0, len(matrix), _BLOCK_ROWS))

    def result() -> NDArray[np.float32]:
        finish()
        return out

    return result
