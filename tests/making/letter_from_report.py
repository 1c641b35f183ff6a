"""A report that was read, turned back into a letter: the way to make other forms of a real letter."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import cycle

from indexer.language.contact import MASK
from indexer.records import Element, ElementKind, Report
from tests.making.letter import Block, Bullet, Footnote, Heading, Letter, Paragraph, Prose, superscript

_NOTE_MARK = re.compile(r"[\[(]?(?P<mark>[0-9⁰¹²³⁴-⁹]+)[\])]?\.?\s*(?P<text>.+)", re.DOTALL)
_TO_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_DEEPEST_LEVEL = 3
_ADDRESS_END = "@example.org"


def letter_from_report(report: Report) -> Letter:
    """Return `report` as a letter. Furniture before the first section is dropped, later furniture closes it.

    A footnote goes to the block that carries its mark; where the reading kept no mark, to the last block
    before the note, with the mark set at its end.
    """
    blocks: list[Block] = []
    head: list[str] = []
    closing: list[str] = []
    appendix_from: int | None = None
    for element in report.elements:
        words = _uncovered(report.text[element.start : element.end])
        if element.kind is ElementKind.METADATA:
            head += [] if words == report.title else words.splitlines()
        elif element.kind is ElementKind.FURNITURE:
            closing += words.splitlines() if blocks else []
        elif element.kind is ElementKind.FOOTNOTE:
            _attach(blocks, words)
        else:
            block = _block(report, element, words)
            if isinstance(block, Heading) and block.text.startswith("Appendix"):
                appendix_from = len(blocks)
            blocks.append(block)
    end = len(blocks) if appendix_from is None else appendix_from
    return Letter(
        title=report.title or report.source,
        blocks=tuple(blocks[:end]),
        head_lines=tuple(line for line in head if line.strip()),
        closing=tuple(line for line in closing if line.strip()),
        appendix=tuple(blocks[end:]),
    )


def _block(report: Report, element: Element, words: str) -> Block:
    if element.kind is ElementKind.HEADING:
        section = report.sections[element.section] if element.section is not None else None
        level = min(section.level + 1, _DEEPEST_LEVEL) if section else 2
        return Heading(words, level, section.number if section else None)
    if element.kind is ElementKind.PARAGRAPH:
        return Paragraph(element.number or "", words)
    return Bullet(words) if element.kind is ElementKind.BULLET else Prose(words)


def _uncovered(words: str) -> str:
    """`words` with invented contact details where a report's own are covered: a letter that is printed has some."""
    digits = cycle("01632960145")

    def invented(match: re.Match[str]) -> str:
        covered = match[0]
        if " " not in covered and len(covered) > len(_ADDRESS_END) + 1:
            return "a" * (len(covered) - len(_ADDRESS_END)) + _ADDRESS_END
        return "".join(next(digits) if sign == MASK else sign for sign in covered)

    return re.sub(f"{MASK}(?:[{MASK} ]*{MASK})?", invented, words)


def _attach(blocks: list[Block], words: str) -> None:
    match = _NOTE_MARK.fullmatch(words.strip())
    mark = match["mark"].translate(_TO_DIGITS) if match else "1"
    note = Footnote(mark, match["text"] if match else words)
    bodies = [i for i, block in enumerate(blocks) if not isinstance(block, Heading)]
    for index in reversed(bodies):
        block = blocks[index]
        if not isinstance(block, Heading) and superscript(mark) in block.text:
            blocks[index] = replace(block, footnotes=(*block.footnotes, note))
            return
    if bodies:
        block = blocks[bodies[-1]]
        assert not isinstance(block, Heading)
        blocks[bodies[-1]] = replace(block, text=block.text + superscript(mark), footnotes=(*block.footnotes, note))
