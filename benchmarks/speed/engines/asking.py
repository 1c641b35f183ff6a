"""The same questions for every engine."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.speed.material import questions
from benchmarks.speed.measure import summary, times_ms

TOP = 10
ROUNDS = 3

Ask = Callable[[str], object]


def ask_words(material: Path, *, either: Ask, both: Ask | None = None, row: Ask | None = None) -> dict[str, Any]:
    """Times of words side by side, joined by AND, and in a row."""
    asked = questions(material)
    gc.disable()
    kinds = (("or", either, asked.plain), ("and", both, asked.pairs), ("phrase", row, asked.runs))
    return {name: summary(times_ms(ask, listed, again=ROUNDS)) for name, ask, listed in kinds if ask is not None}
