from __future__ import annotations

from indexer.structure.blocks import Block, BlockShape
from indexer.structure.body import contents_blocks


def _blocks(*texts: str) -> list[Block]:
    return [Block(BlockShape.TEXT, text) for text in texts]


def test_entries_after_the_title_are_contents_until_the_report_begins() -> None:
    blocks = _blocks("Contents", "Executive summary 2", "Recommendations ..... 4", "Executive summary", "It was good.")
    assert contents_blocks(blocks) == {0, 1, 2}


def test_an_entry_broken_over_two_blocks_is_whole() -> None:
    blocks = _blocks("Contents", "Overall effectiveness of services for children and", "young people 4", "Summary")
    assert contents_blocks(blocks) == {0, 1, 2}


def test_a_section_called_contents_without_entries_is_left_alone() -> None:
    assert contents_blocks(_blocks("Contents", "The box held letters.")) == set()


def test_contents_set_as_a_table() -> None:
    blocks = [*_blocks("Contents"), Block(BlockShape.TABLE, "Summary\t2\nFindings\t7"), *_blocks("Summary")]
    assert contents_blocks(blocks) == {0, 1}
