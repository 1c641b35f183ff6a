from __future__ import annotations

import pytest

from indexer.structure.blocks import join_lines, vocabulary

WORDS = vocabulary(["recommendations were made", "a multi-agency team", "information sharing"])


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["one line", "and another"], "one line and another"),
        (["multi-", "agency work"], "multi-agency work"),
        (["multi\ufffe", "agency work"], "multi-agency work"),
        (["the recommen-", "dations"], "the recommendations"),
        (["soft\u00ad", "ware"], "software"),
        (["in 2014–", "15 it fell"], "in 2014–15 it fell"),
        (["parents/", "carers"], "parents/carers"),
        (["it fell –", "and rose"], "it fell – and rose"),
        (["well-", "known and", "liked"], "well-known and liked"),
        (["16-", "to 17-year-olds"], "16-to 17-year-olds"),
        (["", "alone"], "alone"),
        (["soft\u00adware and", "more"], "software and more"),
        (["ends in multi\ufffe"], "ends in multi-"),
    ],
)
def test_lines_are_joined_as_the_words_are_written_elsewhere(lines: list[str], joined: str) -> None:
    assert join_lines(lines, WORDS) == joined
