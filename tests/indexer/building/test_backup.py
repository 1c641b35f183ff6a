"""An archive as one file, and back: whole, or refused."""

from __future__ import annotations

import os
import shutil
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from indexer.building.backup import back_up, restore
from indexer.building.check import check_index
from indexer.errors import CorpusError, IndexDamaged, IndexMissing, StorageFailed, WouldOverwrite
from indexer.storage.manifest import published_folder, read_manifest, verify_files
from search_app import Archive
from search_app.command.main import main
from tests.indexer.building.test_build import Workshop


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    from tests.conftest import REPOSITORY

    made = Workshop(tmp_path_factory.mktemp("backup"), REPOSITORY / "corpus")
    made.add("wrenfold-2013.md", "pellbrook-2015.md")
    (made.reports / "sub").mkdir()
    shutil.move(made.reports / "pellbrook-2015.md", made.reports / "sub" / "pellbrook-2015.md")
    made.build()
    return made


@pytest.fixture(scope="module")
def backup(built: Workshop) -> Path:
    target = built.index.parent / "kept" / "archive.tar"
    back_up(built.index, target)
    return target


def test_what_is_backed_up_comes_back_the_same(built: Workshop, backup: Path, tmp_path: Path) -> None:
    corpus, index = tmp_path / "reports", tmp_path / "index"
    told = restore(backup, corpus, index)
    assert told.generation == published_folder(index).name == published_folder(built.index).name
    for path in built.reports.rglob("*.md"):
        assert (corpus / path.relative_to(built.reports)).read_bytes() == path.read_bytes()
    one, other = Archive.open(built.index).catalogue, Archive.open(index).catalogue
    assert list(one.paragraphs_json()) == list(other.paragraphs_json())
    assert not verify_files(published_folder(index), read_manifest(published_folder(index)), thorough=True)
    assert not check_index(index).damaged
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index", "reports"]


def test_a_restored_file_is_known_by_its_time(backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "reports", tmp_path / "index")
    folder = published_folder(tmp_path / "index")
    for name, known in read_manifest(folder).files.items():
        assert (folder / name).stat().st_mtime_ns == known.modified_ns


def test_the_reports_alone_can_be_restored(backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "reports", tmp_path / "index", reports_only=True)
    assert (tmp_path / "reports" / "wrenfold-2013.md").is_file()
    assert not (tmp_path / "index").exists()


def test_nothing_that_is_there_is_replaced(built: Workshop, backup: Path, tmp_path: Path) -> None:
    with pytest.raises(WouldOverwrite, match="--force"):
        back_up(built.index, backup)
    with pytest.raises(WouldOverwrite):
        restore(backup, built.reports, tmp_path / "index")
    with pytest.raises(WouldOverwrite):
        restore(backup, tmp_path / "reports", built.index)
    assert not list(tmp_path.iterdir())


def altered(backup: Path, target: Path, *, drop: str = "", change: str = "", add: str = "") -> Path:
    with tarfile.open(backup) as old, tarfile.open(target, "w") as new:
        for entry in old:
            stream = old.extractfile(entry)
            assert stream is not None
            content = stream.read()
            if drop and entry.name.endswith(drop):
                continue
            if change and entry.name.endswith(change):
                content = content[:-1] + bytes([content[-1] ^ 1])
            new.addfile(entry, BytesIO(content))
        if add:
            entry = tarfile.TarInfo(add)
            entry.size = 1
            new.addfile(entry, BytesIO(b"x"))
    return target


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"change": "wrenfold-2013.md"}, "altered"),
        ({"change": "manifest.json"}, "altered"),
        ({"drop": "wrenfold-2013.md"}, "missing"),
        ({"drop": "backup.json"}, "is not a backup"),
    ],
)
def test_a_backup_that_is_not_whole_is_refused(backup: Path, tmp_path: Path, how: dict[str, str], told: str) -> None:
    broken = altered(backup, tmp_path / "broken.tar", **how)
    with pytest.raises(IndexDamaged, match=told):
        restore(broken, tmp_path / "reports", tmp_path / "index")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.tar"]


def test_what_a_backup_does_not_name_is_not_unpacked(backup: Path, tmp_path: Path) -> None:
    odd = altered(backup, tmp_path / "odd.tar", add="../escaped")
    restore(odd, tmp_path / "in" / "reports", tmp_path / "in" / "index")
    assert not list(tmp_path.rglob("escaped"))


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.tar").write_bytes(b"no tar at all")
    with pytest.raises(IndexDamaged):
        restore(tmp_path / "other.tar", tmp_path / "reports", tmp_path / "index")
    with pytest.raises(StorageFailed):
        restore(tmp_path / "absent.tar", tmp_path / "reports", tmp_path / "index")


def test_what_cannot_be_backed_up_says_so(built: Workshop, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        back_up(tmp_path / "none", tmp_path / "a.tar")
    index = tmp_path / "index"
    shutil.copytree(built.index, index)
    moved = built.reports.rename(built.reports.with_name("elsewhere"))
    try:
        with pytest.raises(CorpusError, match="is missing"):
            back_up(index, tmp_path / "a.tar")
    finally:
        moved.rename(built.reports)
    lines = next(published_folder(index).glob("*/chunks.lines"))
    os.truncate(lines, 10)
    with pytest.raises(IndexDamaged):
        back_up(index, tmp_path / "a.tar")
    assert not (tmp_path / "a.tar").exists()


def test_the_commands_tell_what_they_did(built: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "a.tar")
    assert main(["backup", file, "--index", str(built.index)]) == 0
    assert "Written and checked" in capsys.readouterr().out
    places = ["--corpus", str(tmp_path / "reports"), "--index", str(tmp_path / "index")]
    assert main(["restore", file, *places]) == 0
    assert "precedent index" in capsys.readouterr().out
