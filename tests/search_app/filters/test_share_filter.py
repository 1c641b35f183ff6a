from __future__ import annotations

import pytest

from indexer.errors import QueryRefused
from search_app.filters.shares import ShareRange, asked_share, parse_share, shares_of

SEVEN_OF_TEN = "Plans were thorough in seven of the ten cases."


def says_share(text: str, wanted: ShareRange, inspectorate: str | None = None) -> bool:
    return wanted.is_said(shares_of(text, inspectorate))


@pytest.mark.parametrize(
    "wanted", [">=0.7", "≥ 70%", "<=0.7", "=0.7", "0.7", "0.5-0.75", "50% to 75%", ">0.65", "< .75"]
)
def test_a_share_within_the_range_passes(wanted: str) -> None:
    assert says_share(SEVEN_OF_TEN, parse_share(wanted))


@pytest.mark.parametrize("wanted", [">=0.75", "<=0.65", "=0.8", "0.1-0.5", ">0.7", "<70%"])
def test_a_share_outside_the_range_does_not_pass(wanted: str) -> None:
    assert not says_share(SEVEN_OF_TEN, parse_share(wanted))


def test_a_third_equals_33_per_cent() -> None:
    assert says_share("This was so in a third of cases.", parse_share("=33%"))


def test_words_that_fix_no_share_pass_no_filter() -> None:
    assert not says_share("A small number of cases were poor.", parse_share("0-1"))


def test_a_range_passes_where_all_of_it_lies_within() -> None:
    text = "It was so in most cases."
    assert says_share(text, parse_share(">=0.75"), "Ofsted")
    assert not says_share(text, parse_share(">=0.9"), "Ofsted")
    assert not says_share(text, parse_share(">=0.75"))
    assert says_share("It was so in over half of the cases.", parse_share(">=0.5"))
    assert not says_share("It was so in over half of the cases.", parse_share(">=0.75"))


def test_one_of_several_proportions_is_enough() -> None:
    assert says_share(f"{SEVEN_OF_TEN} Reviews were late in two of the ten cases.", parse_share("<=0.25"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lots", "'lots' is not a share"),
        ("", "'' is not a share"),
        (">=", "is not a share"),
        ("-0.5", "is not a share"),
        ("7", "is more than the whole"),
        (">=120%", "is more than the whole"),
        ("0.8-0.2", "ends before it begins"),
    ],
)
def test_what_is_no_share_is_refused_with_the_ways_to_write_one(text: str, message: str) -> None:
    with pytest.raises(QueryRefused, match=message) as refused:
        parse_share(text)
    assert ">=0.75" in refused.value.hint


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (">=75%", "at least 75%"),
        (">0.5", "more than 50%"),
        ("<=0.5", "at most 50%"),
        ("<50%", "less than 50%"),
        ("=0.7", "exactly 70%"),
        ("0.5-0.75", "from 50% to 75%"),
    ],
)
def test_a_range_is_said_in_words_and_reads_back_from_its_text(share: str, words: str) -> None:
    wanted = parse_share(share)
    assert wanted.words == words
    assert parse_share(wanted.text) == wanted


@pytest.mark.parametrize(
    ("query", "words", "share"),
    [
        ("more than half of the cases late", "more than half", ">0.5"),
        ("plans late in one in ten", "one in ten", "=0.1"),
        ("50% of plans", "50%", "=0.5"),
        ("7 of 10 cases", "7 of 10", "=0.7"),
        ("seven of the ten cases", "seven of the ten", "=0.7"),
        ("at least 80% of plans", "at least 80%", ">=0.8"),
        ("fewer than 20% of plans", "fewer than 20%", "<0.2"),
    ],
)
def test_a_proportion_in_a_query_is_offered_as_a_filter(query: str, words: str, share: str) -> None:
    asked = asked_share(query)
    assert asked is not None
    assert query[asked.start : asked.end] == words
    assert asked.share.text == share


@pytest.mark.parametrize("query", ["knife crime", "most cases", "2014", "paragraph 2.3", ""])
def test_a_query_without_one_offers_nothing(query: str) -> None:
    assert asked_share(query) is None


def test_digits_find_words_through_the_offered_filter() -> None:
    asked = asked_share("7 of 10 cases")
    assert asked is not None
    assert says_share(SEVEN_OF_TEN, asked.share)
