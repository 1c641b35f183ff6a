"""The order in which a page is read, where its file draws it in another.

Word processors draw a page as it is read, table cells and columns included, and that order is the best there
is. Some programs draw lines in any order; only then are they sorted by where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from indexer.structure.layout import Line

UPWARD_SHARE_MAXIMUM = 0.3
"""Of the steps from line to line: columns and cells step up now and then, a shuffled page at every other line."""

LINES_MINIMUM = 6
"""On fewer lines a share says nothing."""

SAME_ROW_SIZES = 0.4


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The lines as drawn, or from the top down where the drawing goes up the page too often."""
    if len(lines) < LINES_MINIMUM:
        return list(lines)
    upward = sum(1 for before, after in pairwise(lines) if after.y > before.y + before.size)
    if upward <= (len(lines) - 1) * UPWARD_SHARE_MAXIMUM:
        return list(lines)
    return sorted(lines, key=lambda line: (-round(line.y / (line.size * SAME_ROW_SIZES)), line.x0))
