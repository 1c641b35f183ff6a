"""Work on every core, in pieces: each thread takes the next piece when it is done with the last.

BLAS's own threads wait for each other at every product, and beside another busy process that was measured at twenty
times the time. Here nobody waits but at the end. It pays only where the pieces are NumPy's, which lets go of the
interpreter while it computes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

# The processor cores that this process has.


def allowed_cores() -> int:
    """How many cores this process may use, which may be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_MOST_THREADS = 4
"""Memory is shared: more threads than this only take it from each other."""

_Piece = TypeVar("_Piece")


def on_every_core(work: Callable[[_Piece], object], pieces: Sequence[_Piece]) -> None:
    """Calls `work` once with each of `pieces`, in any order, from this thread and others."""
    begin_on_every_core(work, pieces)()


def begin_on_every_core(work: Callable[[_Piece], object], pieces: Sequence[_Piece]) -> Callable[[], None]:
    """The same in two steps: the other threads begin now, and what is returned takes part and waits for the end."""
    helpers = min(threads(), len(pieces)) - 1
    left = iter(pieces)

    def work_on() -> None:
        for piece in left:
            work(piece)

    helping = [_pool().submit(work_on) for _ in range(helpers)]

    def finish() -> None:
        work_on()
        for helper in helping:
            if not helper.cancel():  # where the machine is busy, one may not even have begun, and nothing is left
                helper.result()

    return finish


def threads() -> int:
    """How many threads share the work, this one counted."""
    return min(allowed_cores(), _MOST_THREADS)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_MOST_THREADS - 1, thread_name_prefix="cores")
