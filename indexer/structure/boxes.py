"""Drawn boxes: which of them are examples set apart from the text, and which only decorate a section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.structure.blocks import Block, BlockShape
from indexer.structure.continuation import ended
from indexer.structure.headings import canonical
from indexer.structure.hyphens import join_lines
from indexer.structure.pieces import one_line, spanning

_TRANSPARENT = (BlockShape.FURNITURE, BlockShape.FOOTNOTE, BlockShape.RULE)

EXAMPLE = "case-study"
BOX_WORDS_MAXIMUM = 700
"""The longest case study seen has 420 words. A box of more is a section with a border, and is read as one."""

BOX_WORDS_MINIMUM = 12
"""Less is a title or a grade with a border round it."""


def gather_boxes(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with every box that is an example made one block, after which its page's furniture stands."""
    gathered: list[Block] = []
    index = 0
    while index < len(blocks):
        if blocks[index].box is None:
            gathered.append(blocks[index])
            index += 1
            continue
        stop = _end(blocks, index)
        members = _with_tables_joined([b for b in blocks[index:stop] if b.shape not in _TRANSPARENT])
        aside = [b for b in blocks[index:stop] if b.shape in _TRANSPARENT]
        parts = list(_examples(members))
        if all(_is_example(part, gathered) for part in parts):
            gathered += [*map(_boxed, parts), *aside]
        elif len(members) == 1:
            gathered += [*members, *aside]
        else:
            gathered += blocks[index:stop]
        index = stop
    return gathered


def _with_tables_joined(members: Sequence[Block]) -> list[Block]:
    """The members, with a table that goes on over a page as one."""
    joined: list[Block] = []
    for block in members:
        last = joined[-1] if joined else None
        if last is not None and last.shape is BlockShape.TABLE and block.shape is BlockShape.TABLE:
            pages = spanning(last.pages, block.pages)
            joined[-1] = replace(last, text=f"{last.text}\n{block.text}", pages=pages)
        else:
            joined.append(block)
    return joined


def _examples(members: Sequence[Block]) -> Iterator[list[Block]]:
    """One list for each example: a second title in one box begins a second example."""
    part: list[Block] = []
    for block in members:
        if part and block.shape is BlockShape.HEADING and canonical(one_line(block.text)) == EXAMPLE:
            yield part
            part = []
        part.append(block)
    yield part


def _end(blocks: Sequence[Block], start: int) -> int:
    """The index after the last block of the box that begins at `start`."""
    last = start
    for index in range(start + 1, len(blocks)):
        if blocks[index].box == blocks[start].box:
            last = index
        elif blocks[index].shape not in _TRANSPARENT:
            break
    return last + 1


def _is_example(members: Sequence[Block], before: Sequence[Block]) -> bool:
    words = sum(len(block.text.split()) for block in members)
    if not BOX_WORDS_MINIMUM <= words <= BOX_WORDS_MAXIMUM or any(b.shape is BlockShape.TABLE for b in members):
        return False
    if not any(ended(one_line(block.text)) for block in members):
        return False  # names and offices: a table of signatures, not an example
    names = [canonical(one_line(b.text)) for b in members if b.shape is BlockShape.HEADING or b.emphasised]
    if names and names[0] == EXAMPLE:
        return True
    if any(names) or any(b.shape is BlockShape.ITEM and b.mark and b.mark[0].isdigit() for b in members):
        return False
    last = next((block for block in reversed(before) if block.shape not in _TRANSPARENT), None)
    return bool(before) and last is not None and (bool(names) or last.shape is not BlockShape.HEADING)


def _boxed(members: Sequence[Block]) -> Block:
    pages = None
    for block in members:
        pages = spanning(pages, block.pages)
    return Block(BlockShape.BOX, "\n".join(_lines(members)), pages=pages, joins=False)


def _lines(members: Sequence[Block]) -> Iterator[str]:
    line = ""
    for block in members:
        text = one_line(block.text)
        goes_on = block.joins is not False and block.mark is None and line and not ended(line)
        if goes_on or (block.joins and line):
            line = join_lines([line, text], frozenset())
            continue
        if line:
            yield line
        line = f"{block.mark} {text}" if block.mark else text
    if line:
        yield line
