import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.answers.hits import exact_highlights
from search_app.query.language import parse_query


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in exact_highlights(text, parse_query(query))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("planned", ["Plans", "planning"]),
        ('"planning of"', ["planning of"]),
        ('"plan"', []),
        ("plan NOT visits", ["Plans", "planning"]),
        ("area:visits plan", ["Plans", "planning"]),
        ("famil*", ["families"]),
        ("family", ["families"]),
        ("reoffending", ["re-offending"]),
        ("the of and", []),
        ('"planning of visits" visit plan', ["Plans", "planning of visits"]),
        ("nothing here", []),
    ],
)
def test_what_the_query_found_is_marked_and_nothing_else(query: str, expected: list[str]) -> None:
    assert marked("Plans and the planning of visits met families' wishes on re-offending.", query) == expected


def test_a_compound_and_its_part_are_one_mark() -> None:
    assert marked("a multi-agency panel", "multi-agency agencies") == ["multi-agency"]


@given(st.text("abc -'’\n", max_size=80), st.sampled_from(["a", "aab*", "abc*", '"a b"', "a-b c", "a AND b NOT c"]))
def test_marks_rise_lie_inside_the_text_and_never_overlap(text: str, query: str) -> None:
    end = 0
    for start, stop in exact_highlights(text, parse_query(query)):
        assert end <= start < stop <= len(text)
        end = stop
