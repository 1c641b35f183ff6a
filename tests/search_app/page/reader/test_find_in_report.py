from __future__ import annotations

import pytest

from search_app.page.reader.reader import find_in, is_sought
from tests.indexer.reports import make_report

REPORT = make_report(
    parts=[
        ("furniture", "Copy list"),
        ("heading", "Reviews", None, None),
        ("paragraph", "The ﬁrst  review was the child’s own re-view.", "1.1"),
        ("footnote", "A café reviewed."),
    ]
)


def found(words: str) -> list[str]:
    return [REPORT.text[start:end] for start, end in find_in(REPORT, words)]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("REVIEW", ["Review", "review", "review"]),
        ("child's", ["child’s"]),
        ("first review", ["ﬁrst  review"]),
        ("cafe", ["café"]),
        ("copy", ["Copy"]),
        ("re–view", ["re-view"]),
        ("(", []),
        ("list reviews", []),
    ],
)
def test_words_are_found_in_every_element_in_whatever_typography(words: str, places: list[str]) -> None:
    assert found(words) == places


@pytest.mark.parametrize("words", ["", " ", "a", " a "])
def test_a_letter_or_less_is_not_looked_for(words: str) -> None:
    assert not is_sought(words)
    assert found(words) == []


def test_words_are_no_pattern() -> None:
    assert found("r.view") == []
