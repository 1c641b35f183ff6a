"""The plain notation that the sources of our sample letters are written in, read into a `Letter`.

A source is UTF-8 text in blocks parted by blank lines:

    Status: sample report, ...          the line that marks a sample
    To: | value                         a row of the letterhead table
    < line                              a loose line of an old letterhead
    # Title
    ## Context                          a section; ### 1. Name for one inside the commentary
    1.1. text                           a numbered paragraph
    [1] text                            the note to the mark ¹ in the block above
    - text   or   ii. text              a bullet
    > text                              a closing line (thanks, contact, signature)
    @ Role | Name                       a row of the copy list
    ! text                              a note after the copy list
    ## Appendix 1                       from here on everything belongs to the appendix
"""

from __future__ import annotations

import re
from dataclasses import replace

from tests.making.letter import Block, Bullet, Footnote, Heading, Letter, Paragraph, Prose, Row

_NUMBERED_HEADING = re.compile(r"(?P<number>\d+)\. (?P<text>.+)")
_NUMBERED_PARAGRAPH = re.compile(r"(?P<number>\d+\.\d+)\. (?P<text>.+)")
_ROMAN = re.compile(r"(?P<mark>[ivx]+\.) (?P<text>.+)")
_ROW = re.compile(r"(?P<label>[A-Z][a-z ]+:) \| (?P<value>.+)")
_NOTE = re.compile(r"\[(?P<mark>\d+)\] (?P<text>.+)")


def read_source(source: str) -> Letter:
    """Return the letter that `source` describes. Raises ValueError where it has no title."""
    lines = [" ".join(block.split()) for block in re.split(r"\n\s*\n", source) if block.strip()]
    title = [line.removeprefix("# ") for line in lines if line.startswith("# ")]
    if not title:
        raise ValueError("the source has no title: one line must begin with '# '")
    rows = [match for line in lines if (match := _ROW.fullmatch(line))]
    status = [line.removeprefix("Status: ") for line in lines if line.startswith("Status: ")]
    blocks, appendix = _body(lines)
    return Letter(
        title=title[0],
        blocks=blocks,
        status=status[0] if status else None,
        head_lines=_led(lines, "< "),
        head_rows=tuple((match["label"], match["value"]) for match in rows),
        closing=_led(lines, "> "),
        copy_list=tuple(_cells(line) for line in _led(lines, "@ ")),
        notes=_led(lines, "! "),
        appendix=appendix,
    )


def _led(lines: list[str], lead: str) -> tuple[str, ...]:
    return tuple(line.removeprefix(lead) for line in lines if line.startswith(lead))


def _cells(line: str) -> Row:
    role, _, name = line.partition(" | ")
    return role, name


def _body(lines: list[str]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    blocks: list[Block] = []
    for line in lines:
        note = _NOTE.fullmatch(line)
        if note and blocks and not isinstance(blocks[-1], Heading):
            footnote = Footnote(note["mark"], note["text"])
            blocks[-1] = replace(blocks[-1], footnotes=(*blocks[-1].footnotes, footnote))
        elif not (line.startswith(("# ", "< ", "> ", "@ ", "! ", "Status: ")) or _ROW.fullmatch(line)):
            blocks.append(_block(line))
    starts = [i for i, block in enumerate(blocks) if isinstance(block, Heading) and "Appendix" in block.text]
    end = starts[0] if starts else len(blocks)
    return tuple(blocks[:end]), tuple(blocks[end:])


def _block(line: str) -> Block:
    if line.startswith("##"):
        hashes, _, words = line.partition(" ")
        numbered = _NUMBERED_HEADING.fullmatch(words)
        if numbered:
            return Heading(numbered["text"], len(hashes), numbered["number"])
        return Heading(words, len(hashes))
    if match := _NUMBERED_PARAGRAPH.fullmatch(line):
        return Paragraph(match["number"], match["text"])
    if line.startswith("- "):
        return Bullet(line.removeprefix("- "))
    if match := _ROMAN.fullmatch(line):
        return Bullet(match["text"], match["mark"])
    return Prose(line)
