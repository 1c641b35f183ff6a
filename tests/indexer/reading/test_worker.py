from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from indexer.errors import ReadingRefused
from indexer.reading import worker as worker_module
from indexer.reading.worker import ReadingWorker
from indexer.records import Report, ReportId
from tests.indexer.reading.readings import read_file

LETTER = """# Report of Short Quality Screening (SQS) of youth offending work in Nowhere

Summary

We inspected the service and found that case managers were keen to learn and that their plans were late.

1. Reducing reoffending

- 1.1. Plans were good in seven of the ten cases that we looked at, and late in three.
- 1.2. Reviews were done on time in most cases and changed what was done next.
"""


def _read(worker: ReadingWorker, path: Path) -> Report:
    return worker.read(path, source=path.name, report_id=ReportId("a-report"), sha256="0" * 64)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.md"
    path.write_text(LETTER, encoding="utf-8")
    return path


def test_the_worker_reads_what_this_process_reads(letter: Path) -> None:
    with ReadingWorker() as worker:
        assert _read(worker, letter) == read_file(letter)


def test_a_refusal_crosses_the_process_with_its_code_message_and_hint(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    with ReadingWorker() as worker, pytest.raises(ReadingRefused) as refusal:
        _read(worker, empty)
    assert refusal.value.code == "empty"
    assert str(refusal.value) == "The file is empty. Fetch it again from where it was published."


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(letter: Path, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("needs a named pipe, which nobody writes to, as a file that never ends")
    endless = tmp_path / "endless.txt"
    os.mkfifo(endless)
    with ReadingWorker(time_limit_seconds=0.5) as worker:
        with pytest.raises(ReadingRefused) as refusal:
            _read(worker, endless)
        assert refusal.value.code == "timed-out"
        assert "more than 0.5 seconds" in refusal.value.message
        assert _read(worker, letter).sections


def test_a_child_that_dies_is_replaced(letter: Path) -> None:
    with ReadingWorker() as worker:
        _read(worker, letter)
        assert worker.process_id is not None
        os.kill(worker.process_id, signal.SIGTERM)
        try:
            report = _read(worker, letter)
        except ReadingRefused as refusal:
            assert refusal.code == "crashed"
            report = _read(worker, letter)
        assert report == read_file(letter)


def test_closing_ends_the_child(letter: Path) -> None:
    worker = ReadingWorker()
    _read(worker, letter)
    worker.close()
    assert worker.process_id is None
    worker.close()


def test_more_output_than_the_limit_is_refused(letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "READING_OUTPUT_LIMIT_BYTES", 100)
    answer = worker_module._outcome(letter, "letter.md", ReportId("a-report"), "")
    with pytest.raises(ReadingRefused) as refusal:
        worker_module._report_of(answer)
    assert refusal.value.code == "too-large"
