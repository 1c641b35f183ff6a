"""A letter as plain text, in the manner of a program that converts PDF files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from tests.making.letter import Block, Bullet, Footnote, Heading, Letter, Paragraph, superscript
from tests.making.page_flow import Piece, flow_over_pages

_PAGE_WIDTH_COLUMNS = 92
_LINES_PER_PAGE = 50


def to_text(letter: Letter) -> str:
    """Return the letter with one line to a paragraph; pages break inside paragraphs, notes in the gaps."""
    blocks = [*_head(letter), letter.title]
    blocks += _flowed(letter.blocks)
    blocks += [*letter.closing, *_tail(letter)]
    blocks += _flowed(letter.appendix)
    return "\n\n".join(block for block in blocks if block) + "\n"


def to_paged_text(letter: Letter) -> str:
    """Return the letter in even lines, on pages with a running header, a page number and a form feed."""
    lines = [
        line
        for paragraph in to_text(letter).split("\n")
        for line in textwrap.wrap(paragraph, _PAGE_WIDTH_COLUMNS) or [""]
    ]
    pages = [lines[start : start + _LINES_PER_PAGE] for start in range(0, len(lines), _LINES_PER_PAGE)]
    header = letter.title.center(_PAGE_WIDTH_COLUMNS).rstrip()
    footers = [f"Page {number} of {len(pages)}" for number in range(1, len(pages) + 1)]
    printed = [
        "\n".join([header, "", *page, "", footer.center(_PAGE_WIDTH_COLUMNS).rstrip()])
        for page, footer in zip(pages, footers, strict=True)
    ]
    return "\n\f".join(printed) + "\n"


def _head(letter: Letter) -> list[str]:
    rows = [f"{label} | {value}" for label, value in letter.head_rows]
    status = [f"Status: {letter.status}"] if letter.status else []
    return [*status, *letter.head_lines, *rows]


def _tail(letter: Letter) -> list[str]:
    rows = [f"{role}\t{name}" if name else role for role, name in letter.copy_list]
    copy_list = ["Copy to:", "\n".join(rows)] if rows else []
    return [*copy_list, *letter.notes]


def _flowed(blocks: Iterable[Block]) -> list[str]:
    return [_printed(piece) for piece in flow_over_pages(blocks)]


def _printed(piece: Piece) -> str:
    lines = [f"{_lead(piece.block)}{piece.parts[0]}"] if piece.parts else []
    for gap, notes in enumerate(piece.notes, start=1):
        lines += [_note(note) for note in notes]
        lines += piece.parts[gap : gap + 1]
    return "\n\n".join(lines)


def _lead(block: Block) -> str:
    match block:
        case Paragraph(number=number):
            return f"- {number}. "
        case Bullet(mark="-"):
            return "- "
        case Bullet(mark=mark):
            return f"- {mark} "
        case Heading():
            return ""
    return ""


def _note(note: Footnote) -> str:
    return f"{superscript(note.mark)} {note.text}"
