"""Pages of positioned lines into blocks in reading order.

Running matter and footnotes are told apart first, then the cells of tables, then the paragraphs of what
is left; last, what goes on over a page break is marked as going on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.records import Finding
from indexer.structure import marks
from indexer.structure.blocks import Block, BlockShape, Source
from indexer.structure.continuation import ended
from indexer.structure.footnotes import footnote_lines
from indexer.structure.frames import TOUCH_POINTS, Frame, frames_of
from indexer.structure.headings import HEADING_WORDS_MAXIMUM
from indexer.structure.hyphens import join_lines, vocabulary
from indexer.structure.layout import Line, Page
from indexer.structure.number_watch import NumberWatch
from indexer.structure.paragraphs import (
    INDENT_TOLERANCE_POINTS,
    Measure,
    Paragraph,
    measure,
    paragraphs,
)
from indexer.structure.reading_order import columns_of, in_reading_order
from indexer.structure.running import running_lines

ITALIC_HEADING_WORDS_MAXIMUM = 8
"""Longer lines in italics are quotations."""

HEADING_SIZE_FACTOR = 1.1
"""Of the body's type: headings are set at 14 points and more over 12, or in bold."""


def source_of(pages: Sequence[Page], keywords: str = "") -> Source:
    """The blocks of a paged document, the characters that its pages print, and findings about empty pages."""
    flow = _PageFlow(pages)
    blocks = tuple(flow.blocks())
    return Source(blocks, "".join(page.printed for page in pages), tuple(_empty_pages(pages)), keywords)


def _empty_pages(pages: Sequence[Page]) -> Iterator[Finding]:
    for page in pages:
        if page.printed:
            continue
        if page.pictures:
            message = f"Page {page.number} is a picture without text: run OCR (ocrmypdf IN OUT) and add the result."
            yield Finding("no-text-layer", message, page.number)
        else:
            yield Finding("empty-page", f"Page {page.number} has no text.", page.number)


class _PageFlow:
    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages
        self._running = running_lines(pages)
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
        for index, page in enumerate(self._pages):
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
                table = _table(part, frame, page.number, self._words)
                first_line = part[0]
                yield replace(table, box=self._box, level=self._levels.get(_style(first_line), 0))
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
        return "\n".join(part for part in parts if part)


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


def _table(lines: Sequence[Line], frame: Frame, page: int, words: frozenset[str]) -> Block:
    """Rows by the frame's bands, cells by its column edges; a tab between cells, a line break between rows."""
    cells = _grid(lines, frame)
    rows = []
    for band in sorted({band for band, _ in cells}):
        columns = sorted(column for b, column in cells if b == band)
        rows.append("\t".join(join_lines(cells[band, column], words) for column in columns))
    return Block(BlockShape.TABLE, "\n".join(rows), pages=(page, page), joins=False)
