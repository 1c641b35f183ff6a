"""Commands that are killed at any moment, for good (SIGKILL): what was published answers, old or new, and the next
command goes on. Half of the moments lie in the last part of a command, where it publishes."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.building.removal import SET_ASIDE
from search_app import Archive
from search_app.store.milvus.check import check_archive
from search_app.store.milvus.source import CACHE_VARIABLE
from tests.conftest import FakeQueryEncoder
from tests.long import SEED, turns
from tests.search_app.killed import FIRST, SECOND, SENT, address, run, run_build, run_push

pytestmark = pytest.mark.slow

KILLS = (12, 125)
"""Of a build, an addition and a removal each, by default and in the long run."""

PUSH_KILLS = (4, 125)
"""A push takes several times as long as a build of the same reports."""

FORKS = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
FORKS.set_forkserver_preload(["tests.search_app.killed"])


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """A folder of two reports, their index, and a report that was sent."""
    place = tmp_path_factory.mktemp("killed") / "before"
    for folder, names in (("reports", (FIRST, SECOND)), ("sent", (SENT,))):
        (place / folder).mkdir(parents=True)
        for name in names:
            shutil.copy(corpus / name, place / folder)
    run_build(place)
    # The first process takes much longer to begin than the rest, and would stretch what is measured.
    warm = FORKS.Process(target=run_build, args=(place,))
    warm.start()
    warm.join(120)
    return place


def sources(index: Path | str) -> list[str]:
    """The reports that an archive holds. A search finds each of them."""
    with Archive.open(index, open_encoder=FakeQueryEncoder) as archive:
        held = {report.report_id: report.source for report in archive.reports()}
        assert {hit.chunk.report_id for hit in archive.search("plans", limit=100).hits} == set(held)
    return sorted(held.values())


@dataclass
class Killing:
    """Kills a command at moments between its beginning and its end, as one whole run took."""

    command: str
    choose: random.Random
    environment: dict[str, str]
    first_s: float = 0.0
    last_s: float = 0.0

    def _start(self, place: Path) -> tuple[Any, Any]:
        last_part = FORKS.Event()
        process = FORKS.Process(target=run, args=(self.command, place, self.environment, last_part))
        process.start()
        return process, last_part

    def whole(self, place: Path) -> None:
        begun = time.monotonic()
        process, last_part = self._start(place)
        assert last_part.wait(60)
        self.first_s = time.monotonic() - begun
        process.join(60)
        self.last_s = time.monotonic() - begun - self.first_s
        assert process.exitcode == 0
        process.close()

    def kill(self, place: Path, turn: int) -> None:
        process, last_part = self._start(place)
        if turn % 2:
            assert last_part.wait(60)
            time.sleep(self.choose.uniform(0, self.last_s))
        else:
            time.sleep(self.choose.uniform(0, self.first_s + self.last_s))
        process.kill()
        process.join(60)
        process.close()


@pytest.mark.parametrize("command", ["build", "add", "remove"])
def test_a_command_that_is_killed_leaves_the_old_generation_or_the_new_one(
    command: str, before: Path, tmp_path: Path
) -> None:
    killing = Killing(command, random.Random(SEED), {})
    old, place = [FIRST, SECOND], tmp_path / "place"

    def begin() -> None:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(before, place)
        if command == "build":
            shutil.copy(place / "sent" / SENT, place / "reports")

    new = [FIRST] if command == "remove" else sorted((FIRST, SECOND, SENT))
    begin()
    killing.whole(place)
    assert sources(place / "index") == new
    left = []
    for turn in turns(*KILLS):
        begin()
        killing.kill(place, turn)
        found = sources(place / "index")
        assert found in (old, new), (SEED, turn)
        left.append(found)
        for name in (FIRST, SECOND, SENT):  # no report is lost, and none is half there
            copies = [place / "reports" / name, place / "reports" / SET_ASIDE / name, place / "sent" / name]
            contents = [copy.read_bytes() for copy in copies if copy.exists()]
            assert contents
            assert set(contents) == {(before / ("sent" if name == SENT else "reports") / name).read_bytes()}
        run_build(place)
        assert sources(place / "index") == sorted(
            path.name for path in (place / "reports").iterdir() if path.suffix == ".md"
        )
        assert not [*place.glob("index/tmp-*"), *place.glob("reports/.*.part")]
    assert old in left or len(left) < KILLS[0]


def test_a_push_that_is_killed_leaves_what_was_pushed_before_or_all_of_the_new(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(
        "pymilvus", reason="the client of Milvus is not installed: pip install 'precedent-archive[milvus]'"
    )
    pytest.importorskip("milvus_lite", reason="Milvus Lite is not installed: pip install milvus-lite")
    environment = {CACHE_VARIABLE: str(tmp_path / "cache")}
    monkeypatch.setenv(CACHE_VARIABLE, environment[CACHE_VARIABLE])
    once, place = tmp_path / "once", tmp_path / "place"
    shutil.copytree(before, once)
    run_push(once)
    shutil.copy(once / "sent" / SENT, once / "reports")
    run_build(once)
    killing = Killing("push", random.Random(SEED), environment)
    shutil.copytree(once, place)
    killing.whole(place)
    old, new = [FIRST, SECOND], sorted((FIRST, SECOND, SENT))
    left = []
    for turn in turns(*PUSH_KILLS):
        place = tmp_path / f"place-{turn}"  # Milvus Lite keeps what it has opened
        shutil.copytree(once, place)
        killing.kill(place, turn)
        left.append(sources(address(place)))
        assert left[-1] in (old, new), (SEED, turn)
        run_push(place)
        assert sources(address(place)) == new
        assert not check_archive(address(place)).problems
        shutil.rmtree(place)
    assert old in left or len(left) < PUSH_KILLS[0]
