"""A CURRENT that cannot be read costs nobody a generation: "cannot tell" is not "nothing there"."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from indexer.building.build import build
from indexer.errors import CorpusError, IndexDamaged, IndexMissing, NotFound
from indexer.storage import manifest as manifest_module
from indexer.storage.generation import Generation
from indexer.storage.manifest import CURRENT_FILE, find_current, published_folder
from indexer.storage.publication import roll_back
from search_app.command.main import main
from search_app.engine import SearchEngine
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive


def publish(index: Path, *words: str) -> list[str]:
    """A generation for each of `words`, whose one report says it; their names."""
    names = []
    for word in words:
        publish_archive(index, [make_report(parts=[("paragraph", f"It was {word}.", "1")])], model=None)
        names.append(published_folder(index).name)
    return names


def spoil(index: Path, damage: str) -> None:
    pointer = index / CURRENT_FILE
    pointer.unlink()
    match damage:
        case "empty":
            pointer.touch()
        case "garbage":
            pointer.write_bytes(b"\xff\x00")
        case "another name":
            pointer.write_text("gen-000001-00000000")
        case "a folder":
            pointer.mkdir()
        case "a pipe":
            os.mkfifo(pointer)


DAMAGES = ["gone", "empty", "garbage", "another name", "a folder", "a pipe"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_newest_whole_generation_answers_and_says_so(damage: str, tmp_path: Path) -> None:
    first, second = publish(tmp_path, "dry", "wet")
    spoil(tmp_path, damage)
    answer = SearchEngine(tmp_path).search("wet")
    assert answer.generation == second
    assert answer.total == 1
    assert second in answer.notes[0]
    assert f"precedent index --index {tmp_path}" in answer.notes[0]
    assert (tmp_path / first).is_dir()


def test_a_generation_that_is_not_whole_is_passed_over(tmp_path: Path) -> None:
    first, second = publish(tmp_path, "dry", "wet")
    spoil(tmp_path, "empty")
    next((tmp_path / second).glob("seg-*/chunks.lines")).write_bytes(b"")
    assert find_current(tmp_path).folder.name == first


def test_where_no_generation_is_whole_that_is_damage_and_not_an_empty_folder(tmp_path: Path) -> None:
    (name,) = publish(tmp_path, "dry")
    spoil(tmp_path, "empty")
    (tmp_path / name / "manifest.json").write_bytes(b"")
    with pytest.raises(IndexDamaged, match="CURRENT"):
        find_current(tmp_path)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EACCES, errno.EIO])
def test_what_cannot_be_opened_for_a_moment_is_not_missing(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, "dry")

    def refuse(path: Path) -> bytes:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(manifest_module, "open_regular", refuse)
    with pytest.raises(IndexDamaged) as raised:
        find_current(tmp_path)
    assert not isinstance(raised.value, IndexMissing)
    assert os.strerror(number) in str(raised.value)


@pytest.fixture
def reports(tmp_path: Path, corpus: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(corpus / "wrenfold-2013.md", folder)
    return folder


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_build_over_a_damaged_pointer_carries_over_and_mends_it(damage: str, reports: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    first = build(reports, index, model="none").generation
    spoil(index, damage)
    if damage == "a folder":
        (index / CURRENT_FILE).rmdir()
    result = build(reports, index, model="none")
    assert published_folder(index).name == result.generation
    assert (index / first).is_dir()
    assert [file.outcome.value for file in result.ledger.files] == ["carried over"]


def test_a_build_that_fails_over_a_damaged_pointer_leaves_every_generation(reports: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    names = publish(index, "dry", "wet")
    spoil(index, "garbage")
    (reports / "wrenfold-2013.md").write_bytes(b"")
    with pytest.raises(CorpusError):
        build(reports, index, model="none")
    assert [path.name for path in sorted(index.glob("gen-*"))] == names


def test_an_archive_that_cannot_be_read_is_not_replaced_by_the_samples(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(corpus, tmp_path / "corpus")
    (name,) = publish(tmp_path / "index", "dry")
    (tmp_path / "index" / name / "manifest.json").write_bytes(b"{")
    (tmp_path / "index" / name / "ledger.json").write_bytes(b"{")
    assert main(["index", "--index", "index"]) == 3
    assert "precedent index FOLDER" in capsys.readouterr().err
    assert (tmp_path / "index" / CURRENT_FILE).read_text() == name


def test_rolling_back_publishes_the_generation_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = publish(tmp_path, "dry", "wet")
    assert main(["rollback", "--index", str(tmp_path)]) == 0
    assert f"Published {first} again, instead of {second}" in capsys.readouterr().out
    assert Generation.open(tmp_path).chunk(0).text == "It was dry."
    assert (tmp_path / second).is_dir()
    with pytest.raises(NotFound, match="no complete generation before"):
        roll_back(tmp_path)


def test_a_damaged_generation_is_not_rolled_back_to(tmp_path: Path) -> None:
    first, second = publish(tmp_path, "dry", "wet")
    file = next((tmp_path / first).glob("seg-*/columns.arrays"))
    status, content = file.stat(), bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(NotFound):
        roll_back(tmp_path)
    assert published_folder(tmp_path).name == second


def test_after_a_rollback_the_next_build_keeps_the_generation_that_was_gone_back_to(
    reports: Path, corpus: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    first = build(reports, index, model="none").generation
    shutil.copy(corpus / "pellbrook-2015.md", reports)
    second = build(reports, index, model="none").generation
    roll_back(index)
    third = build(reports, index, model="none").generation
    assert [path.name for path in sorted(index.glob("gen-*"))] == [first, third]
    assert second != third
