from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.records import ReportType
from search_app.filters.filters import Filters
from search_app.query.language import parse_query
from search_app.query.mentions import ArchiveNames, absent_areas, absent_names, area_names
from search_app.query.understanding import EVERYTHING, Understanding, understand

NAMES = ArchiveNames(area_names(["Southwark", "Brent"]), frozenset({2014, 2016}), frozenset({"key-strengths"}))


def understood(
    query: str, given: Filters | None = None, leaves: Callable[[Filters], bool] = lambda _: True, ignore: str = ""
) -> Understanding:
    return understand(parse_query(query), NAMES, given or Filters(), leaves, {ignore})


def keys(understanding: Understanding) -> list[str]:
    return [one.key for one in understanding.understood]


def left(understanding: Understanding) -> str:
    return understanding.parsed.semantic_text


def test_area_year_and_section_are_taken_out_together() -> None:
    result = understood("key strengths in knife crime in Southwark from 2014 to 2016")
    assert keys(result) == ["section:key-strengths", "area:Southwark", "year:2014-2016"]
    assert result.restriction == Filters(areas=("Southwark",), years=("2014-2016",), sections=("key-strengths",))
    assert left(result) == "in knife crime"


def test_the_place_of_what_was_understood_is_that_of_its_words() -> None:
    (one,) = understood("knife crime, Southwark?").understood
    assert (one.words, one.start, one.end) == ("Southwark", 13, 22)


def test_two_areas_are_alternatives() -> None:
    result = understood("custody in Southwark and Brent")
    assert result.restriction.areas == ("Southwark", "Brent")
    assert left(result) == "custody"


def test_a_query_of_names_alone_leaves_no_words_to_rank_by() -> None:
    assert understood("what about Southwark in 2016").parsed.words == ()


@pytest.mark.parametrize("given", [Filters(areas=("Brent",)), Filters(reports=("brent-2016",))])
def test_an_area_is_not_understood_beside_one_that_is_given(given: Filters) -> None:
    assert keys(understood("custody Southwark", given)) == []


@pytest.mark.parametrize("query", ["custody Southwark area:Brent", "custody Southwark report:brent-2016"])
def test_an_area_is_not_understood_beside_a_field(query: str) -> None:
    assert keys(understood(query)) == []


def test_a_year_is_not_understood_beside_dates_that_are_given() -> None:
    assert keys(understood("custody Brent 2016", Filters(years=("2014",)))) == ["area:Brent"]


def test_what_would_leave_no_report_only_ranks_and_is_said() -> None:
    result = understood("custody Brent 2016", leaves=lambda filters: not filters.years)
    assert keys(result) == ["area:Brent"]
    assert left(result) == "custody 2016"
    assert result.notes == (
        "No report here matches “2016” together with the rest of the query, so this only affects the ranking.",
    )


def test_what_is_ignored_stays_among_the_words() -> None:
    result = understood("custody Brent 2016", ignore="area:brent")
    assert keys(result) == ["year:2016"]
    assert left(result) == "custody Brent"


def test_a_literal_search_understands_nothing() -> None:
    result = understood("custody Brent 2016", ignore=EVERYTHING)
    assert (keys(result), left(result)) == ([], "custody Brent 2016")


def test_quotations_stay_and_still_must_hold() -> None:
    result = understood('"home visits" Brent')
    assert left(result) == "home visits"
    assert result.parsed.constraint is not None


HELD = area_names(["Bradford", "Hull", "East Sussex", "Southwark"])
ABSENT = absent_areas(HELD.values())
LISTED = ArchiveNames({**absent_names(ABSENT), **HELD}, frozenset(), frozenset(), ABSENT)


def asked(query: str) -> Understanding:
    return understand(parse_query(query), LISTED, Filters(), lambda _: True)


def test_an_area_without_a_report_is_said_with_the_nearest_and_never_another_in_its_place() -> None:
    result = asked("Leeds custody")
    assert result.notes == ("No report on Leeds in this archive (nearest: Bradford and Hull).",)
    assert result.restriction == Filters()
    assert result.is_absent
    assert left(result) == "Leeds custody"
    assert asked("custody in Cardiff").notes == ("No report on Cardiff in this archive.",)


def test_an_area_without_a_report_beside_one_with_reports_is_said_too() -> None:
    result = asked("Leeds and Bradford custody")
    assert result.restriction == Filters(areas=("Bradford",))
    assert result.notes == ("No report on Leeds in this archive (nearest: Bradford and Hull).",)
    assert not result.is_absent


def test_what_covers_several_areas_stands_for_those_that_are_here() -> None:
    result = asked("Sussex custody")
    assert result.restriction == Filters(areas=("East Sussex",))
    assert result.notes == ("No report on Sussex as a whole in this archive; East Sussex belongs to it.",)
    assert left(result) == "custody"


def test_an_area_goes_by_the_name_that_the_archive_has() -> None:
    assert asked("custody Kingston upon Hull").restriction == Filters(areas=("Hull",))


def test_an_area_without_a_report_that_is_taken_back_is_a_word() -> None:
    assert understand(parse_query("Leeds custody"), LISTED, Filters(), lambda _: True, {"area:Leeds"}).notes == ()


@pytest.mark.parametrize(
    ("query", "lens", "subject"),
    [
        ("who does home visits well?", "good-practice", "home visits"),
        ("good practice in engaging parents", "good-practice", "engaging parents"),
        ("examples of joint plans", "good-practice", "joint plans"),
        ("engaging parents: good practice", "good-practice", "engaging parents:"),
        ("which areas do home visits well in Brent", "good-practice", "home visits"),
        ("problems with transition to adult services", "shortfall", "transition to adult services"),
        ("weaknesses in reviewing", "shortfall", "reviewing"),
        ("what goes wrong with transfers", "shortfall", "transfers"),
        ("who keeps parents informed well", "good-practice", "keeps parents informed"),
        ("who is good at home visits", "good-practice", "home visits"),
        ("who's best at home visits", "good-practice", "home visits"),
        ("Which services do home visits very well", "good-practice", "home visits"),
        ("which youth offending teams engage parents well", "good-practice", "engage parents"),
        ("which local authorities do well-being well", "good-practice", "well-being"),
        ("which services work well with parents", "good-practice", "parents"),
        ("what works in resettlement", "good-practice", "resettlement"),
        ("what works well with girls", "good-practice", "girls"),
        ("what works to reduce reoffending", "good-practice", "reduce reoffending"),
        ("where are plans reviewed well", "good-practice", "plans reviewed"),
        ("where is management oversight strong", "good-practice", "management oversight"),
        ("examples of work with children not in education", "good-practice", "work with children not in education"),
        ("where is supervision done badly", "shortfall", "supervision"),
        ("who manages risk poorly", "shortfall", "manages risk"),
        ("which areas are weak at planning", "shortfall", "planning"),
        ("where is oversight poor", "shortfall", "oversight"),
        ("what does not work in custody", "shortfall", "custody"),
        ("what does Brent do well", "good-practice", ""),
        ("What did Brent do really badly?", "shortfall", ""),
        ("children not in education good practice", "good-practice", "children not in education"),
        ("what doesn’t work in custody", "shortfall", "custody"),
    ],
)
def test_the_words_around_a_subject_put_the_lens_on(query: str, lens: str, subject: str) -> None:
    result = understood(query)
    assert (result.lens, left(result)) == (lens, subject)
    assert f"lens:{lens}" in keys(result)


@pytest.mark.parametrize(
    "query",
    [
        *("no good practice", "plans without good practice", "supervision is not best practice", "no poor practice"),
        *("good practice", "children with problems with alcohol", "working well with schools", "who does what"),
        *("how well are plans reviewed", "how well is supervision done", "wellbeing", "well-being", "who is well"),
        *("who promotes well-being", "children who do well", "which children do well", "who was very well"),
        *("who attends reviews as well", "who does not review plans well", "who doesn’t review plans well"),
        *("home visits not done well", "how home visits are done well", "where children live", "what works"),
        *("good work", "who is at risk", "the best interests of the child", "where is the child"),
    ],
)
def test_words_inside_a_subject_put_no_lens_on(query: str) -> None:
    assert understood(query).lens is None


def test_no_lens_is_put_over_one_that_is_chosen_or_taken_back() -> None:
    assert understood("problems with custody", Filters(lens="expectation")).lens is None
    assert understood("problems with custody", ignore="lens:shortfall").lens is None


TYPED = ArchiveNames(
    area_names(["Southwark"]),
    frozenset({2014}),
    frozenset(),
    types=frozenset({ReportType.SQS, ReportType.CHILD_PROTECTION}),
)


def typed(query: str, given: Filters | None = None) -> Understanding:
    return understand(parse_query(query), TYPED, given or Filters(), lambda _: True)


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ("Southwark SQS custody", "custody"),
        ("custody sqs letters", "custody"),
        ("custody in the SQSs of 2014", "custody"),
        ("custody in the Short Quality Screening report of Southwark", "custody"),
    ],
)
def test_a_type_of_report_is_a_filter(query: str, rest: str) -> None:
    result = typed(query)
    assert result.restriction.types == ("Short Quality Screening",)
    assert left(result) == rest


@pytest.mark.parametrize(
    "query", ["JTAI custody", "child protection", "screening custody", '"SQS" custody', "type:sqs SQS"]
)
def test_what_is_no_type_here_or_a_subject_or_literal_is_none(query: str) -> None:
    assert not typed(query).restriction.types


def test_a_type_is_not_understood_beside_one_that_is_given() -> None:
    assert not typed("SQS custody", Filters(types=("jtai",))).restriction.types
