"""Reads files in a child process with limits, so that no file can hang, crash or starve the build."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from indexer.arrays.cores import allowed_cores
from indexer.errors import ReadingRefused
from indexer.limits import ANSWER_LENGTH_BYTES
from indexer.records import Chunk, Report, ReportId
from indexer.serialise import chunk_from_json, report_from_json

READING_TIME_LIMIT_SECONDS = 120.0
"""The slowest real report takes under a second; two minutes is a loop, even on a slow machine."""

LOOKING_TIME_LIMIT_SECONDS = 15.0
"""A page is drawn in a tenth of a second, and a visitor waits for it."""

NO_SUCH_PAGE = "no-such-page"
"""The code of the refusal of a page that a file does not have; the message is how many it has."""

START_LIMIT_SECONDS = 60.0
"""A child imports the readers before it answers; on a loaded machine that takes seconds."""


CHANGED = "changed"
"""The code of the refusal of a file that was written to after it had been hashed."""


class ReadingWorker:
    """A context manager that reads one file at a time in a persistent child process.

    A child that crashes, runs out of memory or out of time is ended; the next read starts another.
    """

    def __init__(self, *, time_limit_seconds: float = READING_TIME_LIMIT_SECONDS) -> None:
        self._time_limit_seconds = time_limit_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes | None] = queue.Queue()

    @property
    def process_id(self) -> int | None:
        """The child's process id; None before the first read and after `close`."""
        return self._process.pid if self._process is not None else None

    def is_alive(self) -> bool:
        """Whether a child is running now."""
        return self._process is not None and self._process.poll() is None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, path: Path, *, source: str, report_id: ReportId, sha256: str) -> Report:
        """The report in a file, as `read_report` gives it.

        Raises `ReadingRefused` with its codes, and with "timed-out", "too-large" (memory or output) and
        "crashed" for what only a child process can survive.
        """
        return self._read(path, {"source": source, "report_id": report_id, "sha256": sha256})[0]

    def read_and_cut(
        self, path: Path, *, source: str, report_id: ReportId, sha256: str, unchanged: bool = False
    ) -> tuple[Report, tuple[Chunk, ...]]:
        """The report in a file, and its chunks as `cut_chunks` gives them.

        Raises as `read` does, and with `unchanged` "changed" where the file's bytes are not those of `sha256`.
        """
        wanted = {"source": source, "report_id": report_id, "sha256": sha256, "cut": True, "unchanged": unchanged}
        report, chunks = self._read(path, wanted)
        return report, tuple(chunk_from_json(row, ordinal, report.text) for ordinal, row in enumerate(chunks))

    def look(self, path: Path, *, sha256: str, **wanted: Any) -> dict[str, Any]:
        """What `indexer.reading.pictures` tells of a PDF: `page` draws one; `text`, `first`, `last` find text.

        Raises as `read` does, and with "changed" where the file's bytes are not those of `sha256`.
        """
        return self._answer(path, {"sha256": sha256, "look": wanted}, LOOKING_TIME_LIMIT_SECONDS)

    def _read(self, path: Path, wanted: dict[str, Any]) -> tuple[Report, list[Any]]:
        result = self._answer(path, wanted, self._time_limit_seconds)
        return report_from_json(result["head"], result["body"]), result.get("chunks", [])

    def _answer(self, path: Path, wanted: dict[str, Any], limit_seconds: float) -> dict[str, Any]:
        request = {"path": str(path.absolute()), **wanted}
        answer = self._ask(json.dumps(request).encode() + b"\n", path, limit_seconds)
        if answer is None:
            self.close()
            raise ReadingRefused(
                "crashed",
                "The reading process ended without an answer: the file made it crash or run out of memory.",
                hint=_mend(path),
            )
        result: dict[str, Any] = json.loads(answer)
        if "code" in result:
            raise ReadingRefused(result["code"], result["message"], hint=result["hint"])
        return result

    def close(self) -> None:
        """End the child process, whatever it is doing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close_quietly(stream)

    def _ask(self, request: bytes, path: Path, limit_seconds: float) -> bytes | None:
        """The child's answer to a request about a file; None where it ended instead."""
        process = self._running()
        if process.stdin is None:
            return None
        try:
            process.stdin.write(request)
            process.stdin.flush()
            return self._answers.get(timeout=limit_seconds)
        except OSError:
            return None
        except queue.Empty:
            self.close()
            raise ReadingRefused(
                "timed-out",
                f"Reading took more than {limit_seconds:g} seconds and was stopped.",
                hint=_mend(path),
            ) from None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self.is_alive():
            return self._process
        self.close()
        self._answers = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "indexer.reading.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        threading.Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True).start()
        try:
            started = self._answers.get(timeout=START_LIMIT_SECONDS) is not None
        except queue.Empty:
            started = False
        if not started:
            self.close()
            hint = "Try again when the machine is less busy; if that does not help, reinstall Precedent."
            raise ReadingRefused("crashed", "The reading process did not start.", hint=hint)
        return self._process


def _mend(path: Path) -> str:
    """What to do with a file that is too much for a reader: advice that fits its format."""
    if path.suffix.lower() == ".pdf":
        return "Print it to a new PDF and add that, or split it."
    return "Split it into smaller files."


def _environment() -> dict[str, str]:
    """This process's environment, in which the child finds the same package, installed or not."""
    package_home = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([package_home, *([known] if known else [])])}


def _listen(stream: IO[bytes] | None, answers: queue.Queue[bytes | None]) -> None:
    """Put each answer of a child into `answers`, and None when there will be no more. Runs in a thread."""
    try:
        while stream is not None:
            length = int.from_bytes(_exactly(stream, ANSWER_LENGTH_BYTES), "big")
            answers.put(_exactly(stream, length))
    except (EOFError, OSError, ValueError):
        pass
    answers.put(None)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _close_quietly(stream: IO[Any]) -> None:
    with contextlib.suppress(OSError):  # the child is gone, and with it whoever would read what was left to write
        stream.close()


# Several files read at once, each in a reading process of its own.

SPARE_SECONDS = 120.0
"""A person looks at what a file is understood as, and adds it; the next file comes soon after."""

_MOST_PROCESSES = 4
"""Each may take two gigabytes for a hostile file, and a hundred megabytes for any."""

_FILES_A_PROCESS = 8
"""A process takes as long to start as two files to be read."""


def processes_for(files: int) -> int:
    """How many processes read so many files."""
    return max(1, min(allowed_cores(), _MOST_PROCESSES, -(-files // _FILES_A_PROCESS)))


class ReadingPool:
    """A context manager; at its end what has not begun is not read any more.

    One process is kept for the next pool for two minutes: where one report is added, starting it takes as long as
    everything else together.
    """

    def __init__(self, processes: int) -> None:
        """No process is started before there is a file for it."""
        self._workers = [_spare.take(), *(ReadingWorker() for _ in range(processes - 1))]
        self._idle: queue.LifoQueue[ReadingWorker] = queue.LifoQueue()
        for worker in reversed(self._workers):
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(max_workers=processes, thread_name_prefix="reading")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        first, *others = self._workers
        _spare.keep(first)
        for worker in others:
            worker.close()

    def begin(
        self, path: Path, *, source: str, report_id: ReportId, sha256: str, unchanged: bool = False
    ) -> Future[tuple[Report, tuple[Chunk, ...]]]:
        """The report in a file and its chunks, as `ReadingWorker.read_and_cut` gives or refuses them."""
        return self._threads.submit(
            self._read, path, source=source, report_id=report_id, sha256=sha256, unchanged=unchanged
        )

    def _read(self, path: Path, **wanted: Any) -> tuple[Report, tuple[Chunk, ...]]:
        worker = self._idle.get()
        try:
            return worker.read_and_cut(path, **wanted)
        finally:
            self._idle.put(worker)


@contextmanager
def spare_worker() -> Iterator[ReadingWorker]:
    """The process that waits for the next pool, or one that then waits for it."""
    worker = _spare.take()
    try:
        yield worker
    finally:
        _spare.keep(worker)


class _Spare:
    """The process that waits for the next pool, if there is one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: ReadingWorker | None = None
        self._end: threading.Timer | None = None

    def take(self) -> ReadingWorker:
        with self._lock:
            worker, self._worker = self._worker, None
            self._stop_timer()
            return worker or ReadingWorker()

    def keep(self, worker: ReadingWorker) -> None:
        with self._lock:
            surplus, self._worker = (worker, self._worker) if self._worker is not None else (None, worker)
            if surplus is None and worker.is_alive():
                self._stop_timer()
                self._end = threading.Timer(SPARE_SECONDS, self.close)
                self._end.daemon = True
                self._end.start()
        if surplus is not None:
            surplus.close()

    def close(self) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
            self._stop_timer()
        if worker is not None:
            worker.close()

    def _stop_timer(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None


_spare = _Spare()
atexit.register(_spare.close)
