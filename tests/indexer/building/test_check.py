from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from indexer.building.build import build
from indexer.building.check import Severity, check_index
from indexer.errors import IndexMissing
from tests.conftest import FakeEncoder


@pytest.fixture
def reports(tmp_path: Path, corpus: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(corpus / "wrenfold-2013.md", folder)
    return folder


@pytest.fixture
def index(tmp_path: Path, reports: Path) -> Path:
    build(reports, tmp_path / "index", model="all-MiniLM-L6-v2", open_encoder=FakeEncoder)
    return tmp_path / "index"


def test_a_fresh_index_has_nothing_wrong(index: Path) -> None:
    result = check_index(index)
    assert result.problems == ()
    assert "nothing wrong" in result.summary


def test_every_single_altered_file_is_found_and_the_mending_command_named(index: Path, reports: Path) -> None:
    files = [path for path in index.glob("gen-*/**/*") if path.is_file() and path.name != "manifest.json"]
    assert len(files) > 5
    for path in files:
        content = path.read_bytes()
        if not content:
            continue
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        result = check_index(index)
        assert result.damaged, path
        assert str(path) in result.problems[0].message
        assert f"precedent index {reports} --index {index}" in result.problems[0].message
        path.write_bytes(content)
    assert not check_index(index).damaged


def test_a_missing_file_is_damage(index: Path) -> None:
    next(index.glob("gen-*/seg-*/vectors.arrays")).unlink()
    assert check_index(index).damaged


def test_a_folder_that_has_moved_on_is_told_and_is_no_damage(index: Path, reports: Path, corpus: Path) -> None:
    shutil.copy(corpus / "pellbrook-2015.md", reports)
    (reports / "wrenfold-2013.md").rename(reports / "wrenfold.md")
    result = check_index(index)
    assert not result.damaged
    assert {problem.severity for problem in result.problems} == {Severity.OUT_OF_DATE}
    messages = " ".join(problem.message for problem in result.problems)
    assert "wrenfold-2013.md is in the index, and no longer in" in messages
    assert "pellbrook-2015.md is in" in messages


def test_reports_that_are_out_of_reach_are_said(index: Path, reports: Path) -> None:
    shutil.rmtree(reports)
    assert "out of reach" in check_index(index).problems[0].message


def test_where_nothing_was_built_there_is_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        check_index(tmp_path)


def test_a_matrix_that_agrees_with_its_sum_and_not_with_its_meaning_is_found(
    tmp_path: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unscaled(FakeEncoder):
        def encode(self, texts, progress=None):  # type: ignore[no-untyped-def]
            return super().encode(texts, progress) * np.float32(2)

    build(reports, tmp_path / "index", model="all-MiniLM-L6-v2", open_encoder=Unscaled)
    assert "not of unit length" in check_index(tmp_path / "index").problems[0].message
