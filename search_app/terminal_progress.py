"""How far a build is, on standard error: one bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from search_app.build_estimate import BuildEstimate, in_words

if TYPE_CHECKING:  # loaded for a bar alone: most runs find nothing to do
    from tqdm import tqdm

LINE_INTERVAL_SECONDS = 10.0
"""Often enough for a log that somebody follows; a build of fewer seconds says nothing."""

_REDRAW_SECONDS = 0.1
_STEPS = 1_000
_FORMAT = "{percentage:3.0f}%|{bar:20}| {desc}"


class ProgressBar:
    """One bar over all stages of a build; implements indexer.progress.BuildProgress."""

    def __init__(self, *, silent: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._silent = silent
        self._clock = clock
        self._on_terminal = sys.stderr.isatty()
        self._estimate = BuildEstimate(clock)
        self._shown_at = clock()
        self._bar: tqdm[Any] | None = None

    def start(self, stage: str, total: int, unit: str) -> None:
        self._estimate.start(stage, total, unit)
        self._show()

    def advance(self, stage: str, amount: int) -> None:
        self._estimate.advance(stage, amount)
        self._show()

    def note(self, message: str) -> None:
        if self._silent:
            return
        if self._bar is None:
            print(message, file=sys.stderr, flush=True)
        else:
            self._bar.write(message, file=sys.stderr)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
        self._estimate = BuildEstimate(self._clock)

    def _show(self) -> None:
        now = self._clock()
        interval = _REDRAW_SECONDS if self._on_terminal else LINE_INTERVAL_SECONDS
        if self._silent or now - self._shown_at < interval:
            return
        self._shown_at = now
        share, seconds = self._estimate.share(), self._estimate.seconds_left()
        left = "" if seconds is None else f"{in_words(seconds)} left: "
        if not self._on_terminal:
            done = "" if seconds is None else f"{share:.0%} done, "
            print(f"{done}{left}{self._estimate.words()}.", file=sys.stderr, flush=True)
            return
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(total=_STEPS, bar_format=_FORMAT, file=sys.stderr, leave=False)
        self._bar.n = round(share * _STEPS)
        self._bar.set_description_str(left + self._estimate.words(), refresh=True)
