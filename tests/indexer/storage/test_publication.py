from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import IndexDamaged, IndexFormatMismatch, IndexMissing, StorageFailed
from indexer.storage.manifest import (
    CURRENT_FILE,
    FORMAT_VERSION,
    MANIFEST_FILE,
    Manifest,
    current_folder,
    read_manifest,
    sum_files,
    verify_files,
)
from indexer.storage.publication import collect, next_number, publish, temporary_folder


def publish_one(index: Path, content: str = "words") -> Path:
    with temporary_folder(index) as folder:
        (folder / "keyword").mkdir()
        (folder / "keyword" / "data").write_text(content, encoding="utf-8")
        manifest = Manifest(
            number=next_number(index),
            created="2026-01-01T00:00:00+00:00",
            corpus="corpus",
            corpus_sha256="",
            model=None,
            model_revision=None,
            dimensions=None,
            versions={},
            segments=(),
            files=sum_files(folder, {}),
        )
        return publish(index, folder, manifest)


def test_what_is_published_is_current_and_verifies(tmp_path: Path) -> None:
    folder = publish_one(tmp_path)
    assert current_folder(tmp_path) == folder
    assert verify_files(folder, read_manifest(folder)) == []


def test_nothing_is_left_of_a_build_that_fails(tmp_path: Path) -> None:
    published = publish_one(tmp_path)
    with pytest.raises(StorageFailed, match="what was published before still stands"), temporary_folder(tmp_path):
        raise OSError(28, "No space left on device")
    assert current_folder(tmp_path) == published
    assert not list(tmp_path.glob("tmp-*"))


def test_leftovers_of_a_build_that_died_are_collected(tmp_path: Path) -> None:
    published = publish_one(tmp_path)
    (tmp_path / "tmp-123-dead").mkdir()
    (tmp_path / "gen-000009-deadbeef").mkdir()
    collect(tmp_path)
    assert [path.name for path in tmp_path.glob("*-*")] == [published.name]


def test_the_last_two_generations_are_kept(tmp_path: Path) -> None:
    folders = [publish_one(tmp_path, str(number)) for number in range(4)]
    collect(tmp_path)
    assert sorted(tmp_path.glob("gen-*")) == folders[-2:]


def test_a_number_is_never_used_twice(tmp_path: Path) -> None:
    publish_one(tmp_path)
    (tmp_path / "gen-000007-deadbeef").mkdir()
    assert next_number(tmp_path) == 8


@pytest.mark.parametrize("damage", [b"wordz", b"words and more", b""])
def test_an_altered_file_is_named(tmp_path: Path, damage: bytes) -> None:
    folder = publish_one(tmp_path)
    (folder / "keyword" / "data").write_bytes(damage)
    assert ["data" in problem for problem in verify_files(folder, read_manifest(folder))] == [True]


def test_an_index_that_was_never_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="precedent index CORPUS --index"):
        current_folder(tmp_path)


@pytest.mark.parametrize("name", ["gen-000001-00000000", "../elsewhere", "gen-1/../..", ""])
def test_a_pointer_to_nothing_is_damage(tmp_path: Path, name: str) -> None:
    (tmp_path / CURRENT_FILE).write_text(name, encoding="utf-8")
    with pytest.raises(IndexDamaged, match="there is no such generation"):
        current_folder(tmp_path)


def test_an_index_of_another_format_says_which(tmp_path: Path) -> None:
    folder = publish_one(tmp_path)
    path = folder / MANIFEST_FILE
    path.write_bytes(path.read_bytes().replace(b'"format_version": %d' % FORMAT_VERSION, b'"format_version": 99'))
    with pytest.raises(IndexFormatMismatch, match=f"has format 99; .* reads format {FORMAT_VERSION}"):
        read_manifest(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format_version": %d}' % FORMAT_VERSION, b"\xff\xfe"])
def test_a_broken_manifest_is_damage(tmp_path: Path, content: bytes) -> None:
    folder = publish_one(tmp_path)
    (folder / MANIFEST_FILE).write_bytes(content)
    with pytest.raises(IndexDamaged, match="manifest"):
        read_manifest(folder)
