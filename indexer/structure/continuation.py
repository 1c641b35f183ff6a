"""Whether a block goes on from the piece before it: over page breaks, footnotes, blank lines, false bullets."""

from __future__ import annotations

import re

from indexer.records import ElementKind
from indexer.structure.blocks import Block, BlockShape
from indexer.structure.pieces import Piece

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
