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


# Whether a block goes on from the piece before it: over page breaks, footnotes, blank lines, false bullets.

_ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*[⁰¹²³⁴-⁹]*\Z")
_MID_SENTENCE = re.compile(
    r"(?:,|\b(?:a|an|the|to|of|in|on|at|by|for|with|from|as|and|or|but|that|which|who|whose|is|are|was|were|"
    r"be|been|has|have|had|their|its|this|these|those|not|than|into|between|about|through|we|they|it))\Z",
    re.IGNORECASE,
)
_LIST_END = re.compile(r"(?:[,;]|\s+(?:and|or))+\Z")
_PROSE = frozenset({ElementKind.PARAGRAPH, ElementKind.PROSE, ElementKind.BULLET})

PROSE_CHARACTERS_MINIMUM = 60
"""Below this, a line without a full stop may as well be a heading or a name as half a sentence."""


def ended(text: str) -> bool:
    """Whether `text` ends as a sentence does, a note mark after the full stop not counted."""
    return bool(_ENDED.search(text.rstrip()))


def mid_sentence(text: str) -> bool:
    """Whether `text` breaks off where no sentence can end: after a comma or a small word."""
    return bool(_MID_SENTENCE.search(text.rstrip()))


def continues(before: Piece, block: Block, *, dotted: bool, after_heading: bool = False) -> bool:
    """Whether `block` belongs to `before`. `dotted`: the report numbers every paragraph of its sections 1.1, 1.2 ...

    The layout's own word (`block.joins`) is final. Without it: a block that begins in lower case after an
    unfinished sentence goes on; so does anything unmarked after a numbered paragraph of a report that
    numbers all of them, because there only a page break can have parted the two. `after_heading` says that
    `before` is the first thing under its heading, where a line without a full stop may be a subtitle.
    """
    if before.kind not in _PROSE or block.shape not in (BlockShape.TEXT, BlockShape.ITEM):
        return False
    if block.joins is not None:
        return block.joins
    if block.shape is BlockShape.ITEM:
        return _false_bullet(before, block)
    if before.kind is ElementKind.PARAGRAPH and dotted:
        return True
    if ended(before.text):
        return False
    if block.text[:1].islower() or mid_sentence(before.text):
        return True
    if before.kind is ElementKind.BULLET or after_heading:
        return False
    return len(before.text) >= PROSE_CHARACTERS_MINIMUM


def _false_bullet(before: Piece, block: Block) -> bool:
    if block.mark is None or len(block.mark) > 1 or ended(before.text) or not block.text[:1].islower():
        return False
    return before.kind is not ElementKind.BULLET or mid_sentence(_LIST_END.sub("", before.text.rstrip()))
