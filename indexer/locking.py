"""One build at a time in an index folder, and the other one named."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from indexer.errors import IndexLocked, StorageFailed
from indexer.limits import LOCK_WAIT_SECONDS

_LOCK_FILE = ".lock"
_HOLDER_FILE = ".lock-holder.json"


@contextmanager
def build_lock(index: Path) -> Iterator[None]:
    """Holds the index folder for one build. The system lets go of it when the process ends, however it ends.

    Raises IndexLocked, naming the other build, and StorageFailed where the folder cannot be written.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / _LOCK_FILE)
        lock.acquire(timeout=LOCK_WAIT_SECONDS)
    except Timeout:
        raise IndexLocked(
            f"Another build is at work in {index}: {_holder(index)}.",
            hint="Wait until it ends, or stop it; the index can be searched meanwhile.",
        ) from None
    except OSError as error:
        raise StorageFailed(
            f"The index folder {index} cannot be written: {error.strerror or error}.",
            hint="Check its permissions, or name another folder with --index.",
        ) from error
    try:
        _write_holder(index)
        yield
    finally:
        (index / _HOLDER_FILE).unlink(missing_ok=True)
        lock.release()


def _write_holder(index: Path) -> None:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    (index / _HOLDER_FILE).write_text(json.dumps(holder), encoding="utf-8")


def _holder(index: Path) -> str:
    try:
        holder = json.loads((index / _HOLDER_FILE).read_text(encoding="utf-8"))
        return f"process {holder['pid']} on {holder['host']}, started {holder['started']}"
    except (OSError, ValueError, KeyError):
        return "it has not said which process it is"
