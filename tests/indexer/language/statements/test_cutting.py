from __future__ import annotations

import pytest

from indexer.language.cutting import cut_clauses


def clauses(sentence: str) -> list[str]:
    return [sentence[start:end] for start, end in cut_clauses(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Plans were timely, but oversight was weak.", ["Plans were timely", "but oversight was weak"]),
        (
            "Although visits were often late, the work done was skilled.",
            ["Although visits were often late", "the work done was skilled"],
        ),
        (
            "Despite long delays in court, case managers kept children engaged.",
            ["Despite long delays in court", "case managers kept children engaged"],
        ),
        (
            "Contact with the child was frequent; contact with the father was rare.",
            ["Contact with the child was frequent", "contact with the father was rare"],
        ),
        ("Plans were clear and managers have reviewed them.", ["Plans were clear", "and managers have reviewed them"]),
        ("Staff knew the family, yet the boy was not seen.", ["Staff knew the family", "yet the boy was not seen"]),
    ],
)
def test_a_sentence_is_cut_where_another_statement_begins(sentence: str, expected: list[str]) -> None:
    assert clauses(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Plans and reviews were late.",
        "All but one of the plans were reviewed.",
        "Children were not only seen but also heard.",
        "The plan had not yet been reviewed.",
        "Plans, however, were weak.",
        "Services for children looked after and those leaving care have improved.",
        "Support was offered while the boy was in custody.",
    ],
)
def test_what_does_not_read_on_its_own_is_not_cut_off(sentence: str) -> None:
    assert len(cut_clauses(sentence)) == 1


def test_a_clause_of_two_words_stays_with_the_one_before() -> None:
    assert clauses("Most plans were good, but late.") == ["Most plans were good, but late"]


def test_no_words_have_no_clause() -> None:
    assert cut_clauses("") == ()
    assert cut_clauses("...") == ((0, 3),)
