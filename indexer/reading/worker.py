"""Reads files in a child process with limits, so that no file can hang, crash or starve the build."""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.errors import ReadingRefused
from indexer.reading.report import read_report
from indexer.records import Report, ReportId

READING_TIME_LIMIT_SECONDS = 120.0
"""The slowest real report takes under a second; two minutes is a loop, even on a slow machine."""

READING_MEMORY_LIMIT_BYTES = 2 * 1024**3
"""Address space of the child. The largest real report needs a tenth of it."""

READING_OUTPUT_LIMIT_BYTES = 64 * 1024**2
"""A report's words and offsets are under a mebibyte; more is a bomb that unpacked."""

START_LIMIT_SECONDS = 60.0
"""A child imports the readers before it answers; on a loaded machine that takes seconds."""


class ReadingWorker:
    """A context manager that reads one file at a time in a persistent child process.

    A child that crashes, runs out of memory or out of time is ended; the next read starts another.
    """

    def __init__(self, *, time_limit_seconds: float = READING_TIME_LIMIT_SECONDS) -> None:
        self._time_limit_seconds = time_limit_seconds
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

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
        connection = self._ready()
        try:
            connection.send((str(path), source, str(report_id), sha256))
            if not connection.poll(self._time_limit_seconds):
                self.close()
                raise ReadingRefused(
                    "timed-out",
                    f"Reading took more than {self._time_limit_seconds:.0f} seconds and was stopped.",
                    hint="Print the file to a new PDF and add that.",
                )
            answer = connection.recv_bytes(READING_OUTPUT_LIMIT_BYTES)
        except (EOFError, OSError) as error:
            self.close()
            raise ReadingRefused(
                "crashed",
                "The process that read the file ended without an answer: it needed too much memory, or the file broke the reader.",
                hint="Print the file to a new PDF and add that.",
            ) from error
        return _report_of(answer)

    def close(self) -> None:
        """End the child process, whatever it is doing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None

    def _ready(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self.close()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True, name="precedent-reader")
        self._process.start()
        theirs.close()
        self._connection = ours
        try:
            started = ours.poll(START_LIMIT_SECONDS) and ours.recv_bytes() == b"ready"
        except (EOFError, OSError):
            started = False
        if not started:
            self.close()
            raise ReadingRefused(
                "crashed",
                "The reading process did not start.",
                hint="Try again when the machine is less busy.",
            )
        return ours


def _report_of(answer: bytes) -> Report:
    result = pickle.loads(answer)  # written by our own child process, never by the file
    if isinstance(result, Report):
        return result
    code, message, hint = result
    raise ReadingRefused(code, message, hint=hint)


def _serve(connection: Connection) -> None:
    _limit_memory()
    connection.send_bytes(b"ready")
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            path, source, report_id, sha256 = connection.recv()
            connection.send_bytes(pickle.dumps(_outcome(Path(path), source, ReportId(report_id), sha256)))


def _outcome(path: Path, source: str, report_id: ReportId, sha256: str) -> Report | tuple[str, str, str]:
    try:
        return read_report(path, source=source, report_id=report_id, sha256=sha256)
    except ReadingRefused as refusal:
        return refusal.code, refusal.message, refusal.hint
    except MemoryError:
        limit = READING_MEMORY_LIMIT_BYTES // 1024**2
        return (
            "too-large",
            f"Reading the file needs more than {limit} MiB of memory.",
            "Split it into smaller files.",
        )


def _limit_memory() -> None:
    """Cap the address space of this process where the system can (POSIX); the time limit holds everywhere."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time and output limits still hold
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (READING_MEMORY_LIMIT_BYTES, READING_MEMORY_LIMIT_BYTES))
