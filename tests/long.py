"""How far the random tests go: a few turns by default; under `make long` many, from a seed, within so many minutes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

MINUTES = float(os.environ.get("PRECEDENT_LONG_MINUTES", "0"))
"""What each test may take in the long run; 0 in every other."""

LONG = MINUTES > 0
SEED = int(os.environ.get("PRECEDENT_LONG_SEED", "20261126"))


def turns(few: int, many: int) -> Iterator[int]:
    """0, 1, 2 ...: `few` of them, or in the long run `many`, if so many are done in time. One at least."""
    deadline = time.monotonic() + 60 * MINUTES
    for turn in range(many if LONG else few):
        if LONG and turn and time.monotonic() > deadline:
            return
        yield turn
