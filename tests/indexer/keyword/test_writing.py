from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.errors import StorageFailed
from indexer.keyword import writing
from indexer.keyword.segments import POSTINGS_FILE
from indexer.keyword.whoosh_index import KeywordDocument, build_keyword_index
from indexer.keyword.writing import writing_keyword_index
from tests.conftest import REPOSITORY
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


BUSY_PARENT = r"""
import subprocess, sys, time
busy = "from indexer.keyword import writing; writing._end_with_the_parent(); print(1, flush=True)\nwhile True: pass"
process = subprocess.Popen([sys.executable, "-c", busy], stdout=subprocess.PIPE)
process.stdout.readline()
print(process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux to end a process with its parent")
def test_a_busy_writer_ends_with_the_build_that_was_killed() -> None:
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen([sys.executable, "-c", BUSY_PARENT], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        status = Path(f"/proc/{int(parent.stdout.readline())}/stat")
        parent.kill()
    deadline = time.monotonic() + 20
    while status.exists() and status.read_text().split()[2] != "Z" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not status.exists() or status.read_text().split()[2] == "Z"
