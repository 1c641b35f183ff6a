from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.errors import StorageFailed
from indexer.keyword import writing
from indexer.keyword.segments import POSTINGS_FILE
from indexer.keyword.whoosh_index import KeywordDocument, build_keyword_index
from indexer.keyword.writing import writing_keyword_index
from tests.indexer.keyword.test_segments import paragraphs


@pytest.fixture
def documents() -> list[KeywordDocument]:
    return paragraphs(random.Random(3), 30)


@pytest.mark.parametrize("few", [0, 1_000])
def test_a_process_writes_what_this_one_would(
    documents: list[KeywordDocument], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(writing, "FEW_DOCUMENTS", few)
    done: list[int] = []
    with writing_keyword_index(tmp_path / "here", documents, done.append):
        pass
    build_keyword_index(tmp_path / "there", documents)
    assert sum(done) == len(documents)
    assert (tmp_path / "here" / POSTINGS_FILE).read_bytes() == (tmp_path / "there" / POSTINGS_FILE).read_bytes()


def test_a_disk_that_refuses_the_process_is_told_as_such(
    documents: list[KeywordDocument], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "FEW_DOCUMENTS", 0)
    (tmp_path / "file").write_text("no folder")
    with (
        pytest.raises(NotADirectoryError),
        writing_keyword_index(tmp_path / "file" / "keyword", documents, lambda amount: None),
    ):
        pass


def test_what_goes_wrong_in_the_process_is_told_in_words(
    documents: list[KeywordDocument], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "FEW_DOCUMENTS", 0)
    with (
        pytest.raises(StorageFailed, match="must count from 0"),
        writing_keyword_index(tmp_path / "keyword", documents[1:], lambda amount: None),
    ):
        pass


def test_a_process_that_dies_is_told_and_one_that_nobody_waits_for_is_ended(
    documents: list[KeywordDocument], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "FEW_DOCUMENTS", 0)
    monkeypatch.setattr(writing.sys, "executable", "/bin/true")
    with (
        pytest.raises(StorageFailed, match="ended before it was done"),
        writing_keyword_index(tmp_path / "keyword", documents, lambda amount: None),
    ):
        pass
    monkeypatch.undo()
    monkeypatch.setattr(writing, "FEW_DOCUMENTS", 0)
    with (
        pytest.raises(RuntimeError, match="of the encoder"),
        writing_keyword_index(tmp_path / "other", documents, lambda amount: None),
    ):
        raise RuntimeError("of the encoder")
