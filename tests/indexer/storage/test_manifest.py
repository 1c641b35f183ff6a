from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.errors import IndexFormatMismatch
from indexer.storage.manifest import FORMAT_VERSION, MANIFEST_FILE, current_folder, last_origin, read_manifest
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive


@pytest.fixture
def index(tmp_path: Path) -> Path:
    publish_archive(tmp_path / "index", [make_report(parts=[("paragraph", "It rained.", "1")])], model=None)
    return tmp_path / "index"


def test_an_index_of_another_format_still_tells_its_folder_and_model(index: Path) -> None:
    path = current_folder(index) / MANIFEST_FILE
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"format_version": FORMAT_VERSION + 1}), "utf-8")
    with pytest.raises(IndexFormatMismatch):
        read_manifest(current_folder(index))
    assert last_origin(index) == ("reports", None)


def test_where_nothing_was_built_or_the_manifest_is_broken_there_is_no_origin(index: Path, tmp_path: Path) -> None:
    assert last_origin(tmp_path / "nowhere") is None
    (current_folder(index) / MANIFEST_FILE).write_text("[", "utf-8")
    assert last_origin(index) is None
