from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer.building.build import build
from indexer.building.check import check_index
from indexer.building.repair import repair_index
from indexer.errors import IndexDamaged
from indexer.storage.generation import Generation
from indexer.storage.manifest import current_folder
from tests.conftest import FakeEncoder


@pytest.fixture
def index(tmp_path: Path, corpus: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    shutil.copy(corpus / "wrenfold-2013.md", reports)
    build(reports, tmp_path / "index", model="all-MiniLM-L6-v2", open_encoder=FakeEncoder)
    return tmp_path / "index"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", "ledger.json")
    }


def arrays_of(index: Path) -> Path:
    return next(current_folder(index).glob("seg-*/keyword/postings.arrays"))


def test_missing_arrays_are_made_again_in_a_new_generation_and_are_what_they_were(index: Path) -> None:
    published = current_folder(index)
    whole = files_of(published)
    arrays_of(index).unlink()
    damaged = files_of(published)
    assert f"precedent check --repair --index {index}" in check_index(index).problems[0].message
    name = repair_index(index)
    assert current_folder(index).name == name != published.name
    assert files_of(current_folder(index)) == whole
    assert files_of(published) == damaged
    assert not check_index(index).problems


def test_altered_arrays_are_made_again_and_the_altered_file_is_left_as_it_is(index: Path) -> None:
    arrays = arrays_of(index)
    content = arrays.read_bytes()
    altered = content[:-1] + bytes([content[-1] ^ 1])
    arrays.write_bytes(altered)
    repair_index(index)
    assert arrays.read_bytes() == altered
    assert arrays_of(index).read_bytes() == content
    assert not check_index(index).problems


def test_repairing_a_whole_index_changes_no_published_file_and_shares_all_but_the_arrays(index: Path) -> None:
    arrays = arrays_of(index)
    whole = files_of(current_folder(index))
    repair_index(index)
    assert arrays.read_bytes() == whole[arrays.relative_to(arrays.parents[2]).as_posix()]
    assert not arrays.samefile(arrays_of(index))
    assert files_of(current_folder(index)) == whole


def test_an_index_that_is_damaged_elsewhere_is_not_repaired_from_itself(index: Path) -> None:
    published = current_folder(index)
    vectors = next(published.glob("seg-*/vectors.arrays"))
    vectors.write_bytes(vectors.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match=r"vectors\.arrays .*precedent index"):
        repair_index(index)
    assert current_folder(index) == published


def test_without_arrays_a_generation_opens_and_says_that_it_is_slow(index: Path) -> None:
    arrays_of(index).unlink()
    generation = Generation.open(index)
    assert "precedent check --repair" in generation.keyword.notes[0]
    assert len(generation.keyword.rank(["plan"], 5)[0])
    generation.close()
    repair_index(index)
    generation = Generation.open(index)
    assert generation.keyword.notes == ()
    generation.close()
