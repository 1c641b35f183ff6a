"""How many threads to encode with, found out while encoding.

Two threads are faster than one on two idle cores, and several times slower beside a busy neighbour, because
each product waits for the slower thread. Which of the two it is can change during a build.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch

TRIAL_INTERVAL_SECONDS = 10.0
"""Seldom enough that the trials cost little, often enough to notice that a neighbour has come or gone."""


class ThreadTuner:
    """Sets torch's thread count before each batch: the one that was last measured to be faster."""

    def __init__(self) -> None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._counts = (1, cores) if cores > 1 else (1,)
        self._speeds: dict[int, float] = {}
        self._tried_at = float("-inf")

    @contextmanager
    def batch(self, tokens: int) -> Iterator[None]:
        """Around the encoding of one batch of so many tokens."""
        now = time.monotonic()
        if now - self._tried_at > TRIAL_INTERVAL_SECONDS:
            self._speeds.clear()
            self._tried_at = now
        untried = [count for count in self._counts if count not in self._speeds]
        count = untried[0] if untried else max(self._speeds, key=lambda count: self._speeds[count])
        torch.set_num_threads(count)
        yield
        self._speeds[count] = tokens / max(time.monotonic() - now, 1e-9)
