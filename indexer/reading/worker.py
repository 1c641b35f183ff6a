"""Reads files in a child process with limits, so that no file can hang, crash or starve the build."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.errors import ReadingRefused
from indexer.reading.report import read_report
from indexer.records import Report, ReportId
from indexer.serialise import report_body_to_json, report_from_json, report_head_to_json

READING_TIME_LIMIT_SECONDS = 120.0
"""The slowest real report takes under a second; two minutes is a loop, even on a slow machine."""

READING_MEMORY_LIMIT_BYTES = 2 * 1024**3
"""Address space of the child. The largest real report needs a tenth of it."""

READING_OUTPUT_LIMIT_BYTES = 64 * 1024**2
"""A report's words and offsets are under a mebibyte; more is a bomb that unpacked."""

_TOO_LARGE = "too-large"

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

    @property
    def process_id(self) -> int | None:
        """The child's process id; None before the first read and after `close`."""
        return self._process.pid if self._process is not None else None

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
                    f"Reading took more than {self._time_limit_seconds:g} seconds and was stopped.",
                    hint="Print the file to a new PDF and add that.",
                )
            answer = connection.recv_bytes()
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
    """The child's answer, as JSON: a child that a file took over can hand on words, never objects."""
    result = json.loads(answer)
    if "head" in result:
        return report_from_json(result["head"], result["body"])
    raise ReadingRefused(result["code"], result["message"], hint=result["hint"])


def _serve(connection: Connection) -> None:
    _limit_memory()
    connection.send_bytes(b"ready")
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            path, source, report_id, sha256 = connection.recv()
            connection.send_bytes(_outcome(Path(path), source, ReportId(report_id), sha256))


def _outcome(path: Path, source: str, report_id: ReportId, sha256: str) -> bytes:
    try:
        report = read_report(path, source=source, report_id=report_id, sha256=sha256)
        answer = json.dumps({"head": report_head_to_json(report), "body": report_body_to_json(report)}).encode()
        if len(answer) <= READING_OUTPUT_LIMIT_BYTES:
            return answer
        limit = READING_OUTPUT_LIMIT_BYTES // 1024**2
        refusal = ReadingRefused(_TOO_LARGE, f"The file unpacks to more than {limit} MiB of text.", hint="Split it.")
    except ReadingRefused as error:
        refusal = error
    except MemoryError:
        limit = READING_MEMORY_LIMIT_BYTES // 1024**2
        refusal = ReadingRefused(
            _TOO_LARGE, f"Reading the file needs more than {limit} MiB of memory.", hint="Split it."
        )
    return json.dumps({"code": refusal.code, "message": refusal.message, "hint": refusal.hint}).encode()


def _limit_memory() -> None:
    """Cap the address space of this process where the system can (POSIX); the time limit holds everywhere.

    The cap is on top of what the process has mapped by now, which a console script's imports make large.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time and output limits still hold
        return
    limit = _mapped_bytes() + READING_MEMORY_LIMIT_BYTES
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _mapped_bytes() -> int:
    """The address space that this process uses now; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * 4096
