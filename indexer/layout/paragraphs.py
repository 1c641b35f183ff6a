"""Lines of print into blocks: where one paragraph, heading or list item ends and the next begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.layout.frames import Line, Word
from indexer.structure import blocks as marks
from indexer.structure.blocks import NumberWatch
from indexer.structure.numbering import ended

GAP_FACTOR = 1.3
"""Lines of one paragraph stand one leading apart; a paragraph's space is at least a third of a line more."""

SIZE_TOLERANCE_SHARE = 0.08
"""Word rounds one size to 11.9 and 12.0; headings differ by a sixth."""

INDENT_TOLERANCE_POINTS = 4.0
"""Less than the width of a letter is no indent but the side of one."""

HANGING_MAXIMUM_POINTS = 60.0
"""The text of a list item stands this far right of its mark at most; farther is a table's next column."""

COLUMN_GAP_SIZES = 1.8
"""Of the type: justified words stand up to one size apart; a tab or a column is wider."""

HOLLOW_GAP_SIZES = 0.6
"""Of the type: twice the space between words."""

BARE_GAP_SIZES = 1.0
BARE_DIGITS_MAXIMUM = 3
BARE_WORDS_MINIMUM = 3
"""A number without a dot is a paragraph's where a gap as wide as its type and some words follow."""

DASHES = "-–—−‐‒―+*·"
"""Marks that also stand inside sentences."""

ROOM_POINTS = 12.0
"""A line is broken on purpose where the next word would have fitted with this much to spare."""


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together. `x0` is where the mark or first word stands, `text_x` where its lines begin.

    `lead` is all that stands before the words: the mark, and a bullet before a number.
    """

    lines: list[Line]
    mark: str | None
    x0: float
    text_x: float
    page: int
    lead: str = ""
    box: int | None = None
    breaks: list[int] = field(default_factory=list)  # lines before which the break is on purpose

    @property
    def last(self) -> Line:
        return self.lines[-1]


@dataclass(frozen=True, slots=True)
class Measure:
    """The print of a document: the size of its body type, the usual distance of its lines as a share of the size."""

    body_size: float
    leading: float


def measure(lines: Iterable[Line]) -> Measure:
    """The commonest size by characters, and the commonest leading of neighbouring lines of that size."""
    sizes: Counter[float] = Counter()
    leadings: Counter[float] = Counter()
    before: Line | None = None
    for line in lines:
        sizes[line.size] += sum(len(word.text) for word in line.words)
        if before is not None and before.size == line.size and 0 < before.y - line.y < line.size * 2:
            leadings[round((before.y - line.y) / line.size, 2)] += 1
        before = line
    body = max(sizes, key=lambda size: sizes[size], default=12.0)
    return Measure(body, max(leadings, key=lambda share: leadings[share], default=1.2))


def paragraphs(
    lines: Sequence[Line], page: int, print_measure: Measure, numbers: NumberWatch, before: Paragraph | None = None
) -> list[Paragraph]:
    """The lines of one flow (a page, a box, a column) as paragraphs. `before` is the last one of the page before."""
    found: list[Paragraph] = []
    right = max((line.x1 for line in lines), default=0.0)
    for line in lines:
        current = found[-1] if found else None
        goes_on = current is not None and _goes_on(current, line, print_measure, right)
        lead = _lead(line, current or before, numbers, opens=not goes_on, page_top=current is None)
        lead = lead or _bare_number(line, numbers, print_measure)
        if current is None or lead or not goes_on:
            found.append(_opened(line, lead, page))
            continue
        if _room_left(current.last, line, right) or _is_row(line):
            current.breaks.append(len(current.lines))
        current.lines.append(line)
        if len(current.lines) == 2 and (current.mark is None or line.x0 < current.text_x):
            current.text_x = line.x0  # the second line shows where the text begins
    return found


def _lead(line: Line, before: Paragraph | None, numbers: NumberWatch, *, opens: bool, page_top: bool) -> str:
    """What stands before the words of `line` as a mark; "" if nothing, or if it stands inside a sentence.

    `opens` says that the layout begins a new paragraph here, `page_top` that nothing stands above on the page.
    """
    text = _with_gap(line)
    outdented = before is None or line.x0 < before.text_x - INDENT_TOLERANCE_POINTS
    inside = before is not None and not outdented and not ended(before.last.text) and (page_top or not opens)
    bullet = marks.bullet(text)
    number = marks.number(bullet.rest if bullet else text) or marks.late_number(text, numbers)
    if number is not None and (bullet or numbers.follows(number.mark) or outdented or (opens and not inside)):
        numbers.saw(number.mark)
        return text[: len(text) - len(number.rest)].rstrip()
    ordinal = marks.ordinal(bullet.rest if bullet else text) if number is None else None
    if bullet is not None:
        in_line = before is not None and abs(line.x0 - before.text_x) < 1 and before.lead[:1] != bullet.mark
        if bullet.mark in DASHES and inside and in_line:
            return ""
        return text[: len(text) - len(ordinal.rest)].rstrip() if ordinal else bullet.mark
    return ordinal.mark if ordinal is not None and not inside else ""


def _bare_number(line: Line, numbers: NumberWatch, print_measure: Measure) -> str:
    """The number without a dot that stands apart before the words of `line`, where it is due; else "".

    The rows of tables and the entries of contents begin in the same way, but not with the number that is due next, in
    the type of the text, before a few words.
    """
    first, *rest = line.words
    if not (first.text.isdecimal() and len(first.text) <= BARE_DIGITS_MAXIMUM and len(rest) >= BARE_WORDS_MINIMUM):
        return ""
    apart = rest[0].x0 - first.x1 > line.size * BARE_GAP_SIZES
    in_text_type = not line.bold and abs(line.size - print_measure.body_size) <= line.size * SIZE_TOLERANCE_SHARE
    words = rest[0].text[:1].isupper() and not rest[-1].text.strip(".%").isdecimal()
    if not (apart and in_text_type and words and numbers.depth <= 1 and numbers.follows(first.text)):
        return ""
    numbers.saw(first.text)
    return first.text


def _with_gap(line: Line) -> str:
    """The line's text, with two spaces after a first "o" that stands apart as Word's hollow bullet does."""
    first, *rest = line.words
    if first.text == "o" and rest and rest[0].x0 - first.x1 > line.size * HOLLOW_GAP_SIZES:
        return f"o  {' '.join(word.text for word in rest)}"
    return line.text


def _opened(line: Line, lead: str, page: int) -> Paragraph:
    text_x = line.x0
    named = lead[:4].lower() == "para"  # "Paragraph 1:" is one mark, "• 1." a mark before a number
    mark = lead if named else lead.split()[-1] if lead else None
    if lead:
        second = _first_word_after(line, lead.replace(" ", ""))
        if second is not None and second.x0 - line.x0 <= HANGING_MAXIMUM_POINTS:
            text_x = second.x0
    return Paragraph([line], mark, line.x0, text_x, page, lead)


def _first_word_after(line: Line, lead: str) -> Word | None:
    length = 0
    for word in line.words:
        if length >= len(lead):
            return word
        length += len(word.text)
    return None


def _goes_on(current: Paragraph, line: Line, print_measure: Measure, right: float) -> bool:
    last = current.last
    gap = last.y - line.y
    size = max(last.size, line.size)
    if gap <= 0 or gap > size * print_measure.leading * GAP_FACTOR:
        return False
    if abs(last.size - line.size) > size * SIZE_TOLERANCE_SHARE:
        return False
    if line.bold != last.bold and (line.bold or all(one.bold for one in current.lines)):
        return False
    if (
        line.x0 < current.text_x - INDENT_TOLERANCE_POINTS
        and current.mark is not None
        and line.x0 < current.x0 + INDENT_TOLERANCE_POINTS
    ):
        if len(current.lines) > 1:
            return False
        return not _room_left(last, line, right) or (line.text[:1].islower() and not ended(last.text))
    return not (_room_left(last, line, right) and ended(last.text))


def _is_row(line: Line) -> bool:
    """Whether a line is set in columns without a frame, as the To and From lines of a letterhead are."""
    widest = max((after.x0 - before.x1 for before, after in pairwise(line.words)), default=0.0)
    return widest > line.size * COLUMN_GAP_SIZES


def _room_left(last: Line, line: Line, right: float) -> bool:
    first = line.words[0]
    return last.x1 + (first.x1 - first.x0) + ROOM_POINTS < right
