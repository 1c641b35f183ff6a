"""How a build tells its caller how far it is. The caller brings the bar; the build only counts."""

from __future__ import annotations

import threading
from typing import Protocol

READING, ENCODING, WRITING = "Reading", "Encoding", "Writing"
"""The stages of a build. Reports are encoded while the next are read."""


class BuildProgress(Protocol):
    """Calls come one at a time, but from several threads."""

    def start(self, stage: str, total: int, unit: str) -> None:
        """There are `total` of `unit` to be done in a stage. Called again with more where more becomes known."""
        ...

    def advance(self, stage: str, amount: int) -> None:
        """So many more of a stage that was started are done; in the end they add up to its total."""
        ...

    def note(self, message: str) -> None: ...


class SilentProgress:
    """Says nothing."""

    def start(self, stage: str, total: int, unit: str) -> None: ...

    def advance(self, stage: str, amount: int) -> None: ...

    def note(self, message: str) -> None: ...


class OneAtATime:
    """Hands calls from several threads on one at a time."""

    def __init__(self, progress: BuildProgress) -> None:
        self._progress = progress
        self._lock = threading.Lock()

    def start(self, stage: str, total: int, unit: str) -> None:
        with self._lock:
            self._progress.start(stage, total, unit)

    def advance(self, stage: str, amount: int) -> None:
        with self._lock:
            self._progress.advance(stage, amount)

    def note(self, message: str) -> None:
        with self._lock:
            self._progress.note(message)
