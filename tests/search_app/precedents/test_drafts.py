from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import DraftRefused
from indexer.limits import DRAFT_SENTENCES_LIMIT
from indexer.records import Statement
from search_app.precedents.draft import find_blocks, read_draft
from search_app.precedents.draft_files import read_draft_file

DRAFT = "Ten cases were read. Plans were thorough. Reviews were missing."


def test_each_sentence_has_its_place_and_statement() -> None:
    draft = read_draft(DRAFT)
    assert [draft.words_of(sentence) for sentence in draft.sentences] == [
        "Ten cases were read.",
        "Plans were thorough.",
        "Reviews were missing.",
    ]
    assert [sentence.statement for sentence in draft.sentences][1:] == [Statement.STRENGTH, Statement.SHORTFALL]


def test_sentences_that_state_nothing_are_passed_over_beside_those_that_do() -> None:
    draft = read_draft(DRAFT)
    assert draft.stating() == draft.sentences[1:]


def test_a_draft_that_states_nothing_is_taken_whole() -> None:
    draft = read_draft("Ten cases were read.")
    assert draft.stating() == draft.sentences


def test_a_lone_dash_is_no_sentence() -> None:
    assert len(read_draft("Plans were thorough.\n\n—").sentences) == 1


@pytest.mark.parametrize("text", ["", "  \n ", "...", "—"])
def test_a_draft_without_words_is_refused(text: str) -> None:
    with pytest.raises(DraftRefused, match="has no words") as refused:
        read_draft(text)
    assert refused.value.hint


def test_the_mark_that_windows_editors_put_first_is_not_part_of_the_draft(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes(b"\xef\xbb\xbf" + DRAFT.encode())
    assert read_draft_file(path) == DRAFT


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(DraftRefused, match=r"is not UTF-8 text \(byte 4\)"):
        read_draft_file(path)


@pytest.mark.parametrize("name", ["absent.txt", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(DraftRefused, match="cannot be read"):
        read_draft_file(tmp_path / name)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in find_blocks(text)]


def test_headings_and_bullets_are_known_by_their_signs_or_by_how_they_look() -> None:
    text = (
        "# Findings\n\nKey strengths\nPlans were thorough. Visits were late.\n\nWork with partners\n=====\n"
        "- Plans were reviewed in time\n- Visits were made\n  to every child\n"
        "1. Staff knew them\n\n> As the report says.\n"
    )
    assert kinds(text) == [
        ("heading", "Findings"),
        ("heading", "Key strengths"),
        ("paragraph", "Plans were thorough. Visits were late."),
        ("heading", "Work with partners"),
        ("bullet", "Plans were reviewed in time"),
        ("bullet", "Visits were made\n  to every child"),
        ("bullet", "Staff knew them"),
        ("paragraph", "As the report says."),
    ]


def test_a_line_that_a_program_broke_goes_on_in_the_next() -> None:
    text = "This line is as long as a mail program lets a line be before it breaks\nIt and goes on here."
    assert kinds(text) == [("paragraph", text)]


def test_a_short_line_that_states_something_is_no_heading() -> None:
    assert kinds("Findings\n\nPlans were not reviewed\n\nVisits") == [
        ("heading", "Findings"),
        ("paragraph", "Plans were not reviewed"),
        ("heading", "Visits"),
    ]


def test_headings_are_no_sentences_and_bullets_without_full_stops_are() -> None:
    draft = read_draft("# Findings\n\n- Plans were thorough\n- Reviews were missing\n")
    assert [draft.words_of(each) for each in draft.sentences] == ["Plans were thorough", "Reviews were missing"]
    assert [draft.block_of(each) for each in draft.sentences] == [1, 2]


def test_a_draft_of_nothing_but_a_line_like_a_heading_is_read() -> None:
    assert len(read_draft("Parents of children in custody").sentences) == 1


def test_more_sentences_than_the_limit_are_refused_with_it() -> None:
    with pytest.raises(DraftRefused, match=f"at most {DRAFT_SENTENCES_LIMIT}"):
        read_draft("Plans were late. " * (DRAFT_SENTENCES_LIMIT + 1))
