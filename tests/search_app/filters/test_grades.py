from __future__ import annotations

import pytest

from search_app.filters.printed_values import Grade, read_grade, section_grades
from tests.indexer.reports import make_report


@pytest.mark.parametrize(
    ("printed", "grade"),
    [
        ("Outstanding", Grade.OUTSTANDING),
        ("requires improvement to be good", Grade.REQUIRES_IMPROVEMENT),
        ("require improvement", Grade.REQUIRES_IMPROVEMENT),
        ("requires-improvement", Grade.REQUIRES_IMPROVEMENT),
        ("adequate", Grade.ADEQUATE),
    ],
)
def test_wordings_of_several_years_are_one_grade(printed: str, grade: Grade) -> None:
    assert read_grade(printed) is grade


def test_what_is_no_grade_is_refused() -> None:
    with pytest.raises(ValueError, match="splendid"):
        read_grade("splendid")


def test_a_section_inside_a_graded_one_stands_under_its_grade() -> None:
    report = make_report(
        parts=[
            ("heading", "Help and protection", None, "help-and-protection", 2, "good"),
            ("heading", "Summary", None, None, 3, None),
            ("heading", "Care leavers", None, "care-leavers", 3, "inadequate"),
            ("heading", "Findings", None, None, 4, None),
        ]
    )
    assert section_grades(report) == (Grade.GOOD, Grade.GOOD, Grade.INADEQUATE, Grade.INADEQUATE)


def test_a_grade_is_not_handed_to_what_stands_beside_it() -> None:
    report = make_report(
        parts=[
            ("heading", "Overall: inadequate", None, None, 1, "inadequate"),
            ("heading", "Recommendations", None, "recommendations", 1, None),
        ]
    )
    assert section_grades(report) == (Grade.INADEQUATE, None)
