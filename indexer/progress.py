"""How a build tells its caller how far it is. The caller brings the bar; the build only counts."""

from __future__ import annotations

from typing import Protocol


class BuildProgress(Protocol):
    """Called in order: `start` for each stage, then `advance` with amounts that add up to its total."""

    def start(self, stage: str, total: int, unit: str) -> None: ...

    def advance(self, amount: int) -> None: ...

    def note(self, message: str) -> None: ...


class SilentProgress:
    """Says nothing."""

    def start(self, stage: str, total: int, unit: str) -> None: ...

    def advance(self, amount: int) -> None: ...

    def note(self, message: str) -> None: ...
