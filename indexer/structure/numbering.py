"""Paragraph numbers: which scheme a report uses, which marks are paragraph numbers, and whether they run whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from indexer.records import ElementKind, Finding
from indexer.structure.blocks import Block, BlockShape
from indexer.structure.pieces import Piece

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,3})[.)]?\Z")
_WHOLE = re.compile(r"(\d{1,3})[.)]\Z")

DOTTED_MARKS_MINIMUM = 2
"""Two paragraphs marked 1.1 and 1.2 are enough: nothing else in a letter is numbered in that way."""


def paragraph_number(mark: str) -> str | None:
    """The number in a mark, without its trailing dot: "1.1." gives "1.1", "26." gives "26", "iv." None."""
    return mark.rstrip(".)") if _DOTTED.match(mark) or _WHOLE.match(mark) else None


def is_dotted(number: str) -> bool:
    """Whether a paragraph number has its section's number in it, as "1.1" does."""
    return "." in number


def uses_dotted_numbers(blocks: Iterable[Block]) -> bool:
    """Whether the report numbers its paragraphs 1.1, 1.2, 2.1 ...: then a whole number marks a section or a list."""
    marked = sum(1 for b in blocks if b.shape is BlockShape.ITEM and b.mark and _DOTTED.match(b.mark))
    return marked >= DOTTED_MARKS_MINIMUM


def check_numbering(pieces: Sequence[Piece]) -> list[Finding]:
    """A finding for every gap, repeat or jump back in the paragraph numbers, with the page where it shows."""
    findings = []
    last: dict[str, int] = {}
    for piece in pieces:
        if piece.kind is not ElementKind.PARAGRAPH or piece.number is None:
            continue
        series, _, tail = piece.number.rpartition(".")
        current, expected = int(tail), last.get(series, 0) + 1
        page = piece.pages[0] if piece.pages else None
        if current > expected:
            findings.append(Finding("numbering-gap", _gap(series, expected, current), page))
        elif current < expected:
            before = _join(series, expected - 1)
            message = f"Paragraph {piece.number} comes after {before}: a repeat, or a list that restarts."
            findings.append(Finding("numbering-repeat", message, page))
        last[series] = current
    return findings


def _join(series: str, number: int) -> str:
    return f"{series}.{number}" if series else str(number)


def _gap(series: str, expected: int, current: int) -> str:
    if current - expected == 1:
        missing = f"Paragraph {_join(series, expected)} is"
    else:
        missing = f"Paragraphs {_join(series, expected)} to {_join(series, current - 1)} are"
    return f"{missing} missing before paragraph {_join(series, current)}: look at the original there."
