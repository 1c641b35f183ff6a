from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.arrays import cores as processors
from indexer.errors import ReadingRefused
from indexer.language.chunking import cut_chunks
from indexer.limits import ANSWER_LENGTH_BYTES
from indexer.reading import child
from indexer.reading import worker as pool
from indexer.reading.worker import CHANGED, ReadingPool, ReadingWorker, processes_for, spare_worker
from indexer.records import Report, ReportId
from tests.conftest import REPOSITORY
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


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="needs a system that tells the priority of a process")
def test_reading_gives_way_to_the_process_that_encodes_and_searches(letter: Path) -> None:
    with ReadingWorker() as worker:
        _read(worker, letter)
        assert worker.process_id is not None
        assert os.getpriority(os.PRIO_PROCESS, worker.process_id) > os.getpriority(os.PRIO_PROCESS, 0)


def test_a_refusal_crosses_the_process_with_its_code_message_and_hint(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    with ReadingWorker() as worker, pytest.raises(ReadingRefused) as refusal:
        _read(worker, empty)
    assert refusal.value.code == "empty"
    assert str(refusal.value) == "The file is empty. Fetch it again from where it was published."


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(letter: Path, endless: Path) -> None:
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
        first = worker.process_id
        os.kill(first, signal.SIGTERM)
        while worker.is_alive():
            time.sleep(0.01)
        assert _read(worker, letter) == read_file(letter)
        assert worker.process_id != first


def test_closing_ends_the_child(letter: Path) -> None:
    worker = ReadingWorker()
    _read(worker, letter)
    worker.close()
    assert worker.process_id is None
    worker.close()


def test_more_output_than_the_limit_is_refused(letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "READING_OUTPUT_LIMIT_BYTES", 100)
    answer = json.loads(child.outcome(letter, "letter.md", "a-report", ""))
    assert answer["code"] == "too-large"


def test_a_request_is_answered_with_its_length_before_it(letter: Path) -> None:
    request = {"path": str(letter), "source": "letter.md", "report_id": "a-report", "sha256": ""}
    answers = io.BytesIO()
    child.serve(io.BytesIO(json.dumps(request).encode() + b"\n"), answers)
    written = answers.getvalue()[ANSWER_LENGTH_BYTES + len(child.READY) :]
    assert int.from_bytes(written[:ANSWER_LENGTH_BYTES], "big") == len(written) - ANSWER_LENGTH_BYTES
    assert json.loads(written[ANSWER_LENGTH_BYTES:])["head"]["source"] == "letter.md"


def test_a_script_without_a_main_guard_can_read(letter: Path, tmp_path: Path) -> None:
    """A worker that imports the caller's script again would start itself again, without end."""
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from indexer.reading.worker import CHANGED, ReadingWorker\n"
        "from indexer.records import ReportId\n"
        "with ReadingWorker() as worker:\n"
        f"    report = worker.read(Path({str(letter)!r}), source='x', report_id=ReportId('x'), sha256='')\n"
        "print(len(report.sections))\n",
        encoding="utf-8",
    )
    home = str(Path(__file__).resolve().parents[3])
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": home},
    )
    assert done.stdout.strip() == "2", done.stderr


BUSY_PARENT = r'''
import subprocess, sys, time
child = """
import re
from indexer.reading import child
child.outcome = lambda *_, **__: bytes(re.match("(a+)+$", "a" * 40 + "b") is None)
child.main()
"""
process = subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
process.stdout.read(8 + len('{"ready": true}'))
process.stdin.write(b'{"path": "x"}\n')
process.stdin.flush()
print(process.pid, flush=True)
time.sleep(60)
'''


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks Linux whether a process is there")
def test_a_busy_reading_process_ends_with_the_build_that_was_killed() -> None:
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen([sys.executable, "-c", BUSY_PARENT], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        status = Path(f"/proc/{int(parent.stdout.readline())}/stat")
        parent.kill()
    deadline = time.monotonic() + 10
    while status.exists() and status.read_text().split()[2] != "Z" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not status.exists() or status.read_text().split()[2] == "Z"


def test_a_file_that_changed_since_it_was_hashed_is_refused_and_not_stored_under_the_old_hash(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("another text", encoding="utf-8")
    hashed = hashlib.sha256(b"the text").hexdigest()
    with ReadingWorker() as worker, pytest.raises(ReadingRefused) as raised:
        worker.read_and_cut(path, source="a.txt", report_id=ReportId("a"), sha256=hashed, unchanged=True)
    assert raised.value.code == CHANGED


# Several files read at once.


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


@pytest.mark.slow
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
