"""The product of a matrix and a vector at the speed of memory, which one core alone does not draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.cores import on_every_core

_BLOCK_ROWS = 8_192
"""A multiple of what BLAS takes at once, so that a row's product does not depend on where blocks begin."""

_ALONE_BYTES = 24 * 1024 * 1024
"""Up to here one thread is done before another has woken up."""


def product(matrix: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 (n,): `matrix` (n, d) times `vector` (d,)."""
    out = np.empty(len(matrix), dtype=np.float32)
    if matrix.nbytes <= _ALONE_BYTES:
        return np.matmul(matrix, vector, out=out)

    def multiply(start: int) -> None:
        block = slice(start, start + _BLOCK_ROWS)
        np.matmul(matrix[block], vector, out=out[block])

    on_every_core(multiply, range(0, len(matrix), _BLOCK_ROWS))
    return out
