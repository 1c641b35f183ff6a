"""The table of contents: lines that end in page numbers, after a heading that says "Contents"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.structure.blocks import Block, BlockShape
from indexer.structure.pieces import one_line

_TITLE = re.compile(r"(?:table of )?contents(?: page)?:?\Z", re.IGNORECASE)
_ENTRY = re.compile(r".*\S(?:[ .…\t_]+)(?:\d{1,3}|[ivx]{1,5})\Z", re.DOTALL)
_TRANSPARENT = (BlockShape.FURNITURE, BlockShape.FOOTNOTE, BlockShape.RULE)

ENTRY_WORDS_MAXIMUM = 30
"""The longest heading with its page number; a finding that happens to end in a number is longer or a sentence."""

LOOKAHEAD_BLOCKS = 2
"""An entry that is broken over lines may come as two blocks, of which only the last carries the page."""


def contents_blocks(blocks: Sequence[Block]) -> set[int]:
    """The indices of the blocks that are a table of contents with its heading."""
    found: set[int] = set()
    for index, block in enumerate(blocks):
        if _TITLE.match(one_line(block.text)) and index not in found:
            entries = _entries(blocks, index + 1)
            if entries:
                found.update([index, *entries])
    return found


def _entries(blocks: Sequence[Block], start: int) -> list[int]:
    entries: list[int] = []
    waiting: list[int] = []
    for index in range(start, len(blocks)):
        block = blocks[index]
        if block.shape in _TRANSPARENT:
            continue
        if _is_entry(block):
            entries += [*waiting, index]
            waiting = []
        elif len(waiting) < LOOKAHEAD_BLOCKS and _may_be_half_an_entry(block):
            waiting.append(index)
        else:
            break
    return entries


def _is_entry(block: Block) -> bool:
    lines = block.text.split("\n") if block.shape is BlockShape.TABLE else [block.text]
    return all(_ENTRY.match(line.strip()) and len(line.split()) <= ENTRY_WORDS_MAXIMUM for line in lines)


def _may_be_half_an_entry(block: Block) -> bool:
    text = one_line(block.text)
    return len(text.split()) <= ENTRY_WORDS_MAXIMUM and not text.endswith((".", ":", ";"))
