"""One search from the shell, from the start of the process to its end."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.speed.material import questions
from benchmarks.speed.measure import MILLISECONDS, summary

_RUNS = 7
_TRANSFORMERS = "benchmarks.speed.engines.transformers_engine"


def time_shell(material: Path, index: Path, whoosh: Path) -> dict[str, Any]:
    """`precedent search`, and the same search through sentence-transformers and Whoosh; files in memory."""
    asked = questions(material).plain[: _RUNS + 1]
    ours = [sys.executable, "-m", "search_app.command.main", "search", "--index", str(index)]
    theirs = [sys.executable, "-m", _TRANSFORMERS, str(material), str(whoosh)]
    return {
        "shell": summary([_time(ours, query) for query in asked][1:]),
        "transformers_shell": summary([_time(theirs, query) for query in asked][1:]),
    }


def _time(command: list[str], query: str) -> float:
    started = time.perf_counter()
    subprocess.run([*command, query], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - started) * MILLISECONDS
