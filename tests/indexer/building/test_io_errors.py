"""Every operation of a build on the disk fails once or for good: one message, and nothing intact is lost."""

from __future__ import annotations

import builtins
import errno
import gc
import io
import itertools
import os
import random
import shutil
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from indexer.building.build import build
from indexer.errors import PrecedentError
from indexer.reading import worker
from indexer.reading.worker import ReadingWorker
from indexer.storage.generation import Generation
from tests.conftest import FakeEncoder
from tests.indexer.storage.crashing import fast_folder
from tests.long import SEED, turns

pytestmark = pytest.mark.slow

KINDS = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EMFILE)
OPERATIONS = ("open", "fsync", "rename", "replace", "link", "mkdir", "unlink", "rmdir", "scandir", "listdir", "stat")
LETTER = """# Report of Short Quality Screening (SQS) of youth offending work in {area}

1. Reducing reoffending

- 1.1. {text}
- 1.2. Reviews were done on time in most cases and changed what was done next.
"""


class FailingDisk:
    """Counts the operations below `folder`, and lets the wanted one fail; all later ones too, `for_good`."""

    def __init__(self, folder: Path, failing: int, kind: int, *, for_good: bool) -> None:
        self.count = 0
        self.failed: list[str] = []
        self.message = ""
        self._folder = str(folder)
        self._failing, self._kind, self._for_good = failing, kind, for_good

    def run(self, name: str, real: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if self._is_ours(arguments[0] if arguments else named.get("path")):
            self.count += 1
            if self.count == self._failing or (self._for_good and self.count > self._failing > 0):
                self.failed.append(name)
                raise OSError(self._kind, os.strerror(self._kind), str(arguments[0]))
        return real(*arguments, **named)

    def _is_ours(self, place: object) -> bool:
        if isinstance(place, int) and not isinstance(place, bool):
            try:
                place = Path(f"/proc/self/fd/{place}").readlink()
            except OSError:
                return False
        return isinstance(place, str | os.PathLike) and os.fspath(place).startswith(self._folder)


@contextmanager
def failing_disk(
    folder: Path, failing: int, kind: int, monkeypatch: pytest.MonkeyPatch, *, for_good: bool
) -> Iterator[FailingDisk]:
    disk = FailingDisk(folder, failing, kind, for_good=for_good)

    def patch(module: Any, name: str) -> None:
        real = getattr(module, name)
        patched.setattr(module, name, lambda *arguments, **named: disk.run(name, real, arguments, named))

    with monkeypatch.context() as patched:
        for name in OPERATIONS:
            patch(os, name)
        real_open = io.open

        def opened(*arguments: Any, **named: Any) -> Any:
            return disk.run("open", real_open, arguments, named)

        patched.setattr(io, "open", opened)
        patched.setattr(builtins, "open", opened)
        yield disk


@pytest.fixture
def one_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All builds read in one child process: starting it would take most of the time, and touches no disk of theirs."""
    with ReadingWorker() as reader, monkeypatch.context() as patched:
        patched.setattr(worker._spare, "take", lambda: reader)
        patched.setattr(reader, "close", lambda: None)
        yield


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    with fast_folder(tmp_path) as place:
        yield place


@pytest.fixture
def folder(memory: Path, one_reader: None) -> Path:
    """A folder of two reports, an index of it, and one more report that is not in the index yet."""
    place = memory / "before"
    (place / "corpus").mkdir(parents=True)
    for area in ("Nowhere", "Elsewhere"):
        (place / "corpus" / f"{area}.md").write_text(
            LETTER.format(area=area, text="Plans were good in seven of the ten cases that we looked at."), "utf-8"
        )
    update(place)
    (place / "corpus" / "Nowhere.md").write_text(
        LETTER.format(area="Nowhere", text="Plans were late in three of the ten cases that we looked at."), "utf-8"
    )
    return place


def update(place: Path) -> None:
    build(place / "corpus", place / "index", open_encoder=FakeEncoder)


def texts(place: Path) -> set[str]:
    generation = Generation.open(place / "index")
    try:
        return {generation.chunk(ordinal).text for ordinal in range(len(generation))}
    finally:
        generation.close()


def fail_at(
    folder: Path, place: Path, failing: int, kind: int, monkeypatch: pytest.MonkeyPatch, *, for_good: bool
) -> FailingDisk:
    shutil.copytree(folder, place)
    with failing_disk(place, failing, kind, monkeypatch, for_good=for_good) as disk:
        try:
            update(place)
        except PrecedentError as error:
            disk.message = str(error)
    assert "Traceback" not in disk.message
    return disk


def told(error: BaseException) -> str:
    """The error with the places of ours that it went through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/indexer/" in frame.filename]
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames if "tests" not in frame.filename]
    return f"{type(error).__name__}: {error} at {', '.join(places[-4:])}"


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Whoosh leaves files open where it fails
def test_any_operation_of_a_build_may_fail(
    folder: Path, memory: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    old = texts(folder)
    shutil.copytree(folder, memory / "whole")
    with failing_disk(memory / "whole", 0, errno.EIO, monkeypatch, for_good=False) as whole:
        update(memory / "whole")
    new = texts(memory / "whole")
    assert whole.count > 50
    choose = random.Random(SEED)
    ways = list(itertools.product(KINDS, (False, True)))
    shuffled = [choose.sample(ways, len(ways)) for _ in range(whole.count)]
    # Every fourth operation fails in one way, and in the long run each in all.
    operations = choose.sample(range(whole.count), whole.count)
    chosen = [(row + 1, *shuffled[row][turn]) for turn in range(len(ways)) for row in operations]
    problems = []
    for turn in turns(whole.count // 4, len(chosen)):
        failing, kind, for_good = chosen[turn]
        place = memory / "failing"
        case = f"operation {failing} of {whole.count}, {errno.errorcode[kind]}{', for good' * for_good}: "
        try:
            disk = fail_at(folder, place, failing, kind, monkeypatch, for_good=for_good)
            found = texts(place)
            if not (old & new <= found <= old | new):
                problems.append(f"{case}{disk.failed[0]} left {len(found)} texts")
            update(place)  # what was left holds nobody up
            if texts(place) != new:
                problems.append(f"{case}the next build is not the new one")
        except Exception as error:
            problems.append(case + told(error))
        shutil.rmtree(place)
    gc.collect()
    assert not problems, "\n".join(problems)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("failing", range(168, 177))
def test_a_folder_that_whoosh_cannot_list_fails_as_the_disk_does(
    folder: Path, memory: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Too many open files while an index is begun: Whoosh then takes its folder for an empty one."""
    disk = fail_at(folder, memory / "failing", failing, errno.EMFILE, monkeypatch, for_good=True)
    assert disk.failed
    assert disk.message
