"""Publishing a generation in one step, and clearing away what no one needs any more.

Either `publish` returns and the new generation is the one that every reader opens from then on, or it
raises (or the process dies) and the old one is untouched. The replacement of CURRENT is the commit point;
everything before it happens in a folder that no reader looks into.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from indexer.errors import IndexLocked, StorageFailed
from indexer.limits import GENERATIONS_KEPT, LOCK_WAIT_SECONDS
from indexer.storage.manifest import CURRENT_FILE, MANIFEST_FILE, Manifest

_TEMPORARY_PREFIX = "tmp-"
_GENERATION = re.compile(r"gen-(\d+)-[0-9a-f]{8}\Z")


@contextmanager
def temporary_folder(index: Path) -> Iterator[Path]:
    """A fresh folder inside `index` to write a generation into; removed unless it was published.

    Raises StorageFailed for every failure of the disk while it is open.
    """
    folder = index / f"{_TEMPORARY_PREFIX}{os.getpid()}-{uuid.uuid4().hex[:8]}"
    try:
        folder.mkdir(parents=True)
        yield folder
    except OSError as error:
        raise StorageFailed(
            f"The new index could not be written in {index}: {error.strerror or error}.",
            hint="Free some space or mend the permissions and run the command again; "
            "what was published before still stands.",
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(index: Path, written: Path, manifest: Manifest) -> Path:
    """Makes the files in `written` the published generation of `index`; returns its folder."""
    content = manifest.to_bytes()
    (written / MANIFEST_FILE).write_bytes(content)
    _sync_tree(written)
    target = index / f"gen-{manifest.number:06d}-{hashlib.sha256(content).hexdigest()[:8]}"
    written.rename(target)
    _sync_folder(index)
    pointer = index / f"{CURRENT_FILE}.new"
    pointer.write_text(target.name, encoding="utf-8")
    _sync_file(pointer)
    pointer.replace(index / CURRENT_FILE)
    _sync_folder(index)
    return target


def next_number(index: Path) -> int:
    """One more than the highest generation ever left in `index`, published or not."""
    numbers = [int(match[1]) for path in index.iterdir() if (match := _GENERATION.match(path.name))]
    return max(numbers, default=0) + 1


def collect(index: Path) -> None:
    """Removes leftovers of builds that died, and all but the newest generations. Call with the lock held."""
    with contextlib.suppress(OSError):
        current = (index / CURRENT_FILE).read_text(encoding="utf-8").strip()
        generations = sorted(path.name for path in index.iterdir() if _GENERATION.match(path.name))
        # What is newer than CURRENT was renamed but never published.
        older = [name for name in generations if name <= current]
        kept = set(older[-GENERATIONS_KEPT:]) | {current}
        for name in generations:
            if name not in kept:
                shutil.rmtree(index / name, ignore_errors=True)
    for path in index.glob(f"{_TEMPORARY_PREFIX}*"):
        shutil.rmtree(path, ignore_errors=True)


def carry_over(source: Path, target: Path) -> None:
    """Makes `target` the same folder of files as `source`, by hard links; by copies where there can be none."""
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            _link_or_copy(path, place)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, one without links, or too many of them
        shutil.copy2(source, target)


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if not path.is_file():
            _sync_folder(path)
        elif path.stat().st_nlink == 1:  # what an older generation holds too was synced with it
            _sync_file(path)
    _sync_folder(folder)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder for syncing, and keeps renames in order by itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# One build at a time in an index folder, and the other one named.

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
