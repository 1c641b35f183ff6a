"""A Short Quality Screening letter as plain values, before it is turned into a file of any form.

A footnote mark stands in the text as superscript digits ("the reoffending rate¹ was"); each form turns it
into what that form uses for a mark. The note itself travels with the block that carries its mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARK = re.compile(f"[{_SUPERSCRIPTS}]+")
_TO_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789")
_TO_SUPERSCRIPTS = str.maketrans("0123456789", _SUPERSCRIPTS)


@dataclass(frozen=True, slots=True)
class Footnote:
    """The note at the foot of a page. `mark` is in ordinary digits ("1")."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the letter. `level` 2 is a section, 3 a section within the commentary."""

    text: str
    level: int = 2
    number: str | None = None

    @property
    def printed(self) -> str:
        return f"{self.number}. {self.text}" if self.number else self.text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph. `number` is without a trailing dot ("1.1")."""

    number: str
    text: str
    footnotes: tuple[Footnote, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """An unnumbered paragraph."""

    text: str
    footnotes: tuple[Footnote, ...] = ()


@dataclass(frozen=True, slots=True)
class Bullet:
    """A list item. `mark` is "-" for a dash or bullet sign, else what is printed ("ii.")."""

    text: str
    mark: str = "-"
    footnotes: tuple[Footnote, ...] = ()


Block = Heading | Paragraph | Prose | Bullet
Body = Paragraph | Prose | Bullet
Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, in the order in which it is printed.

    `status` is the line that marks a sample, or None. `head_lines` are loose lines above the title (the
    sender's address, an addressee, a date, "Dear ..."); `head_rows` are the rows of a letterhead table. A
    letter has one or the other. `notes` follow the copy list; `appendix` follows the notes.
    """

    title: str
    blocks: tuple[Block, ...]
    status: str | None = None
    head_lines: tuple[str, ...] = ()
    head_rows: tuple[Row, ...] = ()
    closing: tuple[str, ...] = ()
    copy_list: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    appendix: tuple[Block, ...] = ()

    @property
    def numbered(self) -> tuple[Paragraph, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))


def split_at_marks(text: str) -> list[tuple[str, bool]]:
    """Return the runs of `text` in order, each with True where it is a footnote mark, in ordinary digits."""
    runs: list[tuple[str, bool]] = []
    end_of_last = 0
    for match in _MARK.finditer(text):
        runs.append((text[end_of_last : match.start()], False))
        runs.append((match.group().translate(_TO_DIGITS), True))
        end_of_last = match.end()
    runs.append((text[end_of_last:], False))
    return [(words, is_mark) for words, is_mark in runs if words]


def superscript(digits: str) -> str:
    """Return `digits` as superscript characters."""
    return digits.translate(_TO_SUPERSCRIPTS)


def body_text(block: Body) -> str:
    """Return the words of `block` without footnote marks, as a reader of the letter would quote them."""
    return _MARK.sub("", block.text)
