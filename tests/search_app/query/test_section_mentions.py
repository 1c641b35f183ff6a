from __future__ import annotations

import pytest

from search_app.query.language import parse_query
from search_app.query.mentions import find_sections, plain_runs

KNOWN = frozenset({"key-strengths", "operational-management"})


def sections_in(query: str) -> list[str]:
    (run,) = plain_runs(parse_query(query).root)
    return [mention.value for mention in find_sections(run, KNOWN)]


@pytest.mark.parametrize(
    "query", ["key strengths", "Key Strengths in work with parents", "custody outstanding strengths"]
)
def test_a_section_is_found_at_either_end_of_the_query(query: str) -> None:
    assert sections_in(query) == ["key-strengths"]


@pytest.mark.parametrize(
    "query",
    [
        "what the key strengths were for",
        "areas requiring improvement",
        "key",
        "operational management was strong and the board met often to ask hard questions of its partners",
    ],
)
def test_words_inside_a_sentence_or_of_no_section_here_stay_words(query: str) -> None:
    assert sections_in(query) == []
