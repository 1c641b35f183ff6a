"""Publishing a generation in one step, and clearing away what no one needs any more.

Either `publish` returns and the new generation is the one that every reader opens from then on, or it
raises (or the process dies) and the old one is untouched. The replacement of CURRENT is the commit point;
everything before it happens in a folder that no reader looks into.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from indexer.errors import IndexDamaged, IndexLocked, IndexUnavailable, NotFound, StorageFailed
from indexer.limits import GENERATIONS_KEPT, LOCK_WAIT_SECONDS
from indexer.storage.manifest import (
    CURRENT_FILE,
    GENERATION,
    MANIFEST_FILE,
    Manifest,
    generation_name,
    generation_names,
    newest_whole,
    published_folder,
)

_TEMPORARY_PREFIX = "tmp-"
_PART = re.compile(r"\.[0-9a-f]{32}\.part")


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
            hint="Free some space or fix the permissions and run the command again; "
            "what was published before still stands.",
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(index: Path, written: Path, manifest: Manifest) -> Path:
    """Makes the files in `written` the published generation of `index`; returns its folder."""
    content = manifest.to_bytes()
    (written / MANIFEST_FILE).write_bytes(content)
    sync_tree(written)
    target = index / generation_name(manifest.number, content)
    move_synced(written, target)
    point_to(index, target.name)
    return target


def point_to(index: Path, name: str) -> None:
    """Makes the generation called `name`, which lies in `index` and is synced, the one that every reader opens."""
    pointer = index / f"{CURRENT_FILE}.new"
    pointer.write_text(name, encoding="utf-8")
    replace_synced(pointer, index / CURRENT_FILE)


def replace_synced(written: Path, target: Path) -> None:
    """Puts a file in the place of another, or of none, so that after a crash one of them is there whole.

    Raises OSError.
    """
    _sync_file(written)
    written.replace(target)
    _sync_folder(target.parent)


def move_synced(path: Path, target: Path) -> None:
    """Moves a file or a folder, whose content is synced, so that after a crash it is in one of the places.

    Raises OSError.
    """
    path.rename(target)
    for folder in dict.fromkeys((target.parent, path.parent)):
        _sync_folder(folder)


def make_folder(folder: Path) -> None:
    """Makes `folder` and those above it where they are not there; a crash afterwards takes none away again.

    Raises OSError.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in missing:
        _sync_folder(place.parent)


def part_beside(target: Path) -> Path:
    """A new name beside `target`, which no build reads, for a copy that is not whole yet."""
    return target.with_name(f".{uuid.uuid4().hex}.part")


def remove_parts(folder: Path) -> None:
    """Removes the copies that a killed addition left unfinished in a folder of reports. Call with the lock held."""
    with suppress(OSError):  # a folder that may not be written to keeps them; no build reads them
        for path in folder.glob(".*.part"):
            if _PART.fullmatch(path.name):
                path.unlink()


def next_number(index: Path) -> int:
    """One more than the highest generation ever left in `index`, published or not."""
    numbers = [int(match[1]) for path in index.iterdir() if (match := GENERATION.match(path.name))]
    return max(numbers, default=0) + 1


def collect(index: Path, before: str = "") -> None:
    """Removes leftovers of builds that died, and generations that nobody needs. Call with the lock held.

    What CURRENT names stays, and the one `before` it, to go back to; where that is not given, the newest other one.
    Where CURRENT cannot be read, no generation is removed at all.
    """
    try:
        for path in index.glob(f"{_TEMPORARY_PREFIX}*"):
            shutil.rmtree(path, ignore_errors=True)
        current = published_folder(index).name
        others = [name for name in generation_names(index) if name != current]
        complete = [name for name in others if (index / name / MANIFEST_FILE).is_file()]
    except (IndexUnavailable, OSError):  # then what is in the way stays until the next build
        return
    kept = [before] if before in complete else complete[1 - GENERATIONS_KEPT :]
    for name in others:
        if name not in kept:
            shutil.rmtree(index / name, ignore_errors=True)


def roll_back(index: Path) -> tuple[str, str]:
    """Publishes the newest whole generation before the current one again; returns both names, the current one first.

    Every file is held against its checksum before. Raises IndexLocked, StorageFailed, IndexUnavailable, and NotFound
    where there is no whole one to go back to.
    """
    names = generation_names(index)
    if not names:
        published_folder(index)  # says that nothing was ever built here
    with build_lock(index):
        try:
            current = published_folder(index).name
        except IndexDamaged:  # all the more reason to go back to one that is whole
            current = "~"
        folder = newest_whole(index, [name for name in names if name < current], thorough=True)
        if folder is None:
            raise NotFound(
                f"There is no complete generation before {current} in {index}.",
                hint=f"Bring the index up to date instead: precedent index --index {index}",
            )
        try:
            point_to(index, folder.name)
        except OSError as error:
            raise StorageFailed(
                f"{index / CURRENT_FILE} could not be written: {error.strerror or error}.",
                hint="Free some space or fix the permissions and run the command again.",
            ) from error
        return current, folder.name


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


def sync_tree(folder: Path) -> None:
    """Syncs a folder with all in it. Raises OSError."""
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

    Raises IndexLocked, naming the other build, and StorageFailed where the folder cannot be written, and for whatever
    else the disk refuses while the lock is held: nothing of that reaches anybody as a foreign error.
    """
    try:
        make_folder(index)
        lock = FileLock(index / _LOCK_FILE)
        lock.acquire(timeout=LOCK_WAIT_SECONDS)
    except Timeout:
        raise IndexLocked(
            f"Another build is at work in {index}: {_holder(index)}.",
            hint="Wait until it ends, or stop it; the index can be searched meanwhile.",
        ) from None
    except NotImplementedError:
        raise StorageFailed(
            f"The file system of {index} does not support locks, so two builds could write over each other.",
            hint="Name a folder on a disk of this machine with --index.",
        ) from None
    except OSError as error:
        raise StorageFailed(
            f"The index folder {index} cannot be written to: {error.strerror or error}.",
            hint="Check its permissions, or name another folder with --index.",
        ) from error
    try:
        with suppress(OSError):  # who holds the lock is told if possible
            _write_holder(index)
        yield
    except OSError as error:
        raise StorageFailed(
            f"The disk refused: {error.strerror or error}{f' ({error.filename})' if error.filename else ''}.",
            hint="Free some space or fix the permissions and run the command again; "
            "what was published before still stands.",
        ) from error
    finally:
        with suppress(OSError):
            (index / _HOLDER_FILE).unlink(missing_ok=True)
        with suppress(OSError):  # the system lets go of it when the process ends
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
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "which process is not known"
