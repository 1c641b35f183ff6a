"""Drawn frames: which lines of a page stand in a box, and which stand in the cells of a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

# Where words stand on a page: what the PDF reader sees, before lines become blocks.
#
# Coordinates are in points from the lower left corner, as PDF has them.


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space. `y` is its baseline, `size` the size of its type in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line or the edge of a box: thin in one direction. x0 <= x1, y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, in reading order. `size` is what most of its characters are set in, in points.

    `opens_column` is True where a column of text is known to begin with it.
    """

    words: tuple[Word, ...]
    opens_column: bool = field(default=False, compare=False)
    size: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sizes: dict[float, int] = {}
        for word in self.words:
            sizes[word.size] = sizes.get(word.size, 0) + len(word.text)
        object.__setattr__(self, "size", max(sizes, key=lambda size: sizes[size]))

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def y(self) -> float:
        return self.words[0].y

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @property
    def italic(self) -> bool:
        return all(word.italic for word in self.words)


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `number` counts from 1 in the file. `pictures` is True where images cover much of the page.

    `printed` is its text without white space, `plain` with it, in the order of the file. The last `across` lines are
    set across the page, as a watermark is.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    printed: str
    pictures: bool = False
    plain: str = ""
    across: int = 0


TOUCH_POINTS = 3.0
"""Borders that meet are drawn up to this far apart."""

FRAME_WIDTH_MINIMUM_POINTS = 80.0
FRAME_HEIGHT_MINIMUM_POINTS = 12.0
"""The narrowest real table is 180 points wide, its lowest row 14 high; smaller frames are tick boxes and logos."""

RULES_MAXIMUM = 600
"""A page with more drawn lines holds a chart or a map; looking for frames in it costs time and finds none."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawn box. `bands` are the heights (top to bottom) of its inner rows; `inner` its column edges."""

    x0: float
    y0: float
    x1: float
    y1: float
    bands: tuple[float, ...]
    inner: tuple[Rule, ...]

    def holds(self, word: Word) -> bool:
        """Whether the word's baseline stands inside."""
        return self.x0 - TOUCH_POINTS <= word.x0 <= self.x1 and self.y0 - TOUCH_POINTS <= word.y <= self.y1

    def is_below(self, other: Frame) -> bool:
        """Whether this frame, first on its page, has the sides of `other`, the last of the page before."""
        return abs(self.x0 - other.x0) <= TOUCH_POINTS and abs(self.x1 - other.x1) <= TOUCH_POINTS

    def band_of(self, y: float) -> int:
        """The row, from 0 at the top, in which a baseline at `y` stands."""
        return sum(1 for edge in self.bands if edge > y + 1)

    def columns_at(self, y: float) -> tuple[float, ...]:
        """The places of the column edges beside a baseline at `y`, from left to right; none in a plain box."""
        places = sorted(rule.x0 for rule in self.inner if rule.y0 - TOUCH_POINTS <= y <= rule.y1)
        merged: list[float] = []
        for place in places:
            if not merged or place - merged[-1] > TOUCH_POINTS:
                merged.append(place)
        return tuple(merged)


def frames_of(page: Page) -> list[Frame]:
    """The frames of a page, from the top down. Rules that stand alone (footnote lines, footers) make none."""
    if not page.rules or len(page.rules) > RULES_MAXIMUM:
        return []
    frames = [frame for group in _connected(page.rules) if (frame := _frame(group)) is not None]
    return sorted(frames, key=lambda frame: -frame.y1)


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[tuple[list[float], list[Rule]]] = []
    for rule in sorted(rules, key=lambda r: (-r.y1, r.x0)):
        touching = [g for g in groups if _touches(g, rule)]
        bounds = [rule.x0, rule.y0, rule.x1, rule.y1]
        members = [rule]
        for group in touching:
            groups.remove(group)
            members = group[1] + members
            old = group[0]
            bounds = [
                min(bounds[0], old[0]),
                min(bounds[1], old[1]),
                max(bounds[2], old[2]),
                max(bounds[3], old[3]),
            ]
        groups.append((bounds, members))
    return [members for _, members in groups]


def _touches(group: tuple[list[float], list[Rule]], rule: Rule) -> bool:
    x0, y0, x1, y1 = group[0]
    if (
        rule.x0 > x1 + TOUCH_POINTS
        or rule.x1 < x0 - TOUCH_POINTS
        or rule.y0 > y1 + TOUCH_POINTS
        or rule.y1 < y0 - TOUCH_POINTS
    ):
        return False
    return any(
        rule.x0 <= other.x1 + TOUCH_POINTS and rule.x1 >= other.x0 - TOUCH_POINTS
        and rule.y0 <= other.y1 + TOUCH_POINTS and rule.y1 >= other.y0 - TOUCH_POINTS
        for other in group[1]
    )  # fmt: skip


def _frame(rules: Sequence[Rule]) -> Frame | None:
    verticals = [rule for rule in rules if not rule.horizontal]
    horizontals = [rule for rule in rules if rule.horizontal]
    if len(verticals) < 2 or not horizontals:
        return None
    x0, x1 = min(r.x0 for r in rules), max(r.x1 for r in rules)
    y0, y1 = min(r.y0 for r in rules), max(r.y1 for r in rules)
    sides = (
        any(r.x0 < x0 + TOUCH_POINTS for r in verticals),
        any(r.x1 > x1 - TOUCH_POINTS for r in verticals),
    )
    if not all(sides) or x1 - x0 < FRAME_WIDTH_MINIMUM_POINTS or y1 - y0 < FRAME_HEIGHT_MINIMUM_POINTS:
        return None
    inner = tuple(r for r in verticals if x0 + TOUCH_POINTS < r.x0 and r.x1 < x1 - TOUCH_POINTS)
    return Frame(x0, y0, x1, y1, _bands(horizontals, y0, y1), inner)


def _bands(horizontals: Sequence[Rule], y0: float, y1: float) -> tuple[float, ...]:
    heights = sorted(
        {round(r.y0, 1) for r in horizontals if y0 + TOUCH_POINTS < r.y0 < y1 - TOUCH_POINTS}, reverse=True
    )
    merged: list[float] = []
    for height in heights:
        if not merged or merged[-1] - height > TOUCH_POINTS:
            merged.append(height)
    return tuple(merged)


# The order in which a page is read, where its file draws it in another.
#
# Word processors draw a page as it is read, table cells and columns included, and that order is the best there
# is. Some programs draw lines in any order; only then are they sorted by where they stand.

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
    lines = _with_top_first(lines)
    upward = sum(1 for before, after in pairwise(lines) if after.y > before.y + before.size)
    if upward <= (len(lines) - 1) * UPWARD_SHARE_MAXIMUM:
        return list(lines)
    return sorted(lines, key=lambda line: (-round(line.y / (line.size * SAME_ROW_SIZES)), line.x0))


def _with_top_first(lines: Sequence[Line]) -> list[Line]:
    """The lines, with those at the end of the drawing that stand above all others moved before them."""
    start = len(lines)
    highest = [lines[0].y]
    for line in lines[1:]:
        highest.append(max(highest[-1], line.y))
    while start > 1 and lines[start - 1].y > highest[start - 2]:
        start -= 1
    tail = sorted(lines[start:], key=lambda line: -line.y)
    return [*tail, *lines[:start]]


_MARK_ALONE = re.compile(r"(?:\d{1,3}[.)]|\(\d{1,3}\)|\[\d{1,3}\]|\d{1,3}(?:\.\d{1,3})+\.?|[•●○▪■])\Z")

MARK_GAP_MAXIMUM_POINTS = 60.0
"""The words of a paragraph stand this far right of its number at most."""


def with_marks_beside(lines: Sequence[Line]) -> list[Line]:
    """The lines, with each number or bullet that was drawn by itself put before the words on its baseline."""
    joined = list(lines)
    alone = [line for line in lines if len(line.words) == 1]
    for mark in [line for line in alone if _MARK_ALONE.match(line.words[0].text)] + _counted(alone):
        beside = [
            line
            for line in joined
            if line is not mark
            and abs(line.y - mark.y) < mark.size * SAME_ROW_SIZES
            and 0 < line.x0 - mark.x1 <= MARK_GAP_MAXIMUM_POINTS
        ]
        if beside:
            nearest = min(beside, key=lambda line: line.x0)
            joined[joined.index(nearest)] = Line((mark.words[0], *nearest.words))
            joined.remove(mark)
    return joined


COUNTED_MINIMUM = 3
"""Numbers without a dot that were drawn one after the other; a page number or an amount stands by itself."""


def _counted(alone: Sequence[Line]) -> list[Line]:
    """Of the lines of one word, numbers without a dot that stand below each other and count up."""
    runs: list[list[Line]] = []
    for line in alone:
        text = line.words[0].text
        if not (text.isdecimal() and len(text) <= COUNTED_DIGITS_MAXIMUM):
            continue
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and int(text) == int(last.words[0].text) + 1
            and line.y < last.y
            and min(abs(line.x0 - last.x0), abs(line.x1 - last.x1)) <= EDGE_TOLERANCE_POINTS
        ):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [line for run in runs if len(run) >= COUNTED_MINIMUM for line in run]


COUNTED_DIGITS_MAXIMUM = 3
COLUMN_GAP_SIZES = 1.0
"""Of the type: the white between two columns; words are parted by a third of it, justified ones by two thirds."""

GUTTER_SHARES = (0.3, 0.7)
"""Of the width of the text: where the white between two columns stands."""

NARROW_GAP_SIZES = 0.4
"""Of the type: the white that a line as wide as its column leaves before the next."""

EDGE_TOLERANCE_POINTS = 1.0
HANGING_POINTS = 36.0
"""Half an inch: in a column the words of a numbered paragraph stand so far behind its number at most."""

COLUMN_LINES_MINIMUM = 5
"""Each column has so many lines; fewer are a table or a letterhead."""

COLUMN_WORDS_MINIMUM = 4.0
"""On a line of a column on average. Cells, names and offices have fewer."""

COLUMN_FILL_MINIMUM = 0.7
"""Of the widest line: how far the lines of a column of text reach on average."""


def with_columns_parted(page: Page, frames: Sequence[Frame]) -> Page:
    """The page with the lines of two columns that were drawn row by row parted, the left column before the right."""
    lines = page.lines[: len(page.lines) - page.across]
    if len(lines) < COLUMN_LINES_MINIMUM:
        return page
    gutters = _gutters(lines)
    if not gutters:
        return page
    framed = {i for i, line in enumerate(lines) if any(frame.holds(line.words[0]) for frame in frames)}
    best: tuple[int, float, list[tuple[int, int]]] = (0, 0.0, [])
    for gutter in gutters:
        runs = list(_runs_in_columns(lines, gutter, framed))
        size = sum(stop - start for start, stop in runs)
        if size > best[0]:
            best = (size, gutter, runs)
    if not best[2]:
        return page
    parted: list[Line] = []
    at = 0
    for start, stop in best[2]:
        parted += lines[at:start]
        sides = [_at_gutter(line, best[1]) for line in lines[start:stop]]
        for side in (0, 1):
            column = [words for both in sides if both is not None and (words := both[side])]
            parted += [Line(words, opens_column=not number) for number, words in enumerate(column)]
        at = stop
    rest = [Line(line.words, opens_column=not number) for number, line in enumerate(lines[at:])]
    return replace(page, lines=(*parted, *rest, *page.lines[len(lines) :]), plain="")  # its order is no order


def _gutters(lines: Sequence[Line]) -> list[int]:
    """Places near the middle at which enough lines begin, or go on after a wide gap, to be those of a right column."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    low, high = (left + (right - left) * share for share in GUTTER_SHARES)
    found: Counter[int] = Counter()
    for line in lines:
        before: Word | None = None
        for word in line.words:
            if low <= word.x0 <= high and (before is None or word.x0 - before.x1 >= line.size * COLUMN_GAP_SIZES):
                found[round(word.x0)] += 1
            before = word
    return [
        place
        for place, count in found.items()
        if count >= COLUMN_LINES_MINIMUM or (count > 1 and _with_hanging(found, place) >= COLUMN_LINES_MINIMUM)
    ]


def _with_hanging(found: Counter[int], place: int) -> int:
    """How many lines begin at a place or as far behind it as the words of a paragraph behind its number."""
    return sum(count for other, count in found.items() if 0 <= other - place <= HANGING_POINTS)


def _at_gutter(line: Line, gutter: float) -> tuple[tuple[Word, ...], tuple[Word, ...]] | None:
    """The words left and right of `gutter`, which ends where the right column begins; None where the line goes across.

    A wide gap parts the two, or a narrower one before a word at the very edge of the right column.
    """
    left = tuple(word for word in line.words if word.x0 < gutter - EDGE_TOLERANCE_POINTS)
    right = line.words[len(left) :]
    if left and left[-1].x1 > gutter:
        return None
    if left and right:
        gap = right[0].x0 - left[-1].x1
        at_edge = right[0].x0 - gutter <= EDGE_TOLERANCE_POINTS
        if gap < line.size * (NARROW_GAP_SIZES if at_edge else COLUMN_GAP_SIZES):
            return None
    return left, right


def _runs_in_columns(lines: Sequence[Line], gutter: float, framed: Collection[int]) -> Iterator[tuple[int, int]]:
    """(start, stop) of each run of lines that stand in two columns and were drawn row by row."""
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and index not in framed and _at_gutter(lines[index], gutter) is not None:
            continue
        if _is_row_by_row([both for line in lines[start:index] if (both := _at_gutter(line, gutter))]):
            yield start, index
        start = index + 1


def _is_row_by_row(sides: Sequence[tuple[tuple[Word, ...], tuple[Word, ...]]]) -> bool:
    columns = [[both[side] for both in sides if both[side]] for side in (0, 1)]
    if any(len(column) < COLUMN_LINES_MINIMUM for column in columns):
        return False
    beside = sum(1 for left, right in sides if left and right)
    back = sum(1 for before, after in pairwise(sides) if not before[0] and after[0])
    return beside + back >= COLUMN_LINES_MINIMUM and all(map(_is_text, columns))


def _is_text(column: Sequence[tuple[Word, ...]]) -> bool:
    """Whether the lines of a column hold as many words, and reach as far, as those of a text do."""
    words = sum(map(len, column)) / len(column)
    widths = [line[-1].x1 - min(each[0].x0 for each in column) for line in column]
    return words >= COLUMN_WORDS_MINIMUM and sum(widths) / len(widths) >= max(widths) * COLUMN_FILL_MINIMUM


def columns_of(lines: Sequence[Line], frames: Sequence[Frame]) -> list[list[Line]]:
    """The lines, parted where a new column of text begins; one list where the page has one column."""
    columns: list[list[Line]] = []
    for line in lines:
        if not columns or line.opens_column or _begins_column(columns[-1][-1], line, frames):
            columns.append([])
        columns[-1].append(line)
    return columns


def _begins_column(before: Line, line: Line, frames: Sequence[Frame]) -> bool:
    higher = line.y > before.y + COLUMN_STEP_UP_SIZES * before.size
    if not higher or line.x0 < before.x0 + COLUMN_STEP_RIGHT_POINTS:
        return False
    return not any(frame.holds(one.words[0]) for frame in frames for one in (before, line))
