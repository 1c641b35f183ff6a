"""A crash at any operation of a publication leaves exactly the old generation or exactly the new one.

Every operation of the system that changes a folder or syncs a file is counted, and the process "dies" before the n-th:
nothing that would have come after it reaches the disk, no cleaning up either. What had not been synced is then damaged
in one of six ways, after the example of Lucene's MockDirectoryWrapper.
"""

from __future__ import annotations

import gc
import itertools
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from indexer.building.assembly import Origin, as_segment, assembling
from indexer.errors import IndexDamaged
from indexer.language.chunking import cut_chunks
from indexer.storage import publication
from indexer.storage.generation import Generation
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import published_folder, read_manifest
from indexer.storage.publication import build_lock, collect
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

SECONDS = 60 * float(os.environ.get("PRECEDENT_LONG_MINUTES", "0")) or 12.0
SEED = int(os.environ.get("PRECEDENT_LONG_SEED", "20261126"))
OPERATIONS = ("fsync", "rename", "replace", "link", "mkdir", "unlink", "rmdir")
OLD, NEW = "It was dry.", "It was wet."


class Crash(BaseException):
    """The process is gone: no handler of ordinary errors may catch it."""


class Machine:
    """Counts operations, dies before the one that is wanted, and knows what was synced."""

    def __init__(self, index: Path, dies_before: int) -> None:
        self.count = 0
        self._index = index
        self._dies_before = dies_before
        self.synced = {path.stat().st_ino for path in index.rglob("*") if path.is_file()}

    def run(self, name: str, real: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        self.count += 1
        if self.count >= self._dies_before:
            raise Crash
        result = real(*arguments, **named)
        if name == "fsync":
            self.synced.add(os.fstat(arguments[0]).st_ino)
        return result

    def damage_what_was_not_synced(self, choose: random.Random) -> None:
        for path in sorted(self._index.rglob("*")):
            if path.is_file() and not path.name.startswith(".lock") and path.stat().st_ino not in self.synced:
                _damage(path, choose)


def _damage(path: Path, choose: random.Random) -> None:
    content = path.read_bytes()
    match choose.randrange(6):
        case 0:
            path.unlink()
        case 1:
            path.write_bytes(b"")
        case 2:
            path.write_bytes(content[: len(content) // 2])
        case 3:
            path.write_bytes(bytes(len(content)))
        case 4 if content:
            place = choose.randrange(len(content))
            path.write_bytes(
                content[:place] + bytes([content[place] ^ 1 << choose.randrange(8)]) + content[place + 1 :]
            )
        case _:
            path.write_bytes(content + choose.randbytes(20))


@contextmanager
def machine(index: Path, dies_before: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    made = Machine(index, dies_before)
    with monkeypatch.context() as patched:
        for name in OPERATIONS:
            real = getattr(os, name)

            def counted(*arguments: Any, name: str = name, real: Any = real, **named: Any) -> Any:
                return made.run(name, real, arguments, named)

            patched.setattr(os, name, counted)
        yield made


@pytest.fixture
def before(tmp_path: Path) -> Path:
    index = tmp_path / "before"
    for text in ("It was hot.", OLD):
        publish_archive(index, [make_report(parts=[("paragraph", text, "1")])], model=None)
    return index


def publish_next(index: Path) -> None:
    """The last generation's segment is linked, one is written, and what is older is removed."""
    with build_lock(index):
        folder = published_folder(index)
        manifest = read_manifest(folder)
        report = make_report("wet-2014", parts=[("paragraph", NEW, "1")])
        with assembling(index) as assembly:
            assembly.carry(folder, manifest, [segment.name for segment in manifest.segments])
            assembly.add(as_segment([report], list(cut_chunks(report, 0))), lambda: None, lambda _: None)
            assembly.publish(Ledger(()), Origin("reports", "", None, {}))
        collect(index, folder.name)


def crash(index: Path, dies_before: int, choose: random.Random, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the publication ended before it could crash."""
    with machine(index, dies_before, monkeypatch) as made:
        try:
            publish_next(index)
        except Crash:
            ended = False
        else:
            ended = True
    gc.collect()  # lets go of the lock, as the system does when a process dies
    made.damage_what_was_not_synced(choose)
    return ended


def texts_of(index: Path) -> list[str]:
    generation = Generation.open(index)
    texts = [generation.chunk(ordinal).text for ordinal in range(len(generation))]
    assert generation.keyword.with_word("was").all()
    generation.close()
    return texts


def test_a_crash_at_any_operation_leaves_the_old_generation_or_the_new_one(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose, deadline = random.Random(SEED), time.monotonic() + SECONDS
    seen: set[str] = set()
    for turn in itertools.count():
        for dies_before in itertools.count(1):
            index = tmp_path / f"crash-{turn}-{dies_before}"
            shutil.copytree(before, index)  # with the times of the files
            ended = crash(index, dies_before, choose, monkeypatch)
            texts = texts_of(index)
            assert texts in ([OLD], [OLD, NEW]), (SEED, turn, dies_before)
            seen.add(texts[-1])
            if dies_before % 8 == 0:  # the next build is not held up by what was left
                publish_next(index)
                assert texts_of(index)[-1] == NEW
                assert not list(index.glob("tmp-*"))
            shutil.rmtree(index)
            if ended:
                break
        if time.monotonic() > deadline:
            break
    assert seen == {OLD, NEW}


def test_the_crashes_find_a_file_that_is_not_synced(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "_sync_file", lambda path: None)
    choose = random.Random(SEED)
    shutil.copytree(before, tmp_path / "index")
    assert crash(tmp_path / "index", 10_000, choose, monkeypatch)
    with suppress(IndexDamaged):
        assert texts_of(tmp_path / "index") != [OLD, NEW]
