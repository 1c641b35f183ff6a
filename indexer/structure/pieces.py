"""What structure works on between blocks and the report: pieces, each of which becomes one element."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.records import ElementKind
from indexer.structure.blocks import join_lines

_WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One element to be, with its words. `level` is of the heading, `mark` as printed, `box` as in `Block`.

    `aside` is what was printed with the words but is not among them: list marks, numbers, note marks.
    """

    kind: ElementKind
    text: str
    number: str | None = None
    mark: str | None = None
    pages: tuple[int, int] | None = None
    level: int = 0
    box: int | None = None
    canonical: str | None = None
    grade: str | None = None
    aside: str = ""

    def joined_with(self, more: Piece, separator: str = " ") -> Piece:
        """This piece with the words of `more` after its own, and both pieces' pages."""
        text, pages = f"{self.text}{separator}{more.text}", spanning(self.pages, more.pages)
        return replace(self, text=text, pages=pages, aside=self.aside + more.aside)


def spanning(first: tuple[int, int] | None, second: tuple[int, int] | None) -> tuple[int, int] | None:
    """The pages from the first of the two to the last; None where neither has pages."""
    if first is None or second is None:
        return first or second
    return min(first[0], second[0]), max(first[1], second[1])


def one_line(text: str) -> str:
    """`text` with every run of white space as one space, and line breaks undone ("multi-" + "agency")."""
    if "\n" in text:
        text = join_lines(text.split("\n"), frozenset())
    return _WHITE.sub(" ", text).strip()
