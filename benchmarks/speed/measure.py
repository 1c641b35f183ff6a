"""Times, percentiles, memory and sizes."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

MILLISECONDS = 1e3
WARM_UP_CALLS = 5
PATIENCE_SECONDS = 20
"""An engine that has taken longer for its rounds so far is not asked again."""


def times_ms(ask: Callable[[Any], object], questions: Iterable[Any], *, again: int = 1) -> list[float]:
    """The time of each question in ms, after a few unmeasured ones; of several rounds the best for each question.

    The best of rounds leaves out what neighbours on the machine did, and the same for every engine.
    """
    listed = list(questions)
    for question in listed[:WARM_UP_CALLS]:
        ask(question)
    best = [float("inf")] * len(listed)
    began = time.perf_counter()
    for number in range(again):
        if number and time.perf_counter() - began > PATIENCE_SECONDS:
            break
        for place, question in enumerate(listed):
            started = time.perf_counter()
            ask(question)
            best[place] = min(best[place], (time.perf_counter() - started) * MILLISECONDS)
    return best


def summary(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile, in ms."""
    ordered = sorted(times)
    return {"p50": statistics.median(ordered), "p95": ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]}


def folder_bytes(folder: Path) -> int:
    """What the files under `folder` hold."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def own_memory_mb() -> float:
    """Memory of this process that is no mapped file, in MB: what the machine cannot get back by forgetting a page."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return int(fields["RssAnon"].split()[0]) * 1024 / 1e6


def machine() -> str:
    """Processor, cores and memory in one line."""
    processor = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "unknown processor",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{processor}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB"
