"""A crash at any operation of a publication leaves exactly the old generation or exactly the new one; see
`crashing.py`, which says what a crash may leave.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.building.addition import _copy_whole
from indexer.building.assembly import Assembly, Origin, as_segment, assembling
from indexer.building.removal import _move
from indexer.errors import IndexMissing, IndexUnavailable
from indexer.language.chunking import cut_chunks
from indexer.storage.generation import Generation
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import published_folder, read_manifest
from indexer.storage.publication import build_lock, collect, make_folder, roll_back
from tests.indexer.reports import make_report
from tests.indexer.storage.crashing import WAYS, Note, fast_folder, lay_out, watching
from tests.long import LONG, SEED, turns
from tests.search_app.archive import publish_archive

pytestmark = pytest.mark.slow

WAYS_TRIED = WAYS if LONG else WAYS // 2
"""At each operation: over 1,000 crash points of the four commands together, in the long run over 10,000."""
OLDER, OLD, NEW = "It was hot.", "It was dry.", "It was wet."
NOTHING: list[str] = []


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with fast_folder(tmp_path_factory.mktemp("crashes")) as folder:
        yield folder


@pytest.fixture(scope="module")
def before(memory: Path) -> Path:
    """A folder with an index of two generations in it."""
    place = memory / "before"
    place.mkdir()
    for text in (OLDER, OLD):
        publish_archive(place / "index", [make_report(parts=[("paragraph", text, "1")])], model=None)
    return place


def publish_next(index: Path) -> None:
    """The last generation's segment is linked, one is written, and what is older is removed."""
    with build_lock(index):
        folder = published_folder(index)
        manifest = read_manifest(folder)
        with assembling(index) as assembly:
            assembly.carry(folder, manifest, [segment.name for segment in manifest.segments])
            _add_the_new_one(assembly)
        collect(index, folder.name)


def publish_first(index: Path) -> None:
    """There is no folder of the index yet."""
    with build_lock(index):
        with assembling(index) as assembly:
            _add_the_new_one(assembly)
        collect(index)


def publish_instead(index: Path) -> None:
    """Another report takes the place of all."""
    with build_lock(index):
        folder = published_folder(index)
        with assembling(index) as assembly:
            _add_the_new_one(assembly)
        collect(index, folder.name)


def _add_the_new_one(assembly: Assembly) -> None:
    report = make_report("wet-2014", parts=[("paragraph", NEW, "1")])
    assembly.add(as_segment([report], list(cut_chunks(report, 0))), lambda: None, lambda _: None)
    assembly.publish(Ledger(()), Origin("reports", "", None, {}))


def texts_of(index: Path) -> list[str]:
    try:
        generation = Generation.open(index)
    except IndexMissing:
        return NOTHING
    try:
        assert generation.keyword.with_word("was").all()
        return [generation.chunk(ordinal).text for ordinal in range(len(generation))]
    finally:
        generation.close()


COMMANDS = {
    "add": (publish_next, [OLD], [OLD, NEW]),
    "first": (publish_first, NOTHING, [NEW]),
    "instead": (publish_instead, [OLD], [NEW]),
    "rollback": (roll_back, [OLD], [OLDER]),
}


def notes_of(
    command: str, before: Path, place: Path, monkeypatch: pytest.MonkeyPatch, unsynced: int | None = None
) -> list[Note]:
    """The disk before each operation of a command, and after all."""
    if command == "first":
        place.mkdir()
    else:
        shutil.copytree(before, place)  # with the times of the files
    with watching(place, monkeypatch, unsynced) as watch:
        COMMANDS[command][0](place / "index")
    shutil.rmtree(place)
    return watch.notes


@pytest.mark.parametrize("command", COMMANDS)
def test_a_crash_at_any_operation_leaves_the_old_generation_or_the_new_one(
    command: str, before: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, old, new = COMMANDS[command]
    place = memory / f"crash-{command}"
    seen = []
    for turn in turns(1, 5):
        choose = random.Random(SEED + turn)
        notes = notes_of(command, before, memory / "watched", monkeypatch)
        for number, note in enumerate(notes):
            for way in choose.sample(range(WAYS), WAYS_TRIED):
                lay_out(note, place, way, choose)
                found = texts_of(place / "index")
                assert found in ([new] if note is notes[-1] else [old, new]), (SEED, turn, number, note.operation, way)
                seen.append(found)
                if len(seen) % 40 == 0:  # the next build is not held up by what was left
                    COMMANDS["first" if command == "first" else "instead"][0](place / "index")
                    assert texts_of(place / "index") == [NEW]
                    assert not list(place.glob("index/tmp-*"))
    assert old in seen
    assert new in seen


# What is taken out, one at a time.


@pytest.mark.parametrize(("command", "spared"), [("add", 2), ("rollback", 0)])
def test_the_crashes_find_each_sync_that_is_taken_out(
    command: str, spared: int, before: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a file, or of a folder. Two can be spared where something is added: CURRENT's own, since the newest whole
    generation stands in for it, and that of the index folder before the one that follows CURRENT's replacement."""
    choose = random.Random(SEED)
    whole = notes_of(command, before, memory / "watched", monkeypatch)
    syncs = [number for number, note in enumerate(whole) if note.operation == "fsync"]
    unnoticed = []
    for sync in syncs:
        end = notes_of(command, before, memory / "watched", monkeypatch, unsynced=sync)[-1]
        if not any(is_lost(command, end, way, choose, memory / "lost") for _ in range(3) for way in range(WAYS)):
            unnoticed.append(sync)
    assert len(syncs) > spared + 1
    assert len(unnoticed) <= spared


def is_lost(command: str, note: Note, way: int, choose: random.Random, place: Path) -> bool:
    lay_out(note, place, way, choose)
    try:
        return texts_of(place / "index") != COMMANDS[command][2]
    except IndexUnavailable:
        return True


# What exists nowhere else.


def test_a_report_that_was_added_is_there_after_a_crash_whole_and_its_new_folder_too(
    memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sent.md").write_text(NEW, encoding="utf-8")
    root = memory / "added"
    root.mkdir()
    with watching(root, monkeypatch) as watch:
        make_folder(root / "new" / "reports")
        _copy_whole(tmp_path / "sent.md", root / "new" / "reports" / "sent.md")
    assert every_way(watch.notes[-1], memory, lambda place: (place / "new" / "reports" / "sent.md").read_text() == NEW)


def test_a_report_that_was_set_aside_is_nowhere_else_after_a_crash(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = memory / "aside"
    root.mkdir()
    (root / "sent.md").write_text(OLD, encoding="utf-8")
    with watching(root, monkeypatch) as watch:
        _move(root / "sent.md", root / "removed" / "sent.md")
    assert every_way(
        watch.notes[-1],
        memory,
        lambda place: (place / "removed" / "sent.md").read_text() == OLD and not (place / "sent.md").exists(),
    )


def every_way(note: Note, memory: Path, holds: Callable[[Path], bool]) -> bool:
    choose, place = random.Random(SEED), memory / "left"
    for way in [*range(WAYS)] * 4:
        lay_out(note, place, way, choose)
        if not holds(place):
            return False
    return True
