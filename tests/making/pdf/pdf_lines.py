"""Words broken into lines for a PDF page: measured runs, footnote marks and breaks at hyphens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.making.letter import split_at_marks

MARK_SCALE = 0.62
"""Size of a footnote mark against the type around it, as word processors set superscripts."""

_AFTER_HYPHEN = re.compile(r"(?<=[A-Za-z]-)(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Type:
    """A font and its size in points."""

    font: str
    size: float

    def width(self, text: str) -> float:
        return float(stringWidth(text, self.font, self.size))

    @property
    def mark(self) -> Type:
        return Type(self.font, self.size * MARK_SCALE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: runs of text, each with True where it is a footnote mark."""

    runs: tuple[tuple[str, bool], ...]

    @property
    def marks(self) -> tuple[str, ...]:
        return tuple(text for text, is_mark in self.runs if is_mark)


def break_lines(text: str, face: Type, width: float, *, first_indent: float = 0) -> list[Line]:
    """Return `text` in lines no wider than `width` points, the first shorter by `first_indent`.

    Compounds such as "multi-agency" may part at the hyphen.
    """
    lines: list[str] = []
    current = ""
    for word in text.split():
        for position, part in enumerate(_AFTER_HYPHEN.split(word)):
            joined = part if not current else current + ("" if position else " ") + part
            if current and _width(joined, face) > width - (0 if lines else first_indent):
                lines.append(current)
                current = part
            else:
                current = joined
    return [Line(tuple(split_at_marks(line))) for line in [*lines, current] if line]


def _width(text: str, face: Type) -> float:
    return sum((face.mark if is_mark else face).width(run) for run, is_mark in split_at_marks(text))
