"""Pages of positioned lines into blocks in reading order.

Running matter and footnotes are told apart first, then the cells of tables, then the paragraphs of what
is left; last, what goes on over a page break is marked as going on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.layout.frames import (
    TOUCH_POINTS,
    Frame,
    Line,
    Page,
    Rule,
    Word,
    columns_of,
    frames_of,
    in_reading_order,
    with_columns_parted,
)
from indexer.layout.paragraphs import INDENT_TOLERANCE_POINTS, Measure, Paragraph, measure, paragraphs
from indexer.records import Finding
from indexer.structure import blocks as marks
from indexer.structure.blocks import Block, BlockShape, NumberWatch, Source, join_lines, vocabulary
from indexer.structure.headings import HEADING_WORDS_MAXIMUM
from indexer.structure.numbering import ended

# Where the footnotes of a page begin: below a short rule at the left margin, in smaller type.

RULE_SHARE_MINIMUM, RULE_SHARE_MAXIMUM = 0.12, 0.45
"""Of the page width. Word draws two inches; lines across the whole measure belong to headers and tables."""

SMALLER_SHARE = 0.93
"""Of the body's type: notes are set at 9 or 10 points under 12."""

ZONE_SHARE = 0.6
"""Of the page height: a note may fill a page to this height, never more."""

RULE_GAP_SIZES = 3.0
"""The first note line stands within so many of its own sizes below the rule."""

_MARKED = re.compile(r"\d{1,3}\b|[⁰¹²³⁴-⁹]|\[\d{1,3}\]|[*†‡]")


def footnote_lines(page: Page, flow: Collection[int], body_size: float, frames: Sequence[Frame]) -> set[int]:
    """The indices of the lines of `flow` that are footnotes of this page."""
    rule_y = _separator(page, flow, body_size, frames)
    if rule_y is not None:
        return {i for i in flow if page.lines[i].y < rule_y and page.lines[i].size <= body_size * SMALLER_SHARE}
    return _unruled(page, {i for i in flow if not any(f.holds(page.lines[i].words[0]) for f in frames)}, body_size)


def _separator(page: Page, flow: Collection[int], body_size: float, frames: Sequence[Frame]) -> float | None:
    low, high = page.width * RULE_SHARE_MINIMUM, page.width * RULE_SHARE_MAXIMUM
    for rule in sorted(page.rules, key=lambda r: -r.y0):
        if not rule.horizontal or not low <= rule.x1 - rule.x0 <= high or rule.y0 > page.height * ZONE_SHARE:
            continue
        if any(frame.y0 - TOUCH_POINTS <= rule.y0 <= frame.y1 + TOUCH_POINTS for frame in frames):
            continue
        below = [page.lines[i] for i in flow if page.lines[i].y < rule.y0]
        if not below:
            continue
        first = max(below, key=lambda line: line.y)
        near = rule.y0 - first.y <= RULE_GAP_SIZES * max(first.size, SMALLER_SHARE * body_size)
        if near and abs(first.x0 - rule.x0) < body_size * 3 and _all_small(below, body_size):
            return rule.y0
    return None


def _all_small(lines: Sequence[Line], body_size: float) -> bool:
    return all(line.size <= body_size * SMALLER_SHARE for line in lines)


def _unruled(page: Page, flow: Collection[int], body_size: float) -> set[int]:
    """Without a rule: the small lines at the foot of the page, from the last one up, if the top one is marked."""
    found: list[int] = []
    for index in sorted(flow, key=lambda i: page.lines[i].y):
        if page.lines[index].size > body_size * SMALLER_SHARE or page.lines[index].y > page.height * ZONE_SHARE:
            break
        found.append(index)
    while found and not _is_marked(page.lines[found[-1]]):
        found.pop()
    return set(found)


def _is_marked(line: Line) -> bool:
    return bool(_MARKED.match(line.text)) and len(line.words) > 1


# Running headers, footers and page numbers: lines that stand at the same place on page after page.

HEADER_ZONE_SHARE = 0.10
FOOTER_ZONE_SHARE = 0.12
"""Of the page height. Body text may reach into both; it only goes where the same words come back."""

PAGES_TO_REPEAT_MINIMUM = 3
"""Twice can be chance (a heading that opens two pages); short files are judged by their share of pages."""

PLACE_TOLERANCE_POINTS = 6.0
"""A footer of two lines may shift by some points from page to page, never by half a line."""

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page\s*+)?[-–|]?\s*+(\d{1,3}|[ivxl]{1,6})\s*+(?:(?:of|/)\s*+\d{1,3})?\s*+[-–|]?\Z", re.IGNORECASE
)


def running_lines(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """(page index, line index) of every line that is running matter."""
    candidates = list(_candidates(pages))
    seen: dict[tuple[str, int], set[int]] = {}
    for page, _, key, place in candidates:
        seen.setdefault((key, place), set()).add(page)
    needed = min(PAGES_TO_REPEAT_MINIMUM, max(2, len(pages)))
    found = set()
    for page, line, key, place in candidates:
        repeats = {one for near in (place - 1, place, place + 1) for one in seen.get((key, near), ())}
        if len(repeats) >= needed or _is_page_number(pages[page].lines[line], pages):
            found.add((page, line))
    return found | _beside_page_numbers(pages, found)


CHAPTER_WORDS_MAXIMUM = 8
CHAPTER_SHARE_MINIMUM = 0.75
"""Of the pages: a footer with the name of the chapter changes its words, not its place."""

CHAPTER_DISTANCE_SIZES = 2.5
"""From the page number: the two lines of a footer."""


def _beside_page_numbers(pages: Sequence[Page], running: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Short lines that stand at one height by the page number on nearly every page, whatever they say."""
    near: dict[int, set[tuple[int, int]]] = {}
    for index, page in enumerate(pages):
        numbers = [line for i, line in enumerate(page.lines) if (index, i) in running and _is_page_number(line, pages)]
        for i, line in enumerate(page.lines):
            if line.y > page.height * FOOTER_ZONE_SHARE or (index, i) in running:
                continue
            if any(abs(line.y - number.y) <= number.size * CHAPTER_DISTANCE_SIZES for number in numbers):
                near.setdefault(round(line.y), set()).add((index, i))
    found: set[tuple[int, int]] = set()
    for lines in near.values():
        enough = len(lines) >= max(PAGES_TO_REPEAT_MINIMUM, len(pages) * CHAPTER_SHARE_MINIMUM)
        if enough and all(_is_short_name(pages[p].lines[i].text) for p, i in lines):
            found |= lines
    return found


def _is_short_name(text: str) -> bool:
    return len(text.split()) <= CHAPTER_WORDS_MAXIMUM and text[:1].isupper() and not ended(text)


def _candidates(pages: Sequence[Page]) -> Iterator[tuple[int, int, str, int]]:
    for page_index, page in enumerate(pages):
        low, high = page.height * FOOTER_ZONE_SHARE, page.height * (1 - HEADER_ZONE_SHARE)
        for line_index, line in enumerate(page.lines):
            if line.y < low or line.y > high:
                key = _DIGITS.sub("#", line.text.lower())
                yield page_index, line_index, key, round(line.y / PLACE_TOLERANCE_POINTS)


def _is_page_number(line: Line, pages: Sequence[Page]) -> bool:
    match = _PAGE_NUMBER.match(line.text.strip())
    if not match:
        return False
    value = match.group(1)
    return not value.isdigit() or int(value) <= len(pages) + PAGES_TO_REPEAT_MINIMUM


MARGIN_NUMBERS_MINIMUM = 8
"""Lines of a page that are counted in its margin; fewer numbers in a row may be a list."""

MARGIN_SHARE_MINIMUM = 0.6
"""Of the page's lines: whoever counts lines counts nearly all of them, or every fifth."""

MARGIN_STEPS = (1, 5, 10)
SPARSE_NUMBERS_MINIMUM = 4
"""Of numbers at every fifth line: they stand outside the text, which those of a list need not."""


MARGIN_WIDTH_POINTS = 18.0
"""Three figures: numbers in the right margin end so near each other."""


def with_margin_numbers_apart(page: Page) -> tuple[Page, int]:
    """The page with the numbers that count its lines as lines of their own, at the end; and how many they are."""
    upright = page.lines[: len(page.lines) - page.across]
    right = max((line.x1 for line in upright), default=0.0) - MARGIN_WIDTH_POINTS
    for side in (0, -1):
        counted = [i for i, line in enumerate(upright) if _is_in_margin(line.words[side], side, right)]
        steps = {after - before for before, after in pairwise(int(upright[i].words[side].text) for i in counted)}
        if len(steps) != 1 or not _counts_lines(upright, counted, next(iter(steps)), side):
            continue
        numbers = [Line((page.lines[i].words[side],)) for i in counted]
        text = slice(1, None) if side == 0 else slice(None, -1)
        rest = [
            Line(line.words[text]) if i in counted else line
            for i, line in enumerate(page.lines)
            if _has_text(i, line, counted)
        ]
        return replace(page, lines=(*rest, *numbers)), len(numbers)
    return page, 0


def _is_in_margin(word: Word, side: int, right: float) -> bool:
    return word.text.isdecimal() and len(word.text) <= MARGIN_DIGITS_MAXIMUM and (side == 0 or word.x0 >= right)


MARGIN_DIGITS_MAXIMUM = 5
"""A hearing of several days is counted through; Python refuses to read thousands of digits."""


def _has_text(index: int, line: Line, counted: Collection[int]) -> bool:
    return index not in counted or len(line.words) > 1


def _counts_lines(lines: Sequence[Line], counted: Sequence[int], step: int, side: int) -> bool:
    """Whether the numbers beside the lines `counted`, each `step` more than the last, count the lines of the page."""
    if step not in MARGIN_STEPS:
        return False
    alone = any(len(lines[i].words) == 1 for i in counted)
    texts = [line.words for i, line in enumerate(lines) if i not in counted]
    texts += [lines[i].words[1:] if side == 0 else lines[i].words[:-1] for i in counted if len(lines[i].words) > 1]
    numbers = [lines[i].words[side] for i in counted]
    if side == 0:
        outside = bool(texts) and max(word.x1 for word in numbers) < min(text[0].x0 for text in texts)
    else:
        outside = bool(texts) and min(word.x0 for word in numbers) > max(text[-1].x1 for text in texts)
    text_lines = len(lines) - alone * len(counted)
    minimum = MARGIN_NUMBERS_MINIMUM if step == 1 else SPARSE_NUMBERS_MINIMUM
    minimum *= 1 if side == 0 else 2  # the page numbers of a table of contents stand on the right, too
    enough = len(counted) >= max(minimum, text_lines * MARGIN_SHARE_MINIMUM / step)
    return enough and (outside or (side == 0 and step == 1 and not alone))


ITALIC_HEADING_WORDS_MAXIMUM = 8
"""Longer lines in italics are quotations."""

HEADING_SIZE_FACTOR = 1.1
"""Of the body's type: headings are set at 14 points and more over 12, or in bold."""


def source_of(pages: Sequence[Page], keywords: str = "") -> Source:
    """The blocks of a paged document, the characters that its pages print, and findings about empty pages."""
    flow = _PageFlow(pages)
    blocks = tuple(flow.blocks())
    printed = tuple(page.printed for page in pages)
    plain = tuple(page.plain for page in flow.pages)
    return Source(blocks, "".join(printed), (*_empty_pages(pages), *_crossed_out(pages)), keywords, printed, plain)


def _empty_pages(pages: Sequence[Page]) -> Iterator[Finding]:
    for page in pages:
        if page.printed:
            continue
        if page.pictures:
            message = f"Page {page.number} is a picture without text: run OCR (ocrmypdf IN OUT) and add the result."
            yield Finding("no-text-layer", message, page.number)
        else:
            yield Finding("empty-page", f"Page {page.number} has no text.", page.number)


CROSSED_SHARES = (0.12, 0.5)
"""Of the type, from the baseline up: a line through the words is drawn there, one under them or of a table is not."""

CROSSED_WIDTH_SHARE = 0.8
"""Of a word: a line that crosses it out goes through nearly all of it."""


def _crossed_out(pages: Sequence[Page]) -> Iterator[Finding]:
    """A finding for each page with words that a line is drawn through, as tracked changes are printed."""
    for page in pages:
        words = " ".join(word.text for line in page.lines for word in _crossed(line, page.rules))
        if words:
            count = len(words.split())
            message = (
                f"A line is drawn through {count} words of this page (“{words[:CROSSED_SHOWN_CHARACTERS]}”), which "
                "were read all the same: look at the page before quoting from it."
            )
            yield Finding("crossed-out", message, page.number)


CROSSED_SHOWN_CHARACTERS = 60


def _crossed(line: Line, rules: Sequence[Rule]) -> Iterator[Word]:
    low, high = (line.y + line.size * share for share in CROSSED_SHARES)
    through = [rule for rule in rules if rule.horizontal and low <= (rule.y0 + rule.y1) / 2 <= high]
    for word in line.words if through else ():
        needed = (word.x1 - word.x0) * CROSSED_WIDTH_SHARE
        if any(min(rule.x1, word.x1) - max(rule.x0, word.x0) >= needed > 0 for rule in through):
            yield word


class _PageFlow:
    def __init__(self, pages: Sequence[Page]) -> None:
        apart = [with_margin_numbers_apart(with_columns_parted(page, frames_of(page))) for page in pages]
        pages = self.pages = [page for page, _ in apart]
        self._running = running_lines(pages)
        for index, (page, numbers) in enumerate(apart):
            self._running.update((index, len(page.lines) - back) for back in range(1, page.across + numbers + 1))
        flow = [
            line for p, page in enumerate(pages) for i, line in enumerate(page.lines) if (p, i) not in self._running
        ]
        self._measure: Measure = measure(flow)
        self._words = vocabulary(" ".join(word.text for word in line.words[:-1]) for line in flow)
        self._numbers = NumberWatch()
        self._levels = _heading_levels(flow, self._measure)
        self._box = 0
        self._frame: Frame | None = None  # the frame in which the last line of the flow stood

    def blocks(self) -> Iterator[Block]:
        before: Paragraph | None = None
        for index, page in enumerate(self.pages):
            running = [i for i in range(len(page.lines)) if (index, i) in self._running]
            flow = [i for i in range(len(page.lines)) if (index, i) not in self._running]
            frames = frames_of(page)
            notes = footnote_lines(page, flow, self._measure.body_size, frames)
            body = in_reading_order([page.lines[i] for i in flow if i not in notes])
            for column in columns_of(body, frames):
                for number, item in enumerate(self._page_items(page, column, frames, before)):
                    if isinstance(item, Block):
                        yield item
                        before = None
                        continue
                    joins = _joins_over_break(before, item) if number == 0 and before is not None else False
                    yield self._block(item, joins=joins)
                    before = item
            yield from self._notes(page, [page.lines[i] for i in sorted(notes)])
            for i in running:
                yield Block(BlockShape.FURNITURE, page.lines[i].text, pages=(page.number, page.number))

    def _page_items(
        self, page: Page, body: Sequence[Line], frames: Sequence[Frame], before: Paragraph | None
    ) -> Iterator[Paragraph | Block]:
        run: list[Line] = []
        run_frame: Frame | None = None
        first = True
        for line in body:
            frame = next((f for f in frames if f.holds(line.words[0])), None)
            if frame is not run_frame and run:
                yield from self._run(page, run, run_frame, before if first else None, first=first)
                run, first = [], False
            run_frame = frame
            run.append(line)
        if run:
            yield from self._run(page, run, run_frame, before if first else None, first=first)

    def _run(
        self, page: Page, lines: Sequence[Line], frame: Frame | None, before: Paragraph | None, *, first: bool
    ) -> Iterator[Paragraph | Block]:
        goes_on = first and frame is not None and self._frame is not None and frame.is_below(self._frame)
        self._box += not goes_on
        self._frame = frame
        if frame is None:
            yield from paragraphs(lines, page.number, self._measure, self._numbers, before)
            return
        for columns, part in _by_columns(lines, frame):
            if columns and _cells(part, frame) > 1:
                level = self._levels.get(_style(part[0]), 0)
                for table in _table(part, frame, page.number, self._words):
                    yield replace(table, box=self._box, level=level)
            else:
                for paragraph in paragraphs(part, page.number, self._measure, self._numbers, before):
                    paragraph.box = self._box
                    yield paragraph

    def _notes(self, page: Page, lines: Sequence[Line]) -> Iterator[Block]:
        texts: list[list[str]] = []
        for line in lines:
            if not texts or marks.note(line.text) or _starts_with_digits(line):
                texts.append([])
            texts[-1].append(line.text)
        for parts in texts:
            text = join_lines(parts, self._words)
            note = marks.note(text)
            yield Block(
                BlockShape.FOOTNOTE,
                note.rest if note else text,
                mark=note.mark if note else None,
                pages=(page.number, page.number),
            )

    def _block(self, paragraph: Paragraph, *, joins: bool | None) -> Block:
        text = self._text(paragraph)
        bold = all(line.bold for line in paragraph.lines) and any(c.isalpha() for c in text)
        italic = all(line.italic for line in paragraph.lines)
        size = paragraph.lines[0].size
        large = size >= self._measure.body_size * HEADING_SIZE_FACTOR
        shape = BlockShape.ITEM if paragraph.mark is not None else BlockShape.TEXT
        note = marks.note(text)
        if note is not None:
            return Block(BlockShape.FOOTNOTE, note.rest, mark=note.mark, pages=(paragraph.page, paragraph.page))
        if (
            shape is BlockShape.TEXT
            and (bold or large or (italic and len(text.split()) <= ITALIC_HEADING_WORDS_MAXIMUM))
            and len(text.split()) <= HEADING_WORDS_MAXIMUM
            and not text.endswith((".", ";"))
        ):
            shape = BlockShape.HEADING
        level = self._levels.get(_style(paragraph.lines[0]), 0) if shape is BlockShape.HEADING or bold else 0
        return Block(
            shape, text, mark=paragraph.mark, level=level, pages=(paragraph.page, paragraph.page),
            box=paragraph.box, emphasised=bold, joins=False if shape is BlockShape.HEADING else joins,
        )  # fmt: skip

    def _text(self, paragraph: Paragraph) -> str:
        texts = [line.text for line in paragraph.lines]
        texts[0] = texts[0].lstrip().removeprefix(paragraph.lead).lstrip()
        parts: list[str] = []
        start = 0
        for stop in [*paragraph.breaks, len(texts)]:
            parts.append(join_lines(texts[start:stop], self._words))
            start = stop
        return _AFTER_MARK.sub("", "\n".join(part for part in parts if part))


_AFTER_MARK = re.compile(r"(?<=[⁰¹²³⁴-⁹]) (?=[,.;:)])")
"""PDFium takes the change of size after a note mark for a space."""


def _starts_with_digits(line: Line) -> bool:
    return line.words[0].text.isdigit() and line.words[0].size < line.size


def _style(line: Line) -> tuple[float, bool, bool]:
    return line.size, line.bold, line.italic


def _heading_levels(lines: Sequence[Line], print_measure: Measure) -> dict[tuple[float, bool, bool], int]:
    large = print_measure.body_size * HEADING_SIZE_FACTOR
    styles = {_style(line) for line in lines if line.bold or line.italic or line.size >= large}
    ranked = sorted(styles, key=lambda style: (-style[0], not style[1], style[2]))
    return {style: rank for rank, style in enumerate(ranked, 1)}


def _joins_over_break(before: Paragraph, item: Paragraph) -> bool | None:
    """Whether the first paragraph of a page or column goes on from the last one before it; None: cannot tell."""
    first, last = item.lines[0], before.last
    if item.mark is not None or abs(first.size - last.size) > 1 or first.bold != last.bold:
        return False
    text = last.text
    if not ended(text):
        return True
    if before.mark is not None and before.text_x - before.x0 > INDENT_TOLERANCE_POINTS:
        return abs(first.x0 - before.text_x) <= INDENT_TOLERANCE_POINTS
    return None


def _by_columns(lines: Sequence[Line], frame: Frame) -> Iterator[tuple[bool, list[Line]]]:
    """The lines of a frame in runs that stand in columns (a table) or do not (a box)."""
    run: list[Line] = []
    in_columns = False
    for line in lines:
        columns = bool(frame.columns_at(line.y))
        if columns != in_columns and run:
            yield in_columns, run
            run = []
        in_columns = columns
        run.append(line)
    if run:
        yield in_columns, run


def _grid(lines: Sequence[Line], frame: Frame) -> dict[tuple[int, int], list[str]]:
    """The texts of the lines of each cell, by (row, column)."""
    cells: dict[tuple[int, int], list[str]] = {}
    for line in lines:
        edges = frame.columns_at(line.y)
        parts: dict[int, list[str]] = {}
        for word in line.words:
            column = sum(1 for edge in edges if word.x0 > edge - TOUCH_POINTS)
            parts.setdefault(column, []).append(word.text)
        for column, texts in parts.items():
            cells.setdefault((frame.band_of(line.y), column), []).append(" ".join(texts))
    return cells


def _cells(lines: Sequence[Line], frame: Frame) -> int:
    return len(_grid(lines, frame))


def _table(lines: Sequence[Line], frame: Frame, page: int, words: frozenset[str]) -> list[Block]:
    """Rows by the frame's bands, cells by its column edges; a tab between cells, a line break between rows."""
    cells = _grid(lines, frame)
    rows = []
    for band in sorted({band for band, _ in cells}):
        columns = sorted(column for b, column in cells if b == band)
        rows.append("\t".join(join_lines(cells[band, column], words) for column in columns))
    return marks.table("\n".join(rows), (page, page))
