from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import DraftRefused
from indexer.records import Statement
from search_app.precedents.draft import read_draft, read_draft_file

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
    path = tmp_path / "draft.docx"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(DraftRefused, match=r"is no UTF-8 text \(byte 4\)"):
        read_draft_file(path)


@pytest.mark.parametrize("name", ["absent.txt", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(DraftRefused, match="cannot be read"):
        read_draft_file(tmp_path / name)


def test_a_draft_that_is_too_long_is_refused_with_its_size_and_the_limit(tmp_path: Path) -> None:
    with pytest.raises(DraftRefused, match="has 601 sentences; the limit is 600"):
        read_draft("Plans were late. " * 601)
    with pytest.raises(DraftRefused, match="has 200,001 characters; the limit is 200,000"):
        read_draft("a" * 200_001)
    (tmp_path / "draft.txt").write_bytes(b"a" * 900_000)
    with pytest.raises(DraftRefused, match="the limit is 800,000"):
        read_draft_file(tmp_path / "draft.txt")
