"""A word has a range where its inspectorate has published one, and no share elsewhere."""

from __future__ import annotations

from itertools import pairwise

import pytest

from indexer.language import find_proportions
from indexer.language.proportions import OFSTED, OFSTED_RANGES
from search_app.answers.labels import share_words

PER_CENT = [(low / 100, high / 100) for low, high in OFSTED_RANGES.values()]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("almost all of the cases", 0.97, 1.0),
        ("The vast majority of plans", 0.97, 1.0),
        ("most cases", 0.80, 0.96),
        ("a large majority of plans", 0.65, 0.79),
        ("the majority of plans", 0.51, 0.64),
        ("a minority of plans", 0.35, 0.49),
        ("A small minority of plans", 0.20, 0.34),
        ("a very small minority of plans", 0.0, 0.19),
        ("few of the plans", 0.0, 0.19),
    ],
)
def test_a_word_has_its_published_range_in_the_reports_of_ofsted_alone(text: str, low: float, high: float) -> None:
    (found,) = find_proportions(f"It was so in {text}.", OFSTED)
    assert (found.low, found.high, found.source, found.value) == (low, high, OFSTED, None)
    for inspectorate in (None, "HM Inspectorate of Probation", "Ofsted and Care Quality Commission"):
        (found,) = find_proportions(f"It was so in {text}.", inspectorate)
        assert (found.low, found.high, found.source) == (None, None, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("most of the ten cases", "8 to 9 of 10 in Ofsted’s words"),
        ("a small minority of the 12 cases", "3 to 4 of 12 in Ofsted’s words"),
        ("almost all of the 40 cases", "39 of 40 in Ofsted’s words"),
        ("almost all of the 12 cases", ""),
        ("a majority of the three cases", ""),
    ],
)
def test_the_number_of_cases_cuts_a_range_to_what_can_be(text: str, words: str) -> None:
    (found,) = find_proportions(f"It was so in {text}.", OFSTED)
    assert share_words(found) == words


def test_words_that_ofsted_has_not_published_have_no_range() -> None:
    for word in ("an overwhelming majority", "a significant minority", "a small number", "very few of the"):
        (found,) = find_proportions(f"It was so in {word} cases.", OFSTED)
        assert found.low is None


def test_the_ranges_of_ofsted_do_not_overlap_and_leave_nothing_out() -> None:
    ranges = sorted(set(OFSTED_RANGES.values()))
    assert ranges[0][0] == 0
    assert ranges[-1][1] == 100
    assert all(after[0] - before[1] in (1, 2) for before, after in pairwise(ranges))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("9.7% of cases", "9.7%"),
        ("97% of cases", "97%"),
        ("seven of the ten cases", "70%"),
        ("two of the three cases", "66.7%"),
        ("half of the cases", "about 50%"),
        ("over half of the cases", ""),
        ("almost all of the 12 cases", ""),
        ("not all of the 12 cases", ""),
        ("nearly all of the cases", ""),
        ("a small number of cases", ""),
    ],
)
def test_a_share_is_told_as_it_is_printed_and_a_bound_is_no_share(text: str, words: str) -> None:
    assert [share_words(found) for found in find_proportions(text)] in ([words], [] if not words else [words])
