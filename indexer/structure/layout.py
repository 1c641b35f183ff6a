"""Where words stand on a page: what the PDF reader sees, before lines become blocks.

Coordinates are in points from the lower left corner, as PDF has them.
"""

from __future__ import annotations

from dataclasses import dataclass, field


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
    """Words on one baseline, in reading order. `size` is what most of its characters are set in, in points."""

    words: tuple[Word, ...]
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
    """One page. `number` counts from 1 in the file. `pictures` is True where images cover much of the page."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    printed: str
    pictures: bool = False
