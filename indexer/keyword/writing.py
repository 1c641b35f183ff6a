"""Writes a large keyword index in a process of its own, so that the encoder need not share the interpreter with it.

Run as a program it is that process: documents come in as JSON, one a line, and go out as lines that say how far it is.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import StorageFailed

if TYPE_CHECKING:
    from indexer.keyword.whoosh_index import KeywordDocument

FEW_DOCUMENTS = 500
"""So many are written as fast here as a process starts."""

_TOLD_EACH_DOCUMENTS = 500


@contextmanager
def writing_keyword_index(
    folder: Path, documents: Sequence[KeywordDocument], written: Callable[[int], None]
) -> Iterator[None]:
    """Writes the index while what is inside the `with` runs, and is done at its end.

    `written` gets counts of documents that are done, from this thread. Raises as `build_keyword_index` does, and
    StorageFailed where the process ends without having written it.
    """
    if len(documents) <= FEW_DOCUMENTS:
        from indexer.keyword.whoosh_index import build_keyword_index  # it loads Whoosh, which searching needs not

        build_keyword_index(folder, documents)
        written(len(documents))
        yield
        return
    with _started(folder) as process:
        with suppress(BrokenPipeError):  # it ended early, and its last line says why
            _hand_over(process, documents)
        yield
        _wait(process, folder, written)


@contextmanager
def _started(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    home = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def _hand_over(process: subprocess.Popen[bytes], documents: Sequence[KeywordDocument]) -> None:
    assert process.stdin is not None
    for document in documents:
        process.stdin.write(json.dumps(astuple(document)).encode() + b"\n")
    process.stdin.close()


def _wait(process: subprocess.Popen[bytes], folder: Path, written: Callable[[int], None]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        told: dict[str, Any] = json.loads(line)
        if "done" in told:
            return
        if "errno" in told:
            raise OSError(told["errno"], told["message"])
        if "message" in told:
            raise StorageFailed(f"The keyword index in {folder} could not be written: {told['message']}.", hint=_AGAIN)
        written(told["written"])
    raise StorageFailed(f"The process that wrote the keyword index in {folder} ended before it was done.", hint=_AGAIN)


_AGAIN = "Close other programs if memory is short, and run the command again; the index is as it was."


def _end_with_the_parent() -> None:
    """Has Linux end this process with the build that started it, which waits for it in one thread; elsewhere it goes on
    until it has something to say.
    """
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before it could be asked for
        os._exit(1)


_PR_SET_PDEATHSIG = 1


def main(folder: Path) -> None:
    """The process: reads documents from standard input, writes the index into `folder`, and says so."""
    _end_with_the_parent()
    from indexer.keyword.whoosh_index import KeywordDocument, build_keyword_index

    def tell(**told: Any) -> None:
        print(json.dumps(told), flush=True)

    documents = [KeywordDocument(*json.loads(line)) for line in sys.stdin.buffer]
    done = 0

    def count(amount: int) -> None:
        nonlocal done
        done += amount
        if done % _TOLD_EACH_DOCUMENTS == 0:
            tell(written=_TOLD_EACH_DOCUMENTS)

    try:
        build_keyword_index(folder, documents, count)
    except OSError as error:
        tell(errno=error.errno, message=error.strerror or str(error))
    except Exception as error:
        tell(message=f"{type(error).__name__}: {error}")
    else:
        tell(written=done % _TOLD_EACH_DOCUMENTS)
        tell(done=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
