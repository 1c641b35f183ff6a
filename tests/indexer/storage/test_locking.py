from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.errors import IndexLocked, StorageFailed
from indexer.storage.publication import build_lock


def test_a_second_build_is_refused_and_the_first_is_named(tmp_path: Path) -> None:
    named = rf"process {os.getpid()} on .+, started 20"
    with build_lock(tmp_path), pytest.raises(IndexLocked, match=named), build_lock(tmp_path):
        pass


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with build_lock(tmp_path):
            pass


def test_a_folder_that_cannot_be_made_is_a_storage_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StorageFailed, match="cannot be written"), build_lock(tmp_path / "file" / "index"):
        pass
