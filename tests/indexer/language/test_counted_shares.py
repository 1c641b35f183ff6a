from __future__ import annotations

import pytest

from indexer.language import find_proportions


@pytest.mark.parametrize(
    ("text", "said", "value", "base"),
    [
        ("It was so in seven of the ten cases.", "seven of the ten", 0.7, 10),
        ("It was so in 8 out of 16.", "8 out of 16", 0.5, 16),
        ("It was so in all but one of 14 cases.", "all but one of 14", 13 / 14, 14),
        ("Help was given in all but 2 out of 10 cases.", "all but 2 out of 10", 0.8, 10),
        ("We read five plans and all but one was good.", "all but one", 0.8, 5),
        ("Seven (47%) out of a sample of 15 were late.", "Seven (47%) out of a sample of 15", 7 / 15, 15),
        ("Of the ten young people supervised, six complied.", "Of the ten young people supervised, six", 0.6, 10),
        ("There was a need in 12 cases for a plan, which was met in only 3.", "only 3", 0.25, 12),
        ("In the 14 cases we read, we found good plans in seven, mostly recent.", "seven", 0.5, 14),
        ("All 14 cases had a plan.", "All 14 cases", 1.0, 14),
        ("None of the eight had one.", "None of the eight", 0.0, 8),
    ],
)
def test_counts_are_read_with_their_base(text: str, said: str, value: float, base: int) -> None:
    (found,) = find_proportions(text)
    assert text[found.start : found.end] == said
    assert found.value == pytest.approx(value)
    assert (found.base, found.exact) == (base, True)


def test_these_are_the_ones_just_counted() -> None:
    text = "A plan was needed in 12 of the 14 cases. It was good in only three of these."
    first, second = find_proportions(text)
    assert (first.value, first.base) == (pytest.approx(12 / 14), 14)
    assert (second.value, second.base) == (0.25, 12)


@pytest.mark.parametrize("text", ["It was so in all but one case.", "There was one in every case but one."])
def test_all_but_one_without_a_base_has_no_value(text: str) -> None:
    (found,) = find_proportions(text)
    assert (found.value, found.base, found.exact) == (None, None, True)


def test_one_in_five_has_no_base_and_is_not_exact() -> None:
    (found,) = find_proportions("One in five children was late.")
    assert (found.value, found.base, found.exact) == (0.2, None, False)


@pytest.mark.parametrize(
    "text",
    [
        "There were 72 in 2015 and 3 in 2016.",
        "Two were approved in 2014 and four in 2015.",
        "Young people rated it '10 out of 10'.",
        "The county is one of the ten authorities in the pilot.",
        "It took 15 of 487 days.",
        "There were twelve of sixteen-year-olds.",
        "It was nine of the four.",
    ],
)
def test_numbers_that_share_nothing_are_left_alone(text: str) -> None:
    assert find_proportions(text) == ()
