"""A build that fails anywhere leaves the old generation as it was. Kills: `tests/search_app/test_kills.py`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from indexer.building.build import build
from indexer.errors import StorageFailed
from indexer.storage.generation import Generation


@pytest.fixture
def reports(tmp_path: Path, corpus: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(corpus / "wrenfold-2013.md", folder)
    return folder


@pytest.mark.slow
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
