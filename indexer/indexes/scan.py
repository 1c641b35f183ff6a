"""The product of a matrix and a vector at the speed of memory.

One core does not draw all that the memory gives. BLAS's own threads would, but they wait for each other at every
product, and beside another busy process that was measured at twenty times the time; here each thread takes the next
block when it is done with the last, and nobody waits but at the end.
"""

from __future__ import annotations

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
from numpy.typing import NDArray

_BLOCK_ROWS = 8_192
"""A multiple of what BLAS takes at once, so that a row's product does not depend on where blocks begin."""

_ALONE_BYTES = 24 * 1024 * 1024
"""Up to here one thread is done before another has woken up."""

_MOST_THREADS = 4
"""Memory is shared: more threads than this only take it from each other."""


def product(matrix: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 (n,): `matrix` (n, d) times `vector` (d,)."""
    out = np.empty(len(matrix), dtype=np.float32)
    helpers = _threads() - 1
    if matrix.nbytes <= _ALONE_BYTES or not helpers:
        return np.matmul(matrix, vector, out=out)
    starts = itertools.count(0, _BLOCK_ROWS)

    def work() -> None:
        while (start := next(starts)) < len(matrix):
            block = slice(start, start + _BLOCK_ROWS)
            np.matmul(matrix[block], vector, out=out[block])

    helping = [_pool().submit(work) for _ in range(helpers)]
    work()
    for helper in helping:
        helper.result()
    return out


def _threads() -> int:
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, _MOST_THREADS)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_MOST_THREADS - 1, thread_name_prefix="scan")
