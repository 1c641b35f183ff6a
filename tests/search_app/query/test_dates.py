"""A day leads to its report, a month and a year of the service to theirs."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.records import ReportType
from search_app.filters.filters import Filters
from search_app.query.dates import days_of_reports
from search_app.query.language import parse_query
from search_app.query.mentions import ArchiveNames, area_names
from search_app.query.understanding import Understanding, understand
from tests.indexer.reports import make_report

DAYS = days_of_reports(
    [
        make_report("ashmere-2016", published=date(2016, 5, 18), inspection_end=date(2016, 4, 27)),
        make_report("corley-2016", published=date(2016, 4, 27)),
        make_report("dunmere-2015", published=None, inspection_end=date(2015, 2, 3)),
    ]
)
SENTENCE = "Since the team moved in December 2014 its managers have met each week to look at cases"
NAMES = ArchiveNames({}, frozenset({2014, 2015, 2016}), frozenset())


def asked(query: str, ignore: str = "") -> Understanding:
    return understand(parse_query(query), NAMES, Filters(), lambda _: True, {ignore}, lambda: DAYS)


@pytest.mark.parametrize(
    ("query", "reports", "left"),
    [
        ("report of 18 May 2016", ("ashmere-2016",), ""),
        ("custody 18th May 2016", ("ashmere-2016",), "custody"),
        ("letter dated 18/05/2016, custody", ("ashmere-2016",), "custody"),
        ("custody 18.05.2016", ("ashmere-2016",), "custody"),
        ("custody 18/05/16", ("ashmere-2016",), "custody"),
        ("custody 18 May '16", ("ashmere-2016",), "custody"),
        ("custody May 18th, 2016", ("ashmere-2016",), "custody"),
        ("2016-05-18", ("ashmere-2016",), ""),
        ("27 April 2016 plans", ("corley-2016", "ashmere-2016"), "plans"),
        ("inspection on 3 Feb 2015", ("dunmere-2015",), ""),
    ],
)
def test_a_day_is_its_report(query: str, reports: tuple[str, ...], left: str) -> None:
    result = asked(query)
    assert (result.restriction, result.parsed.semantic_text) == (Filters(reports=reports), left)
    assert [each.kind for each in result.understood] == ["date"]


@pytest.mark.parametrize(
    ("query", "earliest", "latest"),
    [
        ("custody 2014/15", "2014-04-01", "2015-03-31"),
        ("custody in 2014-15", "2014-04-01", "2015-03-31"),
        ("custody 2014–15", "2014-04-01", "2015-03-31"),
        ("custody in December 2014", "2014-12-01", "2014-12-31"),
        ("custody Feb. 2016", "2016-02-01", "2016-02-29"),
        ("custody May 16", "2016-05-01", "2016-05-31"),
        ("custody in may '16", "2016-05-01", "2016-05-31"),
        ("custody since May 2016", "2016-05-01", None),
        ("custody after 3 May 2016", "2016-05-04", None),
        ("custody before Feb 16", None, "2016-01-31"),
        ("custody until 2014/15", None, "2015-03-31"),
        ("custody from March 2015 to May 2016", "2015-03-01", "2016-05-31"),
        ("custody between 2014/15 and May 2016", "2014-04-01", "2016-05-31"),
    ],
)
def test_a_month_and_a_year_of_the_service_are_ranges(query: str, earliest: str, latest: str) -> None:
    result = asked(query)
    assert result.restriction == Filters(earliest=earliest, latest=latest)
    assert result.parsed.semantic_text == "custody"


@pytest.mark.parametrize(
    "query",
    [
        "custody 2014/16",
        "12 of 20 cases",
        "in May 16 of 20 cases",
        "in May 16 cases",
        "March 99",
        "aged 14/15",
        SENTENCE,
    ],
)
def test_what_is_no_date_is_none(query: str) -> None:
    assert "date" not in [each.kind for each in asked(query).understood]


def test_a_day_without_a_report_says_which_is_nearest_and_leaves_the_year() -> None:
    result = asked("report of 20 May 2016")
    assert result.notes == ("No report of 20 May 2016 in this archive (nearest: ashmere-2016, 18 May 2016).",)
    assert result.restriction == Filters(years=("2016",))


def test_a_date_taken_back_leaves_its_words() -> None:
    assert asked("custody December 2014", "date:December 2014").restriction == Filters(years=("2014",))


AREAS = ArchiveNames(
    area_names(["Ashmere", "Corley"]), frozenset({2015, 2016}), frozenset(), types=frozenset(ReportType)
)


def newest(query: str, newest_of: dict[tuple[str, ...], str]) -> Understanding:
    """`newest_of` has the newest day of each choice of areas."""

    def leaves(filters: Filters) -> bool:
        return filters.earliest is None or filters.earliest <= date.fromisoformat(newest_of[filters.areas])

    return understand(parse_query(query), AREAS, Filters(), leaves, (), lambda: DAYS)


@pytest.mark.parametrize(
    ("query", "day", "left"),
    [
        ("latest report on Ashmere", "2015-02-03", ""),
        ("most recent Ashmere inspection custody", "2015-02-03", "custody"),
        ("custody in the newest letter", "2016-05-18", "custody"),
        ("the latest SQS", "2016-05-18", ""),
    ],
)
def test_the_latest_report_is_the_newest_that_there_is(query: str, day: str, left: str) -> None:
    result = newest(query, {(): "2016-05-18", ("Ashmere",): "2015-02-03"})
    assert result.restriction.earliest == date.fromisoformat(day)
    assert [one.value for one in result.understood if one.kind == "date"] == ["the latest report"]
    assert result.parsed.semantic_text == left


@pytest.mark.parametrize(
    "query",
    ["latest figures", "newest reports", "since the last inspection", "recent report of abuse", '"latest report"'],
)
def test_what_is_no_latest_report_is_a_word(query: str) -> None:
    assert newest(query, {(): "2016-05-18"}).restriction == Filters()
