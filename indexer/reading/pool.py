"""Several files read at once, each in a reading process of its own."""

from __future__ import annotations

import os
import queue
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.reading.worker import ReadingWorker
from indexer.records import Chunk, Report, ReportId

_MOST_PROCESSES = 4
"""Each may take two gigabytes for a hostile file, and a hundred megabytes for any."""

_FILES_A_PROCESS = 8
"""A process takes as long to start as two files to be read."""


def processes_for(files: int) -> int:
    """How many processes read so many files."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, _MOST_PROCESSES, -(-files // _FILES_A_PROCESS)))


class ReadingPool:
    """A context manager; at its end what has not begun is not read any more."""

    def __init__(self, processes: int) -> None:
        """No process is started before there is a file for it."""
        self._workers = [ReadingWorker() for _ in range(processes)]
        self._idle: queue.LifoQueue[ReadingWorker] = queue.LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(max_workers=processes, thread_name_prefix="reading")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
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
