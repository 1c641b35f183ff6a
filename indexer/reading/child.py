"""The reading process: takes requests on standard input, one JSON line each, and answers on standard output.

An answer is its length in eight bytes and then JSON. It holds words and numbers, never objects: a child that
a hostile file took over can hand on nothing that runs.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from indexer.errors import ReadingRefused
from indexer.language.chunking import cut_chunks
from indexer.limits import ANSWER_LENGTH_BYTES
from indexer.reading.report import content_of, understand
from indexer.records import Element, ElementKind, Report, ReportId
from indexer.serialise import chunk_to_json, report_body_to_json, report_head_to_json

READING_MEMORY_LIMIT_BYTES = 2 * 1024**3
"""Address space on top of what the imports map. The largest real report needs a tenth of it."""

READING_OUTPUT_LIMIT_BYTES = 64 * 1024**2
"""A report's words and offsets are under a mebibyte; more is a bomb that unpacked."""

READING_PROCESSOR_LIMIT_SECONDS = 240
"""Twice what whoever asked waits for, so that it counts only where nobody waits any more."""

_NICENESS = 5
"""A third of what a process gets that did not step back, and all that nobody else wants. With 10, the encoder waited
for reports now and then, and the words of all of them were written only when it had ended."""

READY = b'{"ready": true}'


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the other side closes its end."""
    send(answers, READY)
    ready_to_cut = False
    for line in requests:
        request = json.loads(line)
        with _ending_with_the_parent(requests):
            looking = "look" in request
            answer = (looked if looking else outcome)(Path(request.pop("path")), **request)
        send(answers, answer)
        if looking:
            continue
        if not ready_to_cut and not request.get("cut"):
            _get_ready_to_cut()
        ready_to_cut = True


def _get_ready_to_cut() -> None:
    """Loads what cutting needs, after an answer that nobody waits on: who has looked at a file will probably add it."""
    text = "The plan was reviewed in time."
    element = Element(ElementKind.PARAGRAPH, 0, len(text))
    list(cut_chunks(Report(ReportId("r"), "", "", text, elements=(element,)), 0))


def send(answers: BinaryIO, answer: bytes) -> None:
    """Write one answer with its length before it."""
    answers.write(len(answer).to_bytes(ANSWER_LENGTH_BYTES, "big") + answer)
    answers.flush()


def outcome(path: Path, source: str, report_id: str, sha256: str, cut: bool = False, unchanged: bool = False) -> bytes:
    """The report in a file, with its chunks where they are to be cut, or why it is refused, as JSON.

    With `unchanged`, a file whose bytes are not those of `sha256` any more is refused.
    """
    try:
        data = content_of(path)
        if unchanged:
            _refuse_changed(data, sha256)
        report = understand(data, source=source, report_id=ReportId(report_id), sha256=sha256)
        value: dict[str, Any] = {"head": report_head_to_json(report), "body": report_body_to_json(report)}
        if cut:
            value["chunks"] = [chunk_to_json(chunk) for chunk in cut_chunks(report, 0)]
        answer = json.dumps(value).encode()
        if len(answer) <= READING_OUTPUT_LIMIT_BYTES:
            return answer
        limit = READING_OUTPUT_LIMIT_BYTES // 1024**2
        refusal = ReadingRefused("too-large", f"The file unpacks to more than {limit} MiB of text.", hint="Split it.")
    except ReadingRefused as error:
        refusal = error
    except MemoryError:
        limit = READING_MEMORY_LIMIT_BYTES // 1024**2
        refusal = ReadingRefused("too-large", f"Reading it needs more than {limit} MiB of memory.", hint="Split it.")
    return json.dumps({"code": refusal.code, "message": refusal.message, "hint": refusal.hint}).encode()


def looked(path: Path, sha256: str, look: dict[str, Any]) -> bytes:
    """What `pictures` tells of a PDF, or why it is refused, as JSON."""
    from indexer.reading import pictures  # loads a library for images, which reading needs not

    try:
        data = content_of(path)
        _refuse_changed(data, sha256)
        answer = pictures.drawn(data, **look) if "page" in look else {"places": pictures.found(data, **look)}
        return json.dumps(answer).encode()
    except ReadingRefused as error:
        refusal = error
    except MemoryError:
        refusal = ReadingRefused("too-large", "It needs more memory than a page is allowed.")
    except Exception as error:  # a damaged file leads libraries to whatever they raise
        refusal = ReadingRefused("reader-failed", f"It holds something unexpected ({type(error).__name__}).")
    return json.dumps({"code": refusal.code, "message": refusal.message, "hint": refusal.hint}).encode()


def _refuse_changed(data: bytes, sha256: str) -> None:
    """What is stored under a hash are the words of just those bytes, though the file may be written to meanwhile."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ReadingRefused("changed", "The file was changed while it was being read.", hint="Run the command again.")


def limit_memory() -> None:
    """Cap the address space of this process where the system can (POSIX); the time limit holds everywhere."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time and output limits still hold
        return
    limit = _mapped_bytes() + READING_MEMORY_LIMIT_BYTES
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


@contextlib.contextmanager
def _ending_with_the_parent(requests: BinaryIO) -> Iterator[None]:
    """Has the system end this process when the other side of `requests` is closed, whatever it is doing then.

    Nobody writes to the pipe while a file is read, so the only signal that comes is that of its end. Where the system
    has no such signal, the limit on processor time ends the process.
    """
    _limit_processor_time()
    try:
        import fcntl

        pipe = requests.fileno()
        before = fcntl.fcntl(pipe, fcntl.F_GETFL)
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, before | os.O_ASYNC)
        ends = select.poll()
        ends.register(pipe, 0)
        if any(event & select.POLLHUP for _, event in ends.poll(0)):  # closed before the signal could be asked for
            os._exit(1)
    except (ImportError, AttributeError, OSError, ValueError):  # Windows; or no pipe, as in a test
        yield
        return
    try:
        yield
    finally:
        fcntl.fcntl(pipe, fcntl.F_SETFL, before)


def _limit_processor_time() -> None:
    """One file may take so much; it counts where the time limit of whoever asked does not hold any more."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + READING_PROCESSOR_LIMIT_SECONDS
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no copy of a report behind


def _mapped_bytes() -> int:
    """The address space that this process uses now; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * 4096


def _give_way() -> None:
    """Let other processes go first: the one that encodes takes longest, and the earlier it begins the earlier a build
    ends; and whoever searches while a report is taken in does not wait for its reading.
    """
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def main() -> None:
    """Serve on the standard streams, with the answers kept apart from anything that a library prints."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_memory()
    _give_way()
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
