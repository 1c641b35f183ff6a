from __future__ import annotations

import pytest

from indexer.language.areas import standard_areas
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
        ("hull care leavers", "Kingston upon Hull"),
        ("care leavers hull", "Kingston upon Hull"),
        ("stoke missing children", "Stoke-on-Trent"),
        ("glos custody", "Gloucestershire"),
        ("IoW custody", "Isle of Wight"),
    ],
)
def test_a_name_that_is_a_word_too_is_told_by_its_capital_or_by_its_neighbours(query: str, area: str) -> None:
    assert areas_in(query) == [area]


@pytest.mark.parametrize(
    "query",
    [
        "the hull of a ship",
        "hull of a ship",
        "reading plans",
        "plans for a child who sees dogs barking",
        "support with reading",
        "difficulties in reading",
        "newcastle under lyme custody",
    ],
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


BRITISH = area_names(area.name for area in standard_areas().areas)


@pytest.mark.parametrize(
    ("query", "area"),
    [
        ("Stoke-upon-Trent custody", "Stoke-on-Trent"),
        ("stoke trent", "Stoke-on-Trent"),
        ("Newcastle on Tyne", "Newcastle upon Tyne"),
        ("kingston on hull", "Kingston upon Hull"),
        ("Kingston-on-Thames plans", "Kingston upon Thames"),
        ("Richmond on Thames", "Richmond upon Thames"),
        ("Southend upon Sea", "Southend-on-Sea"),
        ("Blackburn & Darwen", "Blackburn with Darwen"),
        ("Blackburn and Darwen", "Blackburn with Darwen"),
        ("Saint Helen's", "St Helens"),
        ("Northeast Lincolnshire", "North East Lincolnshire"),
        ("Bath & Northeast Somerset", "Bath and North East Somerset"),
        ("East Riding of York", "East Riding of Yorkshire"),
    ],
)
def test_small_words_of_a_name_may_be_others(query: str, area: str) -> None:
    (run,) = plain_runs(parse_query(query).root)
    assert {each.area for each in find_areas(run, BRITISH)} == {area}


@pytest.mark.parametrize(
    ("query", "area"),
    [
        ("isle of white custody", "Isle of Wight"),
        ("Isle of Wright", "Isle of Wight"),
        ("custody Isle of Wite", "Isle of Wight"),
        ("Tower Hamlet", "Tower Hamlets"),
        ("Waltham Forrest", "Waltham Forest"),
        ("Blackburn with Darwin", "Blackburn with Darwen"),
        ("Telford and Reekin", "Telford and Wrekin"),
        ("Milton Keens", "Milton Keynes"),
        ("Stoke on Tent", "Stoke-on-Trent"),
        ("Leister", "Leicester"),
        ("Glostershire", "Gloucestershire"),
        ("Middlesboro", "Middlesbrough"),
        ("Peterboro", "Peterborough"),
        ("Hartfordshire", "Hertfordshire"),
        ("Herfordshire", None),  # Hertfordshire or Herefordshire
        ("North Links", None),
        ("isle of man", None),
        ("white children", None),
        ("the Tees and Thames Valley", None),
        ("Thames Valley", None),
        ("West Midlands", None),
    ],
)
def test_a_word_that_sounds_like_one_of_a_name_stands_for_it_where_the_rest_tells(query: str, area: str | None) -> None:
    words = {"white", "right", "tower", "hamlet", "forrest", "darwin", "tent", "links", "man", "children", "valley"}
    words |= {"isle", "with", "and", "custody", "north", "west", "midlands", "the", "thames", "tees"}
    (run,) = plain_runs(parse_query(query).root)
    assert [each.area for each in find_areas(run, BRITISH, words.__contains__)] == ([area] if area else [])


@pytest.mark.parametrize(
    "query",
    [
        "Stoke Newington",
        "stoke mandeville",
        "Bury St Edmunds",
        "Sutton Coldfield",
        "Chester le Street",
        "Newport Pagnell",
    ],
)
def test_another_place_that_begins_with_the_name_of_an_area_is_no_area(query: str) -> None:
    (run,) = plain_runs(parse_query(query).root)
    assert find_areas(run, BRITISH) == []
