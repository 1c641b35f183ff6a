"""How far a build is, on standard error: one bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from indexer.progress import ENCODING, READING, WRITING
from search_app.command.terminal import on_one_line, shown

if TYPE_CHECKING:
    from tqdm import tqdm


# How much of a build is done and how long the rest takes, over all its stages. Pure arithmetic over a clock.
#
# Reports are encoded while the next are read, so that the longer of the two counts; what is written comes after. Rates
# are those of the last half minute: a stage that has the machine to itself again is soon believed to be faster.

RATE_WINDOW_SECONDS = 30.0
_MEASURED_AFTER_SECONDS = 1.0

_WRITING_SECONDS = 0.0004
"""A paragraph, on two cores; believed until writing has been measured."""

_PAST = {READING: "read", ENCODING: "encoded", WRITING: "written"}


@dataclass(slots=True)
class _Stage:
    name: str
    total: int
    unit: str
    done: int = 0
    counted: deque[tuple[float, int]] = field(default_factory=deque)

    def count(self, now: float) -> None:
        self.counted.append((now, self.done))
        while now - self.counted[0][0] > RATE_WINDOW_SECONDS and len(self.counted) > 2:
            self.counted.popleft()

    def seconds(self, units: float, now: float) -> float | None:
        """What so many units take at the rate of late; None where it is not known yet."""
        if not units:
            return 0.0
        since, done_then = self.counted[0] if self.counted else (now, self.done)
        if now - since >= _MEASURED_AFTER_SECONDS and self.done > done_then:
            return units * (now - since) / (self.done - done_then)
        return units * _WRITING_SECONDS if self.name == WRITING else None


class BuildEstimate:
    """Told what `indexer.progress.BuildProgress` is told."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._stages: dict[str, _Stage] = {}
        self._share = 0.0

    def start(self, stage: str, total: int, unit: str) -> None:
        known = self._stages.setdefault(stage, _Stage(stage, total, unit))
        known.total = total

    def advance(self, stage: str, amount: int) -> None:
        known = self._stages[stage]
        known.done += amount
        known.count(self._clock())

    def seconds_left(self) -> float | None:
        """For all that is known of, and for the paragraphs of the files that are still to be read.

        None where some stage has not been at work long enough to tell.
        """
        now = self._clock()
        left = {name: stage.seconds(self._expected(stage) - stage.done, now) for name, stage in self._stages.items()}
        if WRITING not in left and ENCODING in left:
            left[WRITING] = self._expected(self._stages[ENCODING]) * _WRITING_SECONDS
        writing = left.pop(WRITING, 0.0) or 0.0
        known = [seconds for seconds in left.values() if seconds is not None]
        return max(known, default=0.0) + writing if len(known) == len(left) else None

    def share(self) -> float:
        """How much of the time has passed, 0 to 1; never less than before, though estimates change."""
        elapsed, left = self._clock() - self._began, self.seconds_left()
        if left is not None:
            self._share = max(self._share, elapsed / (elapsed + left) if elapsed + left else 1.0)
        return self._share

    def words(self) -> str:
        """What is done of each stage that is at work."""
        at_work = [stage for stage in self._stages.values() if stage.done < stage.total]
        return ", ".join(
            f"{stage.done:,} of {stage.total:,} {stage.unit}s {_PAST.get(stage.name, 'done')}"
            for stage in at_work or list(self._stages.values())[-1:]
        )

    def _expected(self, stage: _Stage) -> float:
        """The total of a stage, with the paragraphs that files not yet read will bring, as many as those before."""
        reading = self._stages.get(READING)
        if stage.name == READING or reading is None or not reading.done:
            return stage.total
        return stage.total * max(1.0, reading.total / reading.done)


def in_words(seconds: float) -> str:
    """A time to wait, no more exactly than it is known."""
    if seconds < 7.5:
        return "a few seconds"
    if seconds < 60:
        return f"about {round(seconds / 5) * 5} seconds"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {minutes} minute{'s' if minutes > 1 else ''}"
    hours = seconds / 3600
    return f"about {hours:.1f} hours" if hours >= 1.05 else "about an hour"


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
            print(on_one_line(message), file=sys.stderr, flush=True)
        else:
            self._bar.write(shown(on_one_line(message)), file=sys.stderr)

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

            stream = getattr(sys.stderr, "unfiltered", sys.stderr)  # the bar moves the cursor, which no text may
            self._bar = tqdm(total=_STEPS, bar_format=_FORMAT, file=stream, leave=False)
        self._bar.n = round(share * _STEPS)
        self._bar.set_description_str(shown(left + self._estimate.words()), refresh=True)
