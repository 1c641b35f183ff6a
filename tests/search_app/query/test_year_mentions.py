from __future__ import annotations

import pytest

from search_app.query.language import parse_query
from search_app.query.mentions import find_years, plain_runs

YEARS = frozenset({2012, 2014, 2016})


def years_in(query: str) -> list[str]:
    return [mention.value for run in plain_runs(parse_query(query).root) for mention in find_years(run, YEARS)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("knife crime 2016", ["2016"]),
        ("in 2016, custody", ["2016"]),
        ("custody from 2012 to 2014", ["2012-2014"]),
        ("custody between 2012 and 2014", ["2012-2014"]),
        ("custody 2013-2015", ["2013-2015"]),
        ("custody 2012 and 2014", ["2012", "2014"]),
        ("custody since 2014", ["2014-2016"]),
        ("custody after 2014", ["2015-2016"]),
        ("custody before 2014", ["2012-2013"]),
        ("custody until 2014", ["2012-2014"]),
        ("custody from 2014 to 2012", ["2012-2014"]),
        ("custody 2014-2012", ["2012-2014"]),
    ],
)
def test_years_and_ranges_of_the_archive_are_found(query: str, expected: list[str]) -> None:
    assert years_in(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        *("custody 2013", "custody 1989", "custody 2015-16", "12016", "the Care Act 2014"),
        *("Working Together 2014", "custody before 2012", '"2016"', "year:2016 custody", "custody AND 2016"),
    ],
)
def test_other_numbers_and_the_years_of_laws_are_left_as_words(query: str) -> None:
    assert years_in(query) == []


def test_an_archive_without_dates_has_no_years_to_find() -> None:
    (run,) = plain_runs(parse_query("custody since 2014").root)
    assert find_years(run, frozenset()) == []
