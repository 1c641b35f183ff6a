"""Several files read at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from indexer.arrays import cores as processors
from indexer.errors import ReadingRefused
from indexer.language.chunking import cut_chunks
from indexer.reading import worker as pool
from indexer.reading.worker import ReadingPool, processes_for, spare_worker
from indexer.records import ReportId
from tests.indexer.reading.readings import read_file


def test_few_files_need_one_process_and_many_no_more_than_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors.os, "sched_getaffinity", lambda _: set(range(3)), raising=False)
    assert [processes_for(files) for files in (0, 1, 8, 9, 1_000)] == [1, 1, 1, 2, 3]


def test_files_come_back_each_with_its_own_report_and_chunks(corpus: Path) -> None:
    paths = sorted(corpus.glob("*.md"))[:6]
    with ReadingPool(2) as reading:
        begun = [
            reading.begin(path, source=path.name, report_id=ReportId("a-report"), sha256="0" * 64) for path in paths
        ]
        found = [each.result() for each in begun]
    for path, (report, chunks) in zip(paths, found, strict=True):
        assert report == read_file(path)
        assert chunks == tuple(cut_chunks(report, 0))


def test_a_file_that_ends_its_process_is_refused_and_all_others_are_read(
    corpus: Path, endless: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [endless, *sorted(corpus.glob("*.md"))[:4]]
    with ReadingPool(2) as reading:
        for worker in reading._workers:
            monkeypatch.setattr(worker, "_time_limit_seconds", 5.0)
        first, *others = [
            reading.begin(path, source=path.name, report_id=ReportId("a-report"), sha256="0" * 64) for path in paths
        ]
        with pytest.raises(ReadingRefused, match="more than 5 seconds"):
            first.result()
        assert all(each.result()[1] for each in others)


def read_one(path: Path) -> tuple[int | None, ReadingPool]:
    with ReadingPool(1) as reading:
        reading.begin(path, source=path.name, report_id=ReportId("a-report"), sha256="0" * 64).result()
    return reading._workers[0].process_id, reading


def test_the_process_that_showed_a_file_waits_to_read_it(corpus: Path) -> None:
    path = corpus / "wrenfold-2013.md"
    with spare_worker() as worker:
        worker.read(path, source=path.name, report_id=ReportId("a-report"), sha256="0" * 64)
        shown_by = worker.process_id
    assert shown_by is not None
    assert read_one(path)[0] == shown_by


def test_one_process_waits_for_the_next_pool(corpus: Path) -> None:
    path = corpus / "wrenfold-2013.md"
    first, _ = read_one(path)
    assert first is not None
    assert read_one(path)[0] == first


def test_a_process_that_waits_is_ended_after_a_while(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "SPARE_SECONDS", 0.01)
    _, reading = read_one(corpus / "wrenfold-2013.md")
    give_up = time.monotonic() + 60
    while reading._workers[0].is_alive() and time.monotonic() < give_up:
        time.sleep(0.01)
    assert not reading._workers[0].is_alive()


def test_pools_at_the_same_time_keep_one_process_between_them(corpus: Path) -> None:
    path = corpus / "wrenfold-2013.md"
    with ReadingPool(1) as outer:
        outer.begin(path, source=path.name, report_id=ReportId("a-report"), sha256="0" * 64).result()
        read_one(path)
    assert not outer._workers[0].is_alive()
