"""A letter as a PDF, in either layout."""

from __future__ import annotations

from collections.abc import Iterable

from tests.making.letter import Block, Bullet, Heading, Letter, Paragraph, Row
from tests.making.pdf.pdf_layouts import SANS, SERIF, Layout
from tests.making.pdf.pdf_lines import Type, break_lines
from tests.making.pdf.pdf_pages import Pages

_LABEL_WIDTH_POINTS = 150
_LINES_KEPT_WITH_A_HEADING = 3


def to_serif_pdf(letter: Letter) -> bytes:
    """Return the letter in the typed layout, the same bytes each time."""
    return to_pdf(letter, SERIF)


def to_sans_pdf(letter: Letter) -> bytes:
    """Return the letter in the designed layout, the same bytes each time."""
    return to_pdf(letter, SANS)


def to_pdf(letter: Letter, layout: Layout) -> bytes:
    """Return the letter in `layout`. It is printed twice: the footer has to know how many pages there are."""
    _, pages = _Printer(letter, layout, pages=0).printed()
    return _Printer(letter, layout, pages=pages).printed()[0]


class _Printer:
    def __init__(self, letter: Letter, layout: Layout, pages: int) -> None:
        notes = {
            note.mark: note.text
            for block in (*letter.blocks, *letter.appendix)
            if not isinstance(block, Heading)
            for note in block.footnotes
        }
        self._letter, self._layout = letter, layout
        self._pages = Pages(layout, letter.title, letter.status or "", notes, pages)

    def printed(self) -> tuple[bytes, int]:
        letter = self._letter
        if letter.status:
            self._loose(f"Status: {letter.status}")
        for line in letter.head_lines:
            self._loose(line)
        self._rows(letter.head_rows)
        self._heading(Heading(letter.title, level=1))
        self._blocks(letter.blocks)
        for line in letter.closing:
            self._loose(line)
        if letter.copy_list:
            self._loose("Copy to:")
            self._rows(letter.copy_list)
        for note in letter.notes:
            self._loose(note)
        self._blocks(letter.appendix)
        return self._pages.end()

    def _blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            match block:
                case Heading():
                    self._heading(block)
                case Paragraph(number=number, text=text):
                    self._hung(text, f"{number}.", hanging=self._layout.hang_numbers)
                case Bullet(mark=mark, text=text):
                    self._hung(text, "•" if mark == "-" else mark, hanging=True)
                case _:
                    self._loose(block.text)

    def _heading(self, heading: Heading) -> None:
        layout = self._layout
        face = layout.headings[heading.level - 1]
        kept = _LINES_KEPT_WITH_A_HEADING * layout.body.size * layout.line_spacing
        self._pages.gap(layout.paragraph_gap * 1.6, keep=kept)
        lines = break_lines(heading.printed, face, layout.text_width)
        self._pages.put(lines, face, layout.margin, first=layout.margin)

    def _loose(self, text: str, face: Type | None = None) -> None:
        layout = self._layout
        face = face or layout.body
        self._pages.gap(layout.paragraph_gap)
        self._pages.put(break_lines(text, face, layout.text_width), face, layout.margin, first=layout.margin)

    def _hung(self, text: str, lead: str, *, hanging: bool) -> None:
        layout = self._layout
        inner = layout.margin + layout.hanging
        self._pages.gap(layout.paragraph_gap)
        if hanging:
            lines = break_lines(text, layout.body, layout.text_width - layout.hanging)
        else:
            lines = break_lines(text, layout.body, layout.text_width, first_indent=layout.hanging)
        self._pages.put(lines, layout.body, inner if hanging else layout.margin, first=inner, lead=lead)

    def _rows(self, rows: Iterable[Row]) -> None:
        layout = self._layout
        value_left = layout.margin + _LABEL_WIDTH_POINTS
        self._pages.gap(layout.paragraph_gap)
        for label, value in rows:
            labels = break_lines(label, layout.body, _LABEL_WIDTH_POINTS - 8)
            values = break_lines(value, layout.body, layout.text_width - _LABEL_WIDTH_POINTS)
            self._pages.put_row(labels, values, layout.body, value_left)
