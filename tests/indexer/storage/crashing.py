"""A disk that is watched while a command works, and what may be left of it when the machine stops at any moment.

Before each operation of the system that changes a folder or syncs a file, the folder is noted: what every file holds,
whether that was synced, and which entries of a folder were. From each note the disk is laid out again as a crash may
leave it: what had not been synced is damaged in one of six ways, after the example of Lucene's MockDirectoryWrapper,
and entries of folders that had not been synced have come to the disk or not. So the command runs once.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

OPERATIONS = ("fsync", "rename", "replace", "link", "mkdir", "unlink", "rmdir")
DAMAGES = 6
WAYS = 2 * DAMAGES
"""In how many ways each operation is crashed before: each damage, with every entry in place and without."""


@dataclass(frozen=True, slots=True)
class Note:
    """The disk before an operation. Files and folders are numbers; `root` is the folder that is watched.

    `held` and `synced` are the content of each file now, with its time, and as it was synced last; `entries` and
    `synced_entries` those of each folder, name -> number.
    """

    operation: str
    root: int
    held: dict[int, tuple[bytes, int]]
    synced: dict[int, bytes]
    entries: dict[int, dict[str, int]]
    synced_entries: dict[int, dict[str, int]]


class Watch:
    """Notes the folder before every operation; the one numbered `unsynced`, if it is a sync, is done by nobody."""

    def __init__(self, root: Path, unsynced: int | None = None) -> None:
        self.notes: list[Note] = []
        self._root = root
        self._unsynced = unsynced
        self._open: list[int] = []  # so that the system gives no number twice
        self._held, self._entries = self._look()
        self._synced = {number: content for number, (content, _) in self._held.items()}
        self._synced_entries = dict(self._entries)

    def run(self, name: str, real: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        self.note(name)
        if name in ("unlink", "rmdir", "replace"):
            self._keep(Path(arguments[-1]))
        if name != "fsync":
            result = real(*arguments, **named)
            if name == "mkdir":
                self._synced_entries[Path(arguments[0]).stat().st_ino] = {}
            return result
        if len(self.notes) - 1 != self._unsynced:
            number = os.fstat(arguments[0]).st_ino
            held, entries = self._look()
            if number in held:
                self._synced[number] = held[number][0]
            elif number in entries:
                self._synced_entries[number] = entries[number]
        return None

    def note(self, operation: str) -> None:
        held, entries = self._look()
        self._held |= held
        self._entries |= entries
        root = self._root.stat().st_ino
        state = (dict(self._held), dict(self._synced), dict(self._entries), dict(self._synced_entries))
        self.notes.append(Note(operation, root, *state))

    def close(self) -> None:
        for handle in self._open:
            os.close(handle)

    def _keep(self, path: Path) -> None:
        if path.exists():
            self._open.append(os.open(path, os.O_RDONLY))

    def _look(self) -> tuple[dict[int, tuple[bytes, int]], dict[int, dict[str, int]]]:
        held: dict[int, tuple[bytes, int]] = {}
        entries: dict[int, dict[str, int]] = {}
        folders = [str(self._root)]
        while folders:
            folder = folders.pop()
            own = entries[os.stat(folder).st_ino] = {}  # noqa: PTH116
            with os.scandir(folder) as found:
                for entry in found:
                    status = entry.stat()
                    own[entry.name] = status.st_ino
                    if entry.is_dir():
                        folders.append(entry.path)
                    elif status.st_ino not in held:
                        held[status.st_ino] = self._content(entry.path, status)
        return held, entries

    def _content(self, path: str, status: os.stat_result) -> tuple[bytes, int]:
        known = getattr(self, "_held", {}).get(status.st_ino)
        if known is not None and known[1] == status.st_mtime_ns and len(known[0]) == status.st_size:
            return known
        return Path(path).read_bytes(), status.st_mtime_ns


@contextmanager
def watching(root: Path, monkeypatch: pytest.MonkeyPatch, unsynced: int | None = None) -> Iterator[Watch]:
    watch = Watch(root, unsynced)
    with monkeypatch.context() as patched:
        for name in OPERATIONS:
            real = getattr(os, name)

            def noted(*arguments: Any, name: str = name, real: Any = real, **named: Any) -> Any:
                return watch.run(name, real, arguments, named)

            patched.setattr(os, name, noted)
        yield watch
    watch.note("end")
    watch.close()


def lay_out(note: Note, root: Path, way: int, choose: random.Random) -> None:
    """Makes `root` the folder as a crash may have left it, in place of what was laid out there before."""
    shutil.rmtree(root, ignore_errors=True)
    damage, entries_may_be_missing = way % DAMAGES, way >= DAMAGES
    laid: dict[int, Path] = {}

    def entries_of(number: int) -> dict[str, int]:
        now, synced = note.entries.get(number, {}), note.synced_entries.get(number, {})
        if not entries_may_be_missing:
            return now
        chosen = {name: choose.choice((now, synced)).get(name) for name in sorted({*now, *synced})}
        return {name: entry for name, entry in chosen.items() if entry is not None}

    def lay(number: int, place: Path) -> None:
        if number not in note.held:
            place.mkdir()
            for name, entry in entries_of(number).items():
                lay(entry, place / name)
        elif number in laid:
            os.link(laid[number], place)
        else:
            content, modified = note.held[number]
            left = content if note.synced.get(number) == content else _damaged(content, damage, choose)
            if left is not None:
                place.write_bytes(left)
                os.utime(place, ns=(modified, modified))
                laid[number] = place

    lay(note.root, root)


def _damaged(content: bytes, damage: int, choose: random.Random) -> bytes | None:
    """What may be found of a file that was not synced; None where it is gone."""
    match damage:
        case 0:
            return None
        case 1:
            return b""
        case 2:
            return content[: len(content) // 2]
        case 3:
            return bytes(len(content))
        case 4 if content:
            place = choose.randrange(len(content))
            return content[:place] + bytes([content[place] ^ 1 << choose.randrange(8)]) + content[place + 1 :]
        case _:
            return content + choose.randbytes(20)


@contextmanager
def fast_folder(otherwise: Path) -> Iterator[Path]:
    """A folder in memory where the system has such a thing: what a crash leaves is laid out a thousand times."""
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        yield otherwise
        return
    folder = Path(tempfile.mkdtemp(prefix="precedent-crashes-", dir=memory))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
