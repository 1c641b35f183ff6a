from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexer.building.build import build
from indexer.building.check import Severity, check_index
from indexer.embedding.model import ModelSource
from indexer.errors import IndexDamaged, IndexMissing
from indexer.storage.generation import Generation
from indexer.storage.manifest import published_folder
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
    files = [path for path in index.glob("gen-*/**/*") if path.is_file()]
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
    assert "wrenfold-2013.md is in the index but no longer in" in messages
    assert "pellbrook-2015.md is in" in messages


def test_reports_that_are_out_of_reach_are_said(index: Path, reports: Path) -> None:
    shutil.rmtree(reports)
    assert "the reports themselves cannot be read" in check_index(index).problems[0].message


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


def flip(path: Path) -> None:
    """One bit in the middle, with size and time as they were: what a disk does by itself."""
    status, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    with path.open("r+b") as stream:
        stream.write(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


KINDS = [
    "manifest.json",
    "ledger.json",
    "seg-*/reports.lines",
    "seg-*/texts.lines",
    "seg-*/elements.lines",
    "seg-*/chunks.lines",
    "seg-*/columns.arrays",
    "seg-*/prints.json",
    "seg-*/abbreviations.json",
    "seg-*/vectors.arrays",
    "seg-*/keyword/postings.arrays",
    "seg-*/keyword/whoosh/*.seg",
    "seg-*/keyword/whoosh/_*.toc",
    "../CURRENT",
]


def run_what_is_named(message: str) -> None:
    """The command at the end of a message of `check`, with an encoder that needs no model."""
    words = message.rpartition("fix it with: precedent index ")[2].split()
    folder, option, index = words
    assert option == "--index"
    build(Path(folder), Path(index), model="all-MiniLM-L6-v2", open_encoder=FakeEncoder)


@pytest.mark.parametrize(
    ("kind", "harm"),
    [*((kind, flip) for kind in KINDS), *((kind, Path.unlink) for kind in ("manifest.json", "seg-*/vectors.arrays"))],
)
def test_the_command_that_check_names_mends_what_it_found(kind: str, harm: Callable[[Path], None], index: Path) -> None:
    before = published_folder(index)
    harm(next(before.glob(kind) if "CURRENT" not in kind else index.glob("CURRENT")))
    result = check_index(index)
    assert result.damaged
    run_what_is_named(result.problems[0].message)
    assert published_folder(index) != before
    assert check_index(index).problems == ()
    assert len(Generation.open(index)) > 0


def test_damage_is_not_carried_into_the_next_generation(index: Path, reports: Path, corpus: Path) -> None:
    shutil.copy(corpus / "pellbrook-2015.md", reports)
    encoders = []

    def open_encoder(source: ModelSource) -> FakeEncoder:
        encoders.append(FakeEncoder(source))
        return encoders[-1]

    build(reports, index, model="all-MiniLM-L6-v2", open_encoder=FakeEncoder)
    flip(max(published_folder(index).glob("seg-*/vectors.arrays"), key=lambda path: path.stat().st_mtime_ns))
    (reports / "wrenfold-2013.md").unlink()
    build(reports, index, model="all-MiniLM-L6-v2", open_encoder=open_encoder)
    assert sum(len(encoder.encoded) for encoder in encoders) > 0
    assert check_index(index).problems == ()


def test_damage_that_two_generations_share_is_mended_in_the_newer_one(index: Path, reports: Path, corpus: Path) -> None:
    shutil.copy(corpus / "pellbrook-2015.md", reports)
    build(reports, index, model="all-MiniLM-L6-v2", open_encoder=FakeEncoder)
    shared = [path for path in published_folder(index).glob("seg-*/texts.lines") if path.stat().st_nlink > 1]
    flip(shared[0])
    result = check_index(index)
    run_what_is_named(result.problems[0].message)
    assert check_index(index).problems == ()
    assert len(Generation.open(index).reports) == 2


def test_a_pipe_in_the_index_is_damage_and_hangs_nobody(index: Path) -> None:
    path = next(index.glob("gen-*/seg-*/chunks.lines"))
    path.unlink()
    os.mkfifo(path)
    assert str(path) in check_index(index).problems[0].message
    with pytest.raises(IndexDamaged):
        Generation.open(index)
