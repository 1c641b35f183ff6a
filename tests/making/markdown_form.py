"""A letter as Markdown, in the manner of a program that converts PDF files."""

from __future__ import annotations

from collections.abc import Iterable

from tests.making.letter import Block, Bullet, Footnote, Heading, Letter, Paragraph, split_at_marks
from tests.making.page_flow import Piece, flow_over_pages

_PAGE_RULE = "---"


def to_markdown(letter: Letter) -> str:
    """Return the letter with headings at `##` to `####` and a page rule where a page ends in a paragraph."""
    status = [f"Status: {letter.status}"] if letter.status else []
    rows = "\n".join(f"<i>{label}</i>\t{value}" for label, value in letter.head_rows)
    blocks = [*status, *letter.head_lines, rows, f"## **{letter.title}**"]
    blocks += _flowed(letter.blocks)
    blocks += [*letter.closing, *_tail(letter)]
    blocks += _flowed(letter.appendix)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _tail(letter: Letter) -> list[str]:
    rows = [f"{role}\t<i>{name}</i>" if name else role for role, name in letter.copy_list]
    copy_list = ["Copy to:", "\n".join(rows)] if rows else []
    return [*copy_list, *letter.notes]


def _flowed(blocks: Iterable[Block]) -> list[str]:
    return [_printed(piece) for piece in flow_over_pages(blocks)]


def _printed(piece: Piece) -> str:
    if isinstance(piece.block, Heading) and piece.parts:
        return f"{'#' * (piece.block.level + 1)} **{piece.parts[0]}**"
    lines = [f"{_lead(piece.block)}{_marked(piece.parts[0])}"] if piece.parts else []
    for gap, notes in enumerate(piece.notes, start=1):
        lines += [_PAGE_RULE, *(_note(note) for note in notes)]
        lines += [_marked(part) for part in piece.parts[gap : gap + 1]]
    return "\n\n".join(lines)


def _lead(block: Block) -> str:
    match block:
        case Paragraph(number=number):
            return f"- {number}. "
        case Bullet(mark="-"):
            return "- "
        case Bullet(mark=mark):
            return f"- {mark} "
    return ""


def _marked(text: str) -> str:
    return "".join(f"<sup>{run}</sup>" if is_mark else run for run, is_mark in split_at_marks(text))


def _note(note: Footnote) -> str:
    return f"<sup>{note.mark}</sup> {note.text}"
