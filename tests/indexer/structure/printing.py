"""Pages set by hand: lines at given places, for tests of what the layout says."""

from __future__ import annotations

from indexer.layout.frames import Line, Page, Rule, Word

WIDTH, HEIGHT = 595.0, 842.0
BODY_SIZE = 12.0
CHARACTER_WIDTH_SHARE = 0.5


def line(text: str, x: float, y: float, *, size: float = BODY_SIZE, bold: bool = False, italic: bool = False) -> Line:
    """`text` with its first word at (x, y); words follow each other at half a size for each character."""
    words = []
    for word in text.split(" "):
        width = len(word) * size * CHARACTER_WIDTH_SHARE
        words.append(Word(word, x, x + width, y, size, bold, italic))
        x += width + size * CHARACTER_WIDTH_SHARE
    return Line(tuple(words))


def columns(*cells: tuple[str, float], y: float, size: float = BODY_SIZE, bold: bool = False) -> Line:
    """One line with each cell's words at its own x."""
    return Line(tuple(word for text, x in cells for word in line(text, x, y, size=size, bold=bold).words))


def page(*lines: Line, number: int = 1, rules: tuple[Rule, ...] = (), pictures: bool = False) -> Page:
    printed = "".join(one.text.replace(" ", "") for one in lines)
    return Page(number, WIDTH, HEIGHT, lines, rules, printed, pictures)


def box(x0: float, y0: float, x1: float, y1: float) -> tuple[Rule, ...]:
    """The four edges of a drawn frame."""
    return Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)
