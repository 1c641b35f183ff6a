"""A letter as a web page, such as a word processor saves."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from tests.making.letter import Block, Bullet, Footnote, Heading, Letter, Paragraph, Row, split_at_marks


def to_html(letter: Letter) -> str:
    """Return a whole HTML document; footnotes are a list at the end of the body, linked both ways."""
    keywords = f'<meta name="keywords" content="{escape(letter.status)}">\n' if letter.status else ""
    status = f"<p>Status: {escape(letter.status)}</p>\n" if letter.status else ""
    head_lines = "".join(f"<p>{escape(line)}</p>\n" for line in letter.head_lines)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(letter.title)}</title>\n{keywords}"
        "<style>body { font-family: serif; } sup { font-size: 60%; }</style>\n</head>\n<body>\n"
        f"{status}{head_lines}{_table(letter.head_rows, 'em')}<h1>{escape(letter.title)}</h1>\n"
        f"{_blocks(letter.blocks)}{_closing(letter)}{_blocks(letter.appendix)}{_footnotes(letter)}"
        "</body>\n</html>\n"
    )


def _closing(letter: Letter) -> str:
    closing = "".join(f"<p>{escape(line)}</p>\n" for line in letter.closing)
    copy_list = f"<p>Copy to:</p>\n{_table(letter.copy_list, 'span')}" if letter.copy_list else ""
    return closing + copy_list + "".join(f"<p>{escape(note)}</p>\n" for note in letter.notes)


def _table(rows: Iterable[Row], label_tag: str) -> str:
    cells = [
        f"<tr><td><{label_tag}>{escape(label)}</{label_tag}></td><td>{escape(value)}</td></tr>\n"
        for label, value in rows
    ]
    return f"<table>\n{''.join(cells)}</table>\n" if cells else ""


def _blocks(blocks: Iterable[Block]) -> str:
    """Return the blocks, with neighbouring bullets of one kind in one list."""
    parts: list[str] = []
    open_list = ""
    for block in blocks:
        wanted = _list_tag(block)
        if open_list and open_list != wanted:
            parts.append(f"</{open_list}>\n")
        if wanted and wanted != open_list:
            parts.append(f'<{wanted} type="i">\n' if wanted == "ol" else f"<{wanted}>\n")
        open_list = wanted
        parts.append(_block(block))
    if open_list:
        parts.append(f"</{open_list}>\n")
    return "".join(parts)


def _list_tag(block: Block) -> str:
    if not isinstance(block, Bullet):
        return ""
    return "ul" if block.mark == "-" else "ol"


def _block(block: Block) -> str:
    match block:
        case Heading(level=level):
            return f"<h{level}>{escape(block.printed)}</h{level}>\n"
        case Bullet(text=text):
            return f"<li>{_marked(text)}</li>\n"
        case Paragraph(number=number, text=text):
            return f"<p>{number}.&nbsp;&nbsp;{_marked(text)}</p>\n"
    return f"<p>{_marked(block.text)}</p>\n"


def _marked(text: str) -> str:
    return "".join(
        f'<sup id="mark-{run}"><a href="#note-{run}">{run}</a></sup>' if is_mark else escape(run)
        for run, is_mark in split_at_marks(text)
    )


def _footnotes(letter: Letter) -> str:
    notes: list[Footnote] = [
        note
        for block in (*letter.blocks, *letter.appendix)
        if not isinstance(block, Heading)
        for note in block.footnotes
    ]
    if not notes:
        return ""
    items = "".join(
        f'<p id="note-{note.mark}"><a href="#mark-{note.mark}"><sup>{note.mark}</sup></a> {escape(note.text)}</p>\n'
        for note in notes
    )
    return f'<div class="footnotes">\n<hr>\n{items}</div>\n'
