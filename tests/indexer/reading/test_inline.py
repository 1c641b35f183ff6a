from __future__ import annotations

import pytest

from indexer.reading.inline import plain, wholly_strong


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("**bold** and *slanted* and ***both***", "bold and slanted and both"),
        ("<i>To:</i>\tJo", "To:\tJo"),
        ("the rate<sup>1</sup> fell", "the rate¹ fell"),
        ("the rate[^12] fell", "the rate¹² fell"),
        ("[the words](https://example.org/a_b) stay", "the words stay"),
        ("<https://example.org/a_b>", "https://example.org/a_b"),
        ("some_file_name and 2 * 3 * 4", "some_file_name and 2 * 3 * 4"),
        ("fish &amp; chips", "fish & chips"),
        ("1\\.1\\. Plans", "1.1. Plans"),
        ("cases < 5 and > 3", "cases < 5 and > 3"),
        ("![logo](x.png)Words", "Words"),
        ("one<br>two", "one\ntwo"),
    ],
)
def test_markup_goes_and_words_stay(markup: str, words: str) -> None:
    assert plain(markup) == words


@pytest.mark.parametrize(
    ("markup", "whole"),
    [("**Key strengths**", True), ("**Key** strengths", False), ("**a** and **b**", False), ("<b>All</b>", True)],
)
def test_only_a_whole_line_in_bold_counts(markup: str, whole: bool) -> None:
    assert wholly_strong(markup) is whole
