"""Paragraph numbers: which scheme a report uses, which marks are paragraph numbers, and whether they run whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from indexer.records import ElementKind, Finding
from indexer.structure.blocks import Block, BlockShape, number_parts
from indexer.structure.pieces import Piece

_NUMBER = re.compile(
    r"(?:para(?:graph)?\.?\s+)?[\[(]?(\d{1,5}(?:\.\d{1,3}){0,4}[A-Z]{0,2})[\])]?[.:)]?\Z", re.IGNORECASE
)
_LETTERED = re.compile(r"[\[(]?([A-Z]{1,4}[.-]?\d{1,3}(?:\.\d{1,3}){0,3})[\])]?[.:)]?\Z")
"""As annexes number their paragraphs: A1, A.1, B2.3."""

_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,4}[A-Z]{0,2}[.)]?\Z")
_WHOLE = re.compile(r"\d{1,5}[A-Z]{0,2}[.)]?\Z")
_BRACKETED = re.compile(r"\(\d{1,5}[A-Z]{0,2}\)\.?\Z")

DOTTED_MARKS_MINIMUM = 2
"""Two paragraphs marked 1.1 and 1.2 are enough: nothing else in a letter is numbered in that way."""

WHOLE_TO_DOTTED_MAXIMUM = 2
"""Whole numbers for each dotted one. A letter has a section's number over two paragraphs at least; where whole
numbers are more, they number the paragraphs, and the dotted ones are quoted from somewhere."""


def paragraph_number(mark: str) -> str | None:
    """The number in a mark as printed, without what stands round it: "1.1." gives "1.1", "[26]" "26", "A1." "A1", "iv."
    None."""
    match = _NUMBER.match(mark) or _LETTERED.match(mark)
    return match.group(1) if match else None


def uses_dotted_numbers(blocks: Iterable[Block]) -> bool:
    """Whether the report numbers its paragraphs 1.1, 1.2, 2.1 ...: then only a new number begins a paragraph."""
    marks = [block.mark for block in blocks if block.shape is BlockShape.ITEM and block.mark]
    dotted = sum(1 for mark in marks if _DOTTED.match(mark))
    whole = sum(1 for mark in marks if _WHOLE.match(mark))
    return dotted >= DOTTED_MARKS_MINIMUM and whole <= dotted * WHOLE_TO_DOTTED_MAXIMUM


NUMBERED_MINIMUM = 5
"""So many numbered paragraphs that another follows at once; where none is followed by one without, all are numbered."""


def numbers_all(blocks: Sequence[Block]) -> bool:
    """Whether no paragraph without a number follows a numbered one inside a page: then what the top of a page has
    after one goes on from it."""
    flow = [block for block in blocks if block.shape not in (BlockShape.FOOTNOTE, BlockShape.FURNITURE)]
    numbered = 0
    for before, after in pairwise(flow):
        if before.shape is not BlockShape.ITEM or paragraph_number(before.mark or "") is None or after.joins is None:
            continue
        if after.shape is BlockShape.TEXT and not after.joins:
            return False
        numbered += after.shape is BlockShape.ITEM and paragraph_number(after.mark or "") is not None
    return numbered >= NUMBERED_MINIMUM


def numbers_in_brackets(blocks: Iterable[Block]) -> bool:
    """Whether (1), (2), (3) number the paragraphs; where others do, they number the points of a list."""
    marks = [block.mark for block in blocks if block.shape is BlockShape.ITEM and block.mark]
    bracketed = sum(1 for mark in marks if _BRACKETED.match(mark))
    return bracketed > sum(1 for mark in marks if _DOTTED.match(mark) or _WHOLE.match(mark))


def is_bracketed(mark: str) -> bool:
    """Whether a mark is a number in round brackets."""
    return bool(_BRACKETED.match(mark))


def check_numbering(pieces: Sequence[Piece]) -> list[Finding]:
    """A finding for every gap, repeat or jump back in the paragraph numbers, with the page where it shows.

    A list that begins at 1 inside a numbered paragraph is counted by itself; the numbers outside go on after it.
    """
    findings = []
    runs: dict[tuple[str, tuple[int, ...]], list[int]] = {}
    for piece in pieces:
        if piece.kind is not ElementKind.PARAGRAPH or piece.number is None:
            continue
        *over, current = number_parts(piece.number)
        letters = "".join(_LETTERS.findall(piece.number))
        open_runs = runs.setdefault((letters, tuple(over)), [min(current, 1) - 1])
        while len(open_runs) > 1 and current != open_runs[-1] + 1 and current in [run + 1 for run in open_runs[:-1]]:
            open_runs.pop()
        expected = open_runs[-1] + 1
        series = letters + "".join(f"{number}." for number in over)
        page = piece.pages[0] if piece.pages else None
        if current > expected:
            findings.append(Finding("numbering-gap", _gap(series, expected, current), page))
        elif current < expected and not (current == expected - 1 and piece.number[-1].isalpha()):
            message = f"Paragraph {piece.number} comes after {series}{expected - 1}: a repeat, or a list that restarts."
            findings.append(Finding("numbering-repeat", message, page))
            if current == 1:
                open_runs.append(current)
                continue
        open_runs[-1] = current
    return findings


_LETTERS = re.compile(r"\A[A-Z]+[.-]?")


def _gap(series: str, expected: int, current: int) -> str:
    if current - expected == 1:
        missing = f"Paragraph {series}{expected} is"
    else:
        missing = f"Paragraphs {series}{expected} to {series}{current - 1} are"
    return f"{missing} missing before paragraph {series}{current}: look at the original there."


# Whether a block goes on from the piece before it: over page breaks, footnotes, blank lines, false bullets.

_ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*[⁰¹²³⁴-⁹]*\Z")
_MID_SENTENCE = re.compile(
    r"(?:,|\b(?:a|an|the|to|of|in|on|at|by|for|with|from|as|and|or|but|that|which|who|whose|is|are|was|were|"
    r"be|been|has|have|had|their|its|this|these|those|not|than|into|between|about|through|we|they|it))\Z",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(r"\b(?:a|an|the|of|and|or|but|whose|their|its|than|into|between)\Z", re.IGNORECASE)
_LIST_END = re.compile(r"(?:[,;]|\s+(?:and|or))+\Z")
_END_CHARACTERS = 200
"""How a text ends is seen in its last words; a hostile one would be searched from each of its commas on."""

_PROSE = frozenset({ElementKind.PARAGRAPH, ElementKind.PROSE, ElementKind.BULLET})

PROSE_CHARACTERS_MINIMUM = 60
"""Below this, a line without a full stop may as well be a heading or a name as half a sentence."""


def ended(text: str) -> bool:
    """Whether `text` ends as a sentence does, a note mark after the full stop not counted."""
    return bool(_ENDED.search(text.rstrip()[-_END_CHARACTERS:]))


def breaks_off(text: str, *, of_list: bool) -> bool:
    """Whether `text` stops in mid-sentence, a comma or "and" at its end not counted, with which points of a list end.

    Such a point (`of_list`) may end in the small word of a clause as well: "whom to work with", "who has it".
    """
    small_word = _BREAKS_OFF if of_list else _MID_SENTENCE
    return bool(small_word.search(_LIST_END.sub("", text.rstrip()[-_END_CHARACTERS:])))


def mid_sentence(text: str) -> bool:
    """Whether `text` breaks off where no sentence can end: after a comma or a small word."""
    return bool(_MID_SENTENCE.search(text.rstrip()[-_END_CHARACTERS:]))


def continues(before: Piece, block: Block, *, dotted: bool, after_heading: bool = False) -> bool:
    """Whether `block` belongs to `before`. `dotted`: the report numbers every paragraph of its sections 1.1, 1.2 ...

    The layout's own word (`block.joins`) is final. Without it: a block that begins in lower case after an
    unfinished sentence goes on; so does anything unmarked, but for a title, after a numbered paragraph of a report that
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
        return not (ended(before.text) and _may_be_title(block.text))
    if ended(before.text):
        return False
    if block.text[:1].islower() or mid_sentence(before.text):
        return True
    if before.kind is ElementKind.BULLET or after_heading:
        return False
    return len(before.text) >= PROSE_CHARACTERS_MINIMUM


TITLE_WORDS_MAXIMUM = 14


def _may_be_title(text: str) -> bool:
    return text[:1].isupper() and not ended(text) and len(text.split()) <= TITLE_WORDS_MAXIMUM


def _false_bullet(before: Piece, block: Block) -> bool:
    if block.mark is None or len(block.mark) > 1 or ended(before.text) or not block.text[:1].islower():
        return False
    return before.kind is not ElementKind.BULLET or breaks_off(before.text, of_list=True)
