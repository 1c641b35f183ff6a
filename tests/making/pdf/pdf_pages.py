"""Lines placed on PDF pages, with each footnote at the foot of the page where its mark stands."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from reportlab.pdfgen.canvas import Canvas

from tests.making.pdf.pdf_layouts import A4_HEIGHT_POINTS, A4_WIDTH_POINTS, Layout
from tests.making.pdf.pdf_lines import Line, Type, break_lines

_RULE_WIDTH_POINTS = 140
_NOTE_GAP_POINTS = 10
_RISE = 0.36
"""Height of a footnote mark above the line, against the size of the type."""


class Pages:
    """A PDF being written from top to bottom. `notes` maps footnote marks to their text."""

    def __init__(self, layout: Layout, title: str, keywords: str, notes: Mapping[str, str], pages: int) -> None:
        self._layout, self._title, self._notes, self._pages = layout, title, notes, pages
        self._file = io.BytesIO()
        # Not compressed: the bytes then do not depend on which zlib is installed.
        self._canvas = Canvas(self._file, pagesize=(A4_WIDTH_POINTS, A4_HEIGHT_POINTS), invariant=1, pageCompression=0)
        self._canvas.setTitle(title)
        self._canvas.setKeywords(keywords)
        self._page = 1
        self._start_page()

    def put(self, lines: Sequence[Line], face: Type, left: float, *, first: float, lead: str = "") -> None:
        """Print at `left` (the first at `first`), with `lead` in the margin. Pages break between lines."""
        for position, line in enumerate(lines):
            self._make_room(face.size * self._layout.line_spacing, line.marks)
            self._y -= face.size * self._layout.line_spacing
            if lead and position == 0:
                self._draw(Line(((lead, False),)), face, self._layout.margin)
            self._draw(line, face, left if position else first)

    def put_row(self, labels: Sequence[Line], values: Sequence[Line], face: Type, value_left: float) -> None:
        """Print the two cells of a row side by side, the values at `value_left`."""
        empty = Line(())
        for label, value in zip_longest(labels, values, fillvalue=empty):
            self._make_room(face.size * self._layout.line_spacing, ())
            self._y -= face.size * self._layout.line_spacing
            self._draw(label, face, self._layout.margin)
            self._draw(value, face, value_left)

    def gap(self, height: float, *, keep: float = 0) -> None:
        """Leave `height` free, except at the top of a page; turn the page where `keep` points do not fit."""
        self._make_room(height + keep, ())
        if self._y < self._top:
            self._y -= height

    def end(self) -> tuple[bytes, int]:
        """Finish the last page. Returns the file and the number of its pages."""
        self._finish_page()
        self._canvas.save()
        return self._file.getvalue(), self._page

    @property
    def _top(self) -> float:
        return A4_HEIGHT_POINTS - self._layout.top

    def _start_page(self) -> None:
        self._y = self._top
        self._due: list[list[Line]] = []
        self._due_height = 0.0

    def _make_room(self, height: float, marks: tuple[str, ...]) -> None:
        notes = [self._set_note(mark) for mark in marks]
        notes_height = sum(len(note) for note in notes) * self._note_leading
        if notes and not self._due:
            notes_height += _NOTE_GAP_POINTS
        if self._y - height - notes_height - self._due_height < self._layout.bottom:
            self._finish_page()
            self._canvas.showPage()
            self._page += 1
            self._start_page()
        self._due += notes
        self._due_height += notes_height

    @property
    def _note_leading(self) -> float:
        return self._layout.note.size * self._layout.line_spacing

    def _set_note(self, mark: str) -> list[Line]:
        lines = break_lines(f" {self._notes[mark]}", self._layout.note, self._layout.text_width - 6)
        return [Line(((mark, True), (" ", False), *lines[0].runs)), *lines[1:]]

    def _finish_page(self) -> None:
        layout = self._layout
        centre = A4_WIDTH_POINTS / 2
        words = {"title": self._title, "page": self._page, "pages": self._pages}
        self._canvas.setFont(layout.running.font, layout.running.size)
        self._canvas.drawCentredString(centre, A4_HEIGHT_POINTS - 40, layout.header.format(**words))
        self._canvas.drawCentredString(centre, 36, layout.footer.format(**words))
        if self._due:
            self._draw_notes()

    def _draw_notes(self) -> None:
        margin = self._layout.margin
        self._y = self._layout.bottom + self._due_height - _NOTE_GAP_POINTS
        self._canvas.line(margin, self._y + 4, margin + _RULE_WIDTH_POINTS, self._y + 4)
        for line in (line for note in self._due for line in note):
            self._y -= self._note_leading
            self._draw(line, self._layout.note, margin)

    def _draw(self, line: Line, face: Type, left: float) -> None:
        for text, is_mark in line.runs:
            run_face = face.mark if is_mark else face
            self._canvas.setFont(run_face.font, run_face.size)
            self._canvas.drawString(left, self._y + (face.size * _RISE if is_mark else 0), text)
            left += run_face.width(text)
