from __future__ import annotations

import re

import pytest

from indexer.language.proportions import NUMBER_PATTERN, number_of


@pytest.mark.parametrize(
    ("text", "value"),
    [("seven", 7), ("Twenty-one", 21), ("thirty two", 32), ("14", 14), ("1,200", 1200), ("zero", 0), ("Ninety", 90)],
)
def test_numbers_are_read_in_words_and_figures(text: str, value: int) -> None:
    match = re.fullmatch(NUMBER_PATTERN, text, re.IGNORECASE)
    assert match is not None
    assert number_of(match.group()) == value


@pytest.mark.parametrize("text", ["sevenths", "tension", "onerous", "sixty-fold"])
def test_a_number_inside_a_word_is_none(text: str) -> None:
    assert re.fullmatch(NUMBER_PATTERN, text, re.IGNORECASE) is None
