"""Lets searches of one server run one after another, as long as that is the faster way for everybody.

All threads of a process share one interpreter. Ten searches at once take ten times as long each, and hand the
interpreter round at every array operation; one after another, most visitors have their results in a fraction of that.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 1.0
"""How long a search waits for its turn. Beyond that something slow is before it, and sharing is the fairer way."""


class Turns:
    """One turn at a time, for whoever waits no longer than `patience_seconds`."""

    def __init__(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self._turn = threading.Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Waits for a turn, or for as long as patience lasts, and gives it back at the end whatever happens."""
        taken = self._turn.acquire(timeout=self._patience_seconds)
        try:
            yield
        finally:
            if taken:
                self._turn.release()
