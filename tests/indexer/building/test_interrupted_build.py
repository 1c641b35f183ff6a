"""A build that ends anywhere, by failure or by being killed, leaves the old generation as it was."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.building.build import build
from indexer.errors import StorageFailed
from indexer.storage.generation import Generation

KILLS = 20
PROGRAM = (
    "import sys; from search_app.command.main import main; sys.exit(main(['index', *sys.argv[1:], '--model', 'none']))"
)


@pytest.fixture
def reports(tmp_path: Path, corpus: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(corpus / "wrenfold-2013.md", folder)
    return folder


@pytest.mark.parametrize("name", ["fsync", "rename", "replace"])
def test_a_failure_at_any_step_of_publication_leaves_the_old_generation(
    name: str, reports: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    first = build(reports, index, model="none").generation
    shutil.copy(corpus / "pellbrook-2015.md", reports)
    owner = os if name == "fsync" else Path
    real = getattr(owner, name)
    failures = 0
    while Generation.open(index).name == first:
        calls = 0

        def fail_at_the_next_step(*arguments: object, failing: int = failures) -> object:
            nonlocal calls
            calls += _is_ours(arguments)
            if calls > failing:
                raise OSError(28, "No space left on device")
            return real(*arguments)

        monkeypatch.setattr(owner, name, fail_at_the_next_step)
        try:
            build(reports, index, model="none")
        except StorageFailed:
            failures += 1
        finally:
            monkeypatch.setattr(owner, name, real)
        assert len(Generation.open(index)) > 0
        assert failures < 1_000
    assert failures > 0


def _is_ours(arguments: tuple[object, ...]) -> bool:
    return all(not isinstance(argument, Path) or "keyword" not in argument.parts for argument in arguments)


def test_killing_a_build_at_any_moment_leaves_the_old_generation_searchable(
    reports: Path, corpus: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    command = [sys.executable, "-c", PROGRAM, str(reports), "--index", str(index)]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole_s = time.monotonic() - started
    first = Generation.open(index).name
    for sample in ("pellbrook-2015.md", "quillbridge-2012.txt"):
        shutil.copy(corpus / sample, reports)
    moments = random.Random(20)
    survived = 0
    for _ in range(KILLS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0, whole_s))
        process.kill()
        process.wait()
        generation = Generation.open(index)
        assert generation.keyword.with_word("plans").any()
        survived += generation.name == first
        if generation.name != first:  # this build was done before it was killed; begin again from the old state
            whole_s *= 0.8  # the first build was slower than those that follow
            shutil.rmtree(index)
            (reports / "quillbridge-2012.txt").unlink(missing_ok=True)
            (reports / "pellbrook-2015.md").unlink(missing_ok=True)
            first = build(reports, index, model="none").generation
            for sample in ("pellbrook-2015.md", "quillbridge-2012.txt"):
                shutil.copy(corpus / sample, reports)
    assert survived >= KILLS // 2
    subprocess.run(command, check=True, capture_output=True)
    assert len(Generation.open(index).reports) == 3
    assert not list(index.glob("tmp-*"))
