from __future__ import annotations

import pytest

from search_app.query.language import parse_query
from search_app.query.mentions import area_names, find_areas, plain_runs

NAMES = area_names(
    [
        *("Southwark", "Barking and Dagenham", "Cheshire West and Chester", "Stoke-on-Trent", "Isle of Wight"),
        *("Reading", "Gloucestershire", "Newcastle upon Tyne", "Kingston upon Hull"),
        *("Kingston upon Thames", "St Helens"),
    ]
)


def areas_in(query: str) -> list[str]:
    return [mention.area for run in plain_runs(parse_query(query).root) for mention in find_areas(run, NAMES)]


def words_in(query: str) -> list[str]:
    (run,) = plain_runs(parse_query(query).root)
    return [" ".join(word.node.text for word in run[m.first : m.last]) for m in find_areas(run, NAMES)]


@pytest.mark.parametrize(
    ("query", "area"),
    [
        ("knife crime Southwark", "Southwark"),
        ("knife crime in southwark?", "Southwark"),
        ("Southwark's plans", "Southwark"),
        ("Barking & Dagenham reviews", "Barking and Dagenham"),
        ("barking and dagenham reviews", "Barking and Dagenham"),
        ("reviews in Barking", "Barking and Dagenham"),
        ("Cheshire West", "Cheshire West and Chester"),
        ("stoke on trent custody", "Stoke-on-Trent"),
        ("custody Stoke-on-Trent", "Stoke-on-Trent"),
        ("the isle of wight", "Isle of Wight"),
        ("St. Helens custody", "St Helens"),
        ("gangs Newcastle", "Newcastle upon Tyne"),
        ("plans in Reading", "Reading"),
    ],
)
def test_a_name_is_found_however_it_is_written(query: str, area: str) -> None:
    assert areas_in(query) == [area]


@pytest.mark.parametrize(
    "query",
    [
        "reading plans to children",
        "Reading plans to children",
        "dogs barking at night",
        "South Gloucestershire custody",
        "Newcastle under Lyme custody",
        "Newcastle-under-Lyme custody",
        "custody in Kingston",
        "wight",
        '"Southwark" custody',
        "Southwark AND custody",
        "report:southwark-2016 custody",
    ],
)
def test_another_word_or_place_or_what_is_literal_is_no_area(query: str) -> None:
    assert areas_in(query) == []


def test_two_areas_are_both_found() -> None:
    assert areas_in("custody in Southwark and Reading") == ["Southwark", "Reading"]


def test_the_longer_of_two_names_wins() -> None:
    names = area_names(["Tyneside", "North Tyneside"])
    (run,) = plain_runs(parse_query("custody North Tyneside").root)
    assert [mention.area for mention in find_areas(run, names)] == ["North Tyneside"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("London Borough of Southwark custody", "London Borough of Southwark"),
        ("custody Southwark City Council", "Southwark City Council"),
        ("custody Southwark city centre", "Southwark"),
    ],
)
def test_what_a_council_calls_itself_belongs_to_the_name(query: str, words: str) -> None:
    assert words_in(query) == [words]


@pytest.mark.parametrize(
    ("query", "area"),
    [
        ("Barking custody", "Barking and Dagenham"),
        ("Stoke missing children", "Stoke-on-Trent"),
        ("St. Helen's care leavers", "St Helens"),
        ("st helen’s care leavers", "St Helens"),
        ("hull council plans", "Kingston upon Hull"),
        ("plans in hull", "Kingston upon Hull"),
        ("Reading 2016 plans", "Reading"),
        ("reading yos plans", "Reading"),
        ("Hull custody", "Kingston upon Hull"),
        ("glos custody", "Gloucestershire"),
        ("IoW custody", "Isle of Wight"),
    ],
)
def test_a_name_that_is_a_word_too_is_told_by_its_capital_or_by_its_neighbours(query: str, area: str) -> None:
    assert areas_in(query) == [area]


@pytest.mark.parametrize(
    "query", ["the hull of a ship", "support with reading", "difficulties in reading", "newcastle under lyme custody"]
)
def test_a_word_that_is_a_name_too_stays_a_word(query: str) -> None:
    assert areas_in(query) == []


@pytest.mark.parametrize(
    ("query", "area"),
    [
        ("barkng and dagenham custody", "Barking and Dagenham"),
        ("custody southwrk", "Southwark"),
        ("Glocestershire custody", "Gloucestershire"),
        ("custody in stoke on trennt", "Stoke-on-Trent"),
        ("custdy plans", None),
        ("custody Gloustershire", "Gloucestershire"),
    ],
)
def test_a_name_with_a_slip_is_the_area_where_the_word_is_no_other(query: str, area: str | None) -> None:
    words = {"and", "custody", "in", "stoke", "on", "plans", "dagenham"}
    (run,) = plain_runs(parse_query(query).root)
    assert [each.area for each in find_areas(run, NAMES, words.__contains__)] == ([area] if area else [])
