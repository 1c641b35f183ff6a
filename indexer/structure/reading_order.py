"""The order in which a page is read, where its file draws it in another.

Word processors draw a page as it is read, table cells and columns included, and that order is the best there
is. Some programs draw lines in any order; only then are they sorted by where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from indexer.structure.frames import Frame
from indexer.structure.layout import Line

UPWARD_SHARE_MAXIMUM = 0.3
"""Of the steps from line to line: columns and cells step up now and then, a shuffled page at every other line."""

LINES_MINIMUM = 6
"""On fewer lines a share says nothing."""

COLUMN_STEP_UP_SIZES = 3.0
COLUMN_STEP_RIGHT_POINTS = 80.0
"""The next column begins so much higher and further right than the last line of the one before."""

SAME_ROW_SIZES = 0.4
"""Baselines nearer than this, as a share of the type, are one row."""


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The lines as drawn, or from the top down where the drawing goes up the page too often."""
    if len(lines) < LINES_MINIMUM:
        return list(lines)
    upward = sum(1 for before, after in pairwise(lines) if after.y > before.y + before.size)
    if upward <= (len(lines) - 1) * UPWARD_SHARE_MAXIMUM:
        return list(lines)
    return sorted(lines, key=lambda line: (-round(line.y / (line.size * SAME_ROW_SIZES)), line.x0))


def columns_of(lines: Sequence[Line], frames: Sequence[Frame]) -> list[list[Line]]:
    """The lines, parted where a new column of text begins; one list where the page has one column."""
    columns: list[list[Line]] = []
    for line in lines:
        if not columns or _begins_column(columns[-1][-1], line, frames):
            columns.append([])
        columns[-1].append(line)
    return columns


def _begins_column(before: Line, line: Line, frames: Sequence[Frame]) -> bool:
    higher = line.y > before.y + COLUMN_STEP_UP_SIZES * before.size
    if not higher or line.x0 < before.x0 + COLUMN_STEP_RIGHT_POINTS:
        return False
    return not any(frame.holds(one.words[0]) for frame in frames for one in (before, line))
