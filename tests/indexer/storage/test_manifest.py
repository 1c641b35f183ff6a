from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.errors import IndexDamaged, IndexFormatMismatch
from indexer.storage.manifest import (
    CURRENT_FILE,
    FORMAT_VERSION,
    MANIFEST_FILE,
    ORIGIN_FILE,
    LastOrigin,
    current_folder,
    generation_name,
    last_origin,
    read_manifest,
)
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive


@pytest.fixture
def index(tmp_path: Path) -> Path:
    publish_archive(tmp_path / "index", [make_report(parts=[("paragraph", "It rained.", "1")])], model=None)
    return tmp_path / "index"


def test_an_index_of_another_format_still_tells_its_folder_and_model(index: Path) -> None:
    path = current_folder(index) / MANIFEST_FILE
    content = json.dumps(json.loads(path.read_bytes()) | {"format_version": FORMAT_VERSION + 1}).encode()
    path.write_bytes(content)
    renamed = path.parent.rename(index / generation_name(1, content))
    (index / CURRENT_FILE).write_text(renamed.name, "utf-8")
    with pytest.raises(IndexFormatMismatch):
        read_manifest(current_folder(index))
    assert last_origin(index) == LastOrigin("reports", None, only_samples=False)


def test_where_nothing_was_built_there_is_no_origin(tmp_path: Path) -> None:
    assert last_origin(tmp_path / "nowhere") is None


def test_the_ledger_tells_the_origin_where_the_manifest_is_damaged(index: Path) -> None:
    path = current_folder(index) / MANIFEST_FILE
    path.write_bytes(path.read_bytes().replace(b'"reports"', b'"reportz"'))
    assert last_origin(index) == LastOrigin("reports", None, only_samples=False)


def test_an_origin_that_cannot_be_told_is_not_the_same_as_none(index: Path) -> None:
    (current_folder(index) / MANIFEST_FILE).write_text("[", "utf-8")
    (current_folder(index) / ORIGIN_FILE).write_text("[", "utf-8")
    with pytest.raises(IndexDamaged, match="precedent index FOLDER"):
        last_origin(index)


def test_a_bit_of_the_manifest_that_differs_is_damage(index: Path) -> None:
    folder = current_folder(index)
    content = (folder / MANIFEST_FILE).read_bytes()
    (folder / MANIFEST_FILE).write_bytes(content.replace(b'"corpus": "r', b'"corpus": "s'))
    with pytest.raises(IndexDamaged, match="altered"):
        read_manifest(folder)
