from __future__ import annotations

import logging
from pathlib import Path

import pytest

import indexer.building.addition
from indexer.building.addition import Destination
from indexer.errors import CorpusError, IndexLocked
from indexer.storage.publication import build_lock
from search_app.page.archive.uploads import AdditionJob, Upload

LETTER = "wrenfold-2013.md"
LONGEST_SECONDS = 60.0


@pytest.fixture
def letter(corpus: Path) -> Upload:
    return Upload("a", LETTER, (corpus / LETTER).read_bytes())


@pytest.fixture
def destination(tmp_path: Path) -> Destination:
    return Destination(tmp_path / "own", tmp_path / "index", "none")


def test_a_job_publishes_and_keeps_its_ledger(letter: Upload, destination: Destination) -> None:
    job = AdditionJob([letter], destination, replace=False)
    assert job.wait(LONGEST_SECONDS)
    assert job.error is None
    assert job.result is not None
    assert [file.source for file in job.result.ledger.files] == [LETTER]
    assert (destination.corpus / LETTER).read_bytes() == letter.content
    assert job.stage is not None
    assert job.stage.done == job.stage.total


def test_a_job_keeps_the_error_of_a_build_that_cannot_start(letter: Upload, destination: Destination) -> None:
    with build_lock(destination.index):
        job = AdditionJob([letter], destination, replace=False)
        assert job.wait(LONGEST_SECONDS)
    assert isinstance(job.error, IndexLocked)
    assert job.result is None


def test_a_job_replaces_a_file_only_when_asked(letter: Upload, destination: Destination) -> None:
    destination.corpus.mkdir()
    (destination.corpus / LETTER).write_text("older", encoding="utf-8")
    job = AdditionJob([letter], destination, replace=False)
    assert job.wait(LONGEST_SECONDS)
    assert isinstance(job.error, CorpusError)
    job = AdditionJob([letter], destination, replace=True)
    assert job.wait(LONGEST_SECONDS)
    assert job.result is not None


def test_an_unforeseen_error_of_a_job_is_one_plain_sentence_and_a_line_in_the_log(
    letter: Upload, destination: Destination, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(indexer.building.addition, "add_files", fail)
    with caplog.at_level(logging.ERROR, logger="precedent.page"):
        job = AdditionJob([letter], destination, replace=False)
        assert job.wait(LONGEST_SECONDS)
    assert "Something went wrong while adding the reports" in str(job.error)
    assert "secret detail" not in str(job.error)
    assert [record.getMessage() for record in caplog.records] == ["adding the reports failed"]
