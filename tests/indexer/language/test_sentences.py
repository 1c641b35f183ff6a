from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plans were late. Reviews were not.", ["Plans were late.", "Reviews were not."]),
        ("Was it good? It was! Mostly.", ["Was it good?", "It was!", "Mostly."]),
        ("No stop at the end", ["No stop at the end"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_stops_and_marks_end_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Some needs, e.g. Speech therapy, were met.",
        "The later work, i.e. Reparation, was good.",
        "The rate fell to 37.4% this year.",
        "It is set out in para. 4 and in No. 3 of the list.",
        "The letter to Mr. Sample and Dr. Sample was clear.",
        "The report by J. Sample was clear.",
        "The U.K. Government paid for it.",
        "1.1. Both panels sought advice.",
        "iv. Management oversight of the review.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert sentences(text) == [text]


def test_two_initials_belong_to_one_name() -> None:
    assert sentences("He agreed. A. B. Sample did not.") == ["He agreed.", "A. B. Sample did not."]


def test_a_grade_at_the_end_is_no_initial() -> None:
    assert sentences("He got grades A to C. Others did not.") == ["He got grades A to C.", "Others did not."]


def test_no_is_an_abbreviation_only_before_a_number() -> None:
    assert sentences("The answer was no. Four others agreed.") == ["The answer was no.", "Four others agreed."]


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    text = "One said: “It helped.” Another left."
    assert sentences(text) == ["One said: “It helped.”", "Another left."]


def test_a_quoted_sentence_inside_another_does_not_end_it() -> None:
    text = "One said “It helped.” and stayed."
    assert sentences(text) == [text]


def test_possessives_of_abbreviations_do_not_end_a_sentence() -> None:
    assert sentences("The YOS's plans and the YOTs' reviews were good.") == [
        "The YOS's plans and the YOTs' reviews were good."
    ]


def test_a_note_number_after_the_stop_belongs_to_the_sentence_before() -> None:
    assert sentences("The rate fell.1 It was below average.") == ["The rate fell.1", "It was below average."]


def test_a_reference_in_brackets_belongs_to_the_sentence_before() -> None:
    text = "Plans must improve. (Recommendation) Reviews were good."
    assert sentences(text) == ["Plans must improve. (Recommendation)", "Reviews were good."]


def test_bullets_on_lines_of_their_own_are_sentences() -> None:
    text = "The aims were:\n- clear plans;\n- prompt reviews;\n• safe homes"
    assert sentences(text) == ["The aims were:", "- clear plans;", "- prompt reviews;", "• safe homes"]


def test_a_broken_line_does_not_end_a_sentence() -> None:
    assert sentences("Plans were\nlate. Reviews\nwere not.") == ["Plans were\nlate.", "Reviews\nwere not."]


def test_an_empty_line_ends_a_sentence() -> None:
    assert sentences("Plans were late\n\nReviews were not") == ["Plans were late", "Reviews were not"]


@given(st.text(alphabet="aB1.?! \n“”()e.g-;:", max_size=60))
def test_every_character_but_space_lies_in_one_sentence(text: str) -> None:
    spans = split_sentences(text)
    inside = {at for start, end in spans for at in range(start, end)}
    assert inside >= {at for at, character in enumerate(text) if not character.isspace()}
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(not text[start].isspace() and not text[end - 1].isspace() for start, end in spans)


@pytest.mark.parametrize("hostile", ["." * 20_000, "(a" * 10_000, "No. " * 5_000, "1." * 10_000])
def test_hostile_text_is_kept_whole(hostile: str) -> None:
    spans = split_sentences(hostile)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(hostile.rstrip())
