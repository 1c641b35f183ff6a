from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from indexer.building.intake import take_in
from indexer.building.previous import Previous, Versions
from indexer.progress import SilentProgress
from indexer.reading.corpus import assign_ids, list_corpus
from indexer.reading.worker import ReadingPool
from indexer.records import Chunk, Report
from indexer.storage.ledger import Outcome

VERSIONS = Versions("1", "1", "1", "1")


def taken_from(folder: Path) -> dict[str, Outcome]:
    begun: list[tuple[str, int]] = []
    expected: list[int] = []

    def take(report: Report, chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
        begun.append((report.report_id, len(chunks)))
        return tuple(chunks)

    files = list_corpus(folder)
    taken = take_in(
        files,
        assign_ids(files, {}),
        Previous(None, VERSIONS),
        SilentProgress(),
        expected.append,
        take,
        retry_refused=False,
    )
    assert expected == [len({file.sha256 for file in files})]
    assert begun == [(wanted.report_id, wanted.chunks) for wanted in taken.wanted]
    assert [file.source for file in taken.outcomes] == sorted(path.name for path in folder.iterdir())
    assert sum(wanted.chunks for wanted in taken.wanted) == sum(len(wanted.cut) for wanted in taken.wanted) > 0
    return {file.source: file.outcome for file in taken.outcomes}


def test_of_files_with_the_same_bytes_one_is_read_even_where_it_is_refused(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    begin = ReadingPool.begin

    def noted(self: ReadingPool, path: Path, **asked: Any) -> Any:
        begun.append(path.name)
        return begin(self, path, **asked)

    monkeypatch.setattr(ReadingPool, "begin", noted)
    for name in ("a-list.txt", "the-same-list.txt", "z-the-same-list.md"):
        (tmp_path / name).write_text("eggs, milk, bread", encoding="utf-8")
    shutil.copy(corpus / "wrenfold-2013.md", tmp_path)
    outcomes = taken_from(tmp_path)
    assert begun == ["a-list.txt", "wrenfold-2013.md"]
    assert [outcomes[name] for name in sorted(outcomes)] == [Outcome.REFUSED] * 2 + [Outcome.READ, Outcome.REFUSED]


def test_files_read_ahead_have_their_outcomes_in_order(tmp_path: Path, corpus: Path) -> None:
    for name in ("wrenfold-2013.md", "pellbrook-2015.md"):
        shutil.copy(corpus / name, tmp_path)
    for name in ("a-list.txt", "the-same-list.txt"):
        (tmp_path / name).write_text("eggs, milk, bread", encoding="utf-8")
    shutil.copy(corpus / "wrenfold-2013.md", tmp_path / "zz-copy.md")
    assert taken_from(tmp_path) == {
        "a-list.txt": Outcome.REFUSED,
        "pellbrook-2015.md": Outcome.READ,
        "the-same-list.txt": Outcome.REFUSED,
        "wrenfold-2013.md": Outcome.READ,
        "zz-copy.md": Outcome.DUPLICATE,
    }
