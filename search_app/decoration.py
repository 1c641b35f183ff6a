"""HTML of a stretch of report text that carries links and marks, each of which may cross the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Decoration:
    """What stands before and after every piece of the text from `start` to `end`, code points, half open.

    `opening` and `closing` are markup and trusted; where decorations cross, the later in the list is the inner.
    """

    start: int
    end: int
    opening: str
    closing: str


def decorated(text: str, start: int, end: int, decorations: Sequence[Decoration]) -> str:
    """`text[start:end]`, escaped, under those of `decorations` that touch it."""
    inside = [each for each in decorations if each.start < end and each.end > start]
    edges = {start, end}
    for each in inside:
        edges |= {max(start, each.start), min(end, each.end)}
    parts = []
    for left, right in pairwise(sorted(edges)):
        around = [each for each in inside if each.start <= left and right <= each.end]
        parts += [each.opening for each in around]
        parts.append(escape(text[left:right]))
        parts += [each.closing for each in reversed(around)]
    return "".join(parts)
