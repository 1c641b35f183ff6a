from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer.building.addition import Destination
from indexer.building.build import build
from indexer.building.removal import SET_ASIDE, remove_report, undo_removal
from indexer.errors import CorpusError
from indexer.storage.generation import Generation
from indexer.storage.manifest import published_folder

NAMES = ("pellbrook-2015.md", "wrenfold-2013.md")


@pytest.fixture
def destination(tmp_path: Path, corpus: Path) -> Destination:
    folder = tmp_path / "own"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(corpus / name, folder)
    build(folder, tmp_path / "index", model="none")
    return Destination(folder, tmp_path / "index", "none")


def held(destination: Destination) -> list[str]:
    return sorted(report.source for report in Generation.open(destination.index).reports)


def test_a_removed_report_is_gone_and_its_file_is_set_aside(destination: Destination) -> None:
    content = (destination.corpus / NAMES[0]).read_bytes()
    removal = remove_report(NAMES[0], destination)
    assert held(destination) == [NAMES[1]]
    assert removal.set_aside == destination.corpus / SET_ASIDE / NAMES[0]
    assert removal.set_aside.read_bytes() == content
    assert not build(destination.corpus, destination.index, model="none").published  # and is not taken in again


def test_taking_a_removal_back_publishes_the_generation_before(destination: Destination) -> None:
    before = published_folder(destination.index).name
    undo_removal(remove_report(NAMES[0], destination), destination)
    assert published_folder(destination.index).name == before
    assert held(destination) == sorted(NAMES)
    assert not build(destination.corpus, destination.index, model="none").published


def test_a_removal_is_taken_back_after_a_later_build_too(destination: Destination, corpus: Path) -> None:
    removal = remove_report(NAMES[0], destination)
    shutil.copy(corpus / "tollesmere-2012.md", destination.corpus)
    build(destination.corpus, destination.index, model="none")
    undo_removal(removal, destination)
    assert held(destination) == sorted([*NAMES, "tollesmere-2012.md"])


def test_two_removed_files_of_one_name_lie_beside_each_other(destination: Destination) -> None:
    first = remove_report(NAMES[0], destination)
    shutil.copy(first.set_aside, destination.corpus / NAMES[0])
    build(destination.corpus, destination.index, model="none")
    second = remove_report(NAMES[0], destination)
    assert first.set_aside.exists()
    assert second.set_aside.name == "pellbrook-2015-2.md"


def test_what_the_folder_does_not_hold_is_not_removed(destination: Destination) -> None:
    for source in ("nowhere.md", "../index/CURRENT"):
        with pytest.raises(CorpusError, match="no longer holds"):
            remove_report(source, destination)


def test_the_file_is_back_where_nothing_could_be_built_without_it(destination: Destination) -> None:
    remove_report(NAMES[0], destination)
    with pytest.raises(CorpusError):
        remove_report(NAMES[1], destination)
    assert held(destination) == [NAMES[1]]
    assert (destination.corpus / NAMES[1]).is_file()


def test_another_file_that_took_the_place_is_not_overwritten(destination: Destination) -> None:
    removal = remove_report(NAMES[0], destination)
    (destination.corpus / NAMES[0]).write_text("another", encoding="utf-8")
    with pytest.raises(CorpusError, match="holds another file"):
        undo_removal(removal, destination)
    assert (destination.corpus / NAMES[0]).read_text(encoding="utf-8") == "another"
