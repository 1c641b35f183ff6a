"""How fast this machine reads memory, which is the limit of every exact search over vectors."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

_ROUNDS = 15


def bandwidth_gb_s(matrix: NDArray[np.float32]) -> float:
    """GB a second: the best of some rounds of reading `matrix` once, every core a part of it.

    Each core forms the product of its part with itself, which is read once and needs next to no arithmetic.
    """
    flat = np.asarray(matrix).reshape(-1)
    parts = np.array_split(flat, len(os.sched_getaffinity(0)))
    with ThreadPoolExecutor(len(parts)) as pool, threadpool_limits(1, user_api="blas"):
        times = []
        for _ in range(_ROUNDS):
            started = time.perf_counter()
            list(pool.map(lambda part: np.dot(part, part), parts))
            times.append(time.perf_counter() - started)
    return float(matrix.nbytes / min(times) / 1e9)
