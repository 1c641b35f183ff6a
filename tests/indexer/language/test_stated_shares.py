from __future__ import annotations

import pytest

from indexer.language import find_proportions


@pytest.mark.parametrize(
    ("text", "value", "exact"),
    [
        ("35% of pupils", 0.35, True),
        ("37.4 per cent of pupils", 0.374, True),
        ("Ninety-two per cent of pupils", 0.92, True),
        ("three-quarters of the cases", 0.75, False),
        ("Two thirds of the cases", 2 / 3, False),
        ("a quarter (12) of the cases", 0.25, False),
        ("half of the cases", 0.5, False),
        ("in all cases", 1.0, True),
        ("none were late", 0.0, True),
    ],
)
def test_stated_shares_are_read(text: str, value: float, exact: bool) -> None:
    (found,) = find_proportions(text)
    assert found.value == pytest.approx(value)
    assert found.exact is exact
    assert found.base is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("over 80% of pupils", 0.8, 1.0),
        ("at least 80% of pupils", 0.8, 1.0),
        ("up to 80% of pupils", 0.0, 0.8),
        ("20–25% of pupils", 0.2, 0.25),
        ("just over half of the cases", 0.5, 1.0),
        ("fewer than half of the cases", 0.0, 0.5),
        ("nearly half of the cases", 0.0, 0.5),
        ("about half of the cases", 0.5, 0.5),
        ("almost all of the cases", None, None),
        ("most cases", None, None),
    ],
)
def test_what_stands_before_a_number_bounds_it(text: str, low: float | None, high: float | None) -> None:
    (found,) = find_proportions(text)
    assert (found.low, found.high, found.exact) == (low, high, False)


def test_a_percentage_takes_its_base_from_the_count_behind_it() -> None:
    percentage, count = find_proportions("44% (8 out of 18 seen) were late")
    assert (percentage.value, percentage.base) == (0.44, 18)
    assert count.base == 18


def test_words_that_fix_no_share_have_no_value() -> None:
    (found,) = find_proportions("It was so in a small number of cases.")
    assert (found.value, found.exact) == (None, False)


def test_a_figure_in_brackets_replaces_the_word_before_it() -> None:
    (found,) = find_proportions("Only a small minority (17%) were late.")
    assert found.value == pytest.approx(0.17)


@pytest.mark.parametrize(
    "text",
    [
        "a rise of 10% on last year",
        "numbers fell by 5%",
        "a 12% increase in referrals",
        "two percentage points",
        "120% of the target",
        "each quarter of the year",
        "the first three quarters of the year",
        "a third party",
        "half an hour",
        "two and a half days",
        "the second half of the year",
        "children from minority ethnic groups",
        "the most vulnerable children",
        "It was not so in all cases",
        "Ensure that all plans are good",
        "at most two plans",
    ],
)
def test_what_is_no_share_is_left_alone(text: str) -> None:
    assert find_proportions(text) == ()
