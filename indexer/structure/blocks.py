"""What every reader hands on: blocks of text in reading order, with what the format itself says about them.

A reader decides nothing about inspection reports. It says "this stands as a list item marked 1.1." and
leaves it to `indexer.structure` to say that this is a numbered paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.records import Finding


class BlockShape(StrEnum):
    """How a block stands in its source."""

    TEXT = "text"
    HEADING = "heading"  # the format says so: Markdown #, HTML h1..h6, a Word heading style, larger or bold type
    ITEM = "item"  # a list mark or a number stands before it
    TABLE = "table"  # rows are lines, cells are parted by a tab
    BOX = "box"  # a drawn frame with an example in it; its paragraphs are lines
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"  # running headers, page numbers: the format or the layout says so
    RULE = "rule"  # a drawn or typed line, a page break: no text


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the source that belongs together.

    `text` has its inline markup removed. A line break stays where the source breaks the line on purpose
    or may have. `mark` is the list mark or number as printed ("•", "1.1.", "iv)"), without which `text`
    stands. `level` is 1 for the outermost heading or list, 0 where the format does not say. `pages` is
    (first, last) from 1. `box` numbers the drawn frame that the block stands in, None outside any.
    `emphasised` is True where all of it is bold. `joins` is what the layout says about the block before:
    True, it goes on from there; False, it does not; None, the format cannot tell.
    """

    shape: BlockShape
    text: str
    mark: str | None = None
    level: int = 0
    pages: tuple[int, int] | None = None
    box: int | None = None
    emphasised: bool = False
    joins: bool | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read, before anyone asks what it means.

    `printed` is every character that the file shows, with white space left out and in the order of the
    file: what the accounting compares the report with. `keywords` are the words that the file's own
    metadata carries. `findings` are about the reading, such as a page without a text layer.
    """

    blocks: tuple[Block, ...]
    printed: str
    findings: tuple[Finding, ...] = ()
    keywords: str = ""
