from __future__ import annotations

import errno
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.building import addition
from indexer.building import build as building
from indexer.building.addition import Destination, add_files, find_destination, is_taken, preview_files
from indexer.building.build import build
from indexer.errors import CorpusError, IndexLocked, StorageFailed
from indexer.reading.corpus import CorpusFile
from indexer.storage.generation import Generation
from indexer.storage.ledger import Outcome
from indexer.storage.publication import build_lock

SQS = "wrenfold-2013.md"


@pytest.fixture
def own(tmp_path: Path, corpus: Path) -> Path:
    """A folder of a user's own reports: a sample with the word that makes it one taken out."""
    folder = tmp_path / "own"
    folder.mkdir()
    text = (corpus / "pellbrook-2015.md").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if "sample report" not in line.lower()]
    (folder / "pellbrook-2015.md").write_text("\n".join(kept), encoding="utf-8")
    return folder


def test_looking_says_what_each_file_is_and_writes_nothing(tmp_path: Path, corpus: Path) -> None:
    other = tmp_path / "list.txt"
    other.write_text("eggs, milk, bread", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    good, bad, missing = preview_files([corpus / SQS, other, tmp_path / "nowhere.pdf"])
    assert good.report is not None
    assert good.report.area == "Wrenfold"
    assert good.chunks > 20
    assert bad.refusal is not None
    assert missing.refusal is not None
    assert "cannot be opened" in str(missing.refusal)
    assert sorted(tmp_path.rglob("*")) == before


def test_files_are_added_to_the_folder_that_the_index_was_built_from(own: Path, corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(own, index, model="none")
    result = add_files([corpus / SQS], find_destination(index, None))
    assert (own / SQS).read_bytes() == (corpus / SQS).read_bytes()
    assert {file.source: file.outcome for file in result.ledger.files} == {
        "pellbrook-2015.md": Outcome.CARRIED_OVER,
        SQS: Outcome.READ,
    }
    assert len(Generation.open(index).reports) == 2


def test_own_reports_are_not_put_among_the_samples(corpus: Path, tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    shutil.copy(corpus / SQS, samples)
    build(samples, tmp_path / "index", model="none")
    with pytest.raises(CorpusError, match=r"holds invented sample reports.*--corpus FOLDER"):
        find_destination(tmp_path / "index", None)
    assert find_destination(tmp_path / "index", tmp_path / "mine").corpus == tmp_path / "mine"


def test_own_reports_with_a_sample_among_them_are_added_to(own: Path, corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copy(corpus / SQS, own)
    build(own, index, model="none")
    assert find_destination(index, None).corpus == own.resolve()


def test_reports_of_another_folder_do_not_take_the_place_of_those_in_the_index(own: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(own, index, model="none")
    with pytest.raises(CorpusError, match=r"would take their place.*Leave --corpus out"):
        find_destination(index, tmp_path / "mine")
    assert find_destination(index, own).corpus == own
    assert find_destination(tmp_path / "second", tmp_path / "mine").corpus == tmp_path / "mine"


def test_the_first_file_of_all_needs_a_folder_named(tmp_path: Path, corpus: Path) -> None:
    with pytest.raises(CorpusError, match="has not been built yet"):
        find_destination(tmp_path / "index", None)
    destination = Destination(tmp_path / "mine", tmp_path / "index", "none")
    assert add_files([corpus / SQS], destination).published
    assert (tmp_path / "mine" / SQS).is_file()


def test_a_file_of_the_same_name_is_replaced_only_when_asked(own: Path, tmp_path: Path) -> None:
    destination = Destination(own, tmp_path / "index", "none")
    newer = tmp_path / "pellbrook-2015.md"
    newer.write_text((own / newer.name).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    old = (own / newer.name).read_bytes()
    with pytest.raises(CorpusError, match=r"already holds another file called pellbrook-2015\.md.*--replace"):
        add_files([newer], destination)
    assert (own / newer.name).read_bytes() == old
    add_files([newer], destination, replace=True)
    assert (own / newer.name).read_bytes() == newer.read_bytes()


def test_a_copy_that_was_cut_off_goes_with_the_next_build_and_no_other_file_does(own: Path, tmp_path: Path) -> None:
    cut_off, theirs = own / f".{'0a' * 16}.part", own / ".notes.part"
    cut_off.write_text("half a rep")
    theirs.write_text("kept")
    build(own, tmp_path / "index", model="none")
    assert not cut_off.exists()
    assert theirs.read_text() == "kept"


def test_adding_what_is_there_already_changes_nothing(own: Path, tmp_path: Path) -> None:
    destination = Destination(own, tmp_path / "index", "none")
    assert add_files([own / "pellbrook-2015.md"], destination).published
    assert not add_files([own / "pellbrook-2015.md"], destination).published


def test_an_old_file_stands_where_its_replacement_cannot_be_copied_whole(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "pellbrook-2015.md"
    newer.write_text("newer", encoding="utf-8")
    old = (own / newer.name).read_bytes()

    def fill_the_disk(_source: Path, target: Path) -> None:
        target.write_text("ne", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fill_the_disk)
    with pytest.raises(StorageFailed, match="No space left"):
        add_files([newer], Destination(own, tmp_path / "index", "none"), replace=True)
    assert [path.name for path in own.iterdir()] == [newer.name]
    assert (own / newer.name).read_bytes() == old


def test_a_name_is_taken_by_other_content_alone(own: Path) -> None:
    name = "pellbrook-2015.md"
    assert is_taken(name, b"other", own)
    assert not is_taken(name, (own / name).read_bytes(), own)
    assert not is_taken("new.md", b"other", own)


def test_where_another_build_is_at_work_nothing_is_copied(own: Path, corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(own, index, model="none")
    before = sorted(own.iterdir())
    with build_lock(index), pytest.raises(IndexLocked):
        add_files([corpus / SQS], find_destination(index, None))
    assert sorted(own.iterdir()) == before


def test_copies_that_a_failed_build_leaves_are_mentioned(
    own: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageFailed("No space.")

    index = tmp_path / "index"
    build(own, index, model="none")
    monkeypatch.setattr(addition, "build_locked", fail)
    with pytest.raises(StorageFailed, match=r"The files are in .*own"):
        add_files([corpus / SQS], find_destination(index, None))
    assert (own / SQS).is_file()


def test_a_report_that_cannot_be_opened_for_a_moment_stays_in_the_index(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    build(own, index, model="none")
    real = building.list_corpus

    def unreadable(folder: Path) -> list[CorpusFile]:
        return [replace(file, sha256="", unreadable="Too many open files") for file in real(folder)]

    monkeypatch.setattr(building, "list_corpus", unreadable)
    (file,) = build(own, index, model="none").ledger.files
    assert (file.outcome, file.code) == (Outcome.CARRIED_OVER, "unreadable")
    assert len(Generation.open(index).reports) == 1
    monkeypatch.setattr(building, "list_corpus", real)
    (file,) = build(own, index, model="none").ledger.files
    assert (file.outcome, file.code) == (Outcome.CARRIED_OVER, None)


def test_nothing_is_added_to_a_folder_that_lost_all_its_reports(own: Path, corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(own, index, model="none")
    destination = find_destination(index, None)
    own.rename(tmp_path / "elsewhere")
    with pytest.raises(CorpusError, match="holds none of the reports in the index"):
        add_files([corpus / SQS], destination)
    assert not own.exists()
    assert len(Generation.open(index).reports) == 1
