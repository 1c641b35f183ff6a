"""Several files read at once, each in a reading process of its own."""

from __future__ import annotations

import atexit
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.processors import allowed_cores
from indexer.reading.worker import ReadingWorker
from indexer.records import Chunk, Report, ReportId

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
        self, path: Path, *, source: str, report_id: ReportId, sha256: str
    ) -> Future[tuple[Report, tuple[Chunk, ...]]]:
        """The report in a file and its chunks, as `ReadingWorker.read_and_cut` gives or refuses them."""
        return self._threads.submit(self._read, path, source, report_id, sha256)

    def _read(self, path: Path, source: str, report_id: ReportId, sha256: str) -> tuple[Report, tuple[Chunk, ...]]:
        worker = self._idle.get()
        try:
            return worker.read_and_cut(path, source=source, report_id=report_id, sha256=sha256)
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
