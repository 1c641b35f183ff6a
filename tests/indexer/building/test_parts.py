"""A build of many new files is written in parts: the same archive, and a kill loses one part."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from indexer.building import parts
from indexer.building.assembly import Assembly
from indexer.building.build import BuildResult, build
from indexer.building.check import check_index
from indexer.building.joining import join
from indexer.building.parts import UNFINISHED_FOLDER
from indexer.building.versions import Told
from indexer.errors import CorpusError
from indexer.keyword.segments import RANKED_FIELDS, WORDS_FIELD
from indexer.progress import READING, WRITING, SilentProgress
from indexer.storage.generation import Generation
from indexer.storage.ledger import Ledger, Outcome
from tests.indexer.building.test_versions import FIRST, OTHER_UNDATED, REVISED, UNDATED

pytestmark = pytest.mark.slow

NAMES = ("brackenhythe-2014.txt", "dunmarrow-2018.txt", "pellbrook-2015.md", "quillbridge-2012.txt", "wrenfold-2013.md")


@pytest.fixture
def reports(tmp_path: Path, corpus: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(corpus / name, folder)
    shutil.copy(corpus / NAMES[0], folder / "zz-the-same.txt")
    return folder


@pytest.fixture
def whole(reports: Path, tmp_path: Path) -> BuildResult:
    return build(reports, tmp_path / "whole", model="none")


class Counted(SilentProgress):
    def __init__(self) -> None:
        self.totals: dict[str, int] = {}
        self.done: dict[str, int] = {}

    def start(self, stage: str, total: int, unit: str) -> None:
        self.totals[stage] = total

    def advance(self, stage: str, amount: int) -> None:
        self.done[stage] = self.done.get(stage, 0) + amount


def assert_same_archive(one: Path, other: Path) -> None:
    first, second = Generation.open(one), Generation.open(other)
    assert first.reports == second.reports
    assert [first.chunk(row) for row in range(len(first))] == [second.chunk(row) for row in range(len(second))]
    for name in (*RANKED_FIELDS, WORDS_FIELD):
        own, found = first.keyword.fields[name], second.keyword.fields[name]
        assert list(own.terms) == list(found.terms)
        for row in range(len(own.terms)):
            assert np.array_equal(own.ordinals(row), found.ordinals(row))
            assert np.array_equal(own.frequencies(row), found.frequencies(row))


def test_what_is_built_in_parts_is_the_same_archive(
    whole: BuildResult, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "FILES_AT_ONCE", 2)
    index, progress = tmp_path / "index", Counted()
    result = build(reports, index, model="none", progress=progress)
    assert_same_archive(tmp_path / "whole", index)
    assert result.ledger == whole.ledger
    assert len(result.manifest.segments) > len(whole.manifest.segments)
    assert progress.totals == progress.done
    assert progress.totals[READING] == len(NAMES) + 1
    assert progress.totals[WRITING] == result.manifest.chunks
    assert not (index / UNFINISHED_FOLDER).exists()
    assert not check_index(index).damaged


def test_a_build_that_ends_early_goes_on_with_the_parts_that_are_there(
    whole: BuildResult, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "FILES_AT_ONCE", 2)
    index, published = tmp_path / "index", 0
    publish = Assembly.publish

    def die_at_the_second(*arguments: object) -> object:
        nonlocal published
        published += 1
        if published == 2:
            raise KeyboardInterrupt
        return publish(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Assembly, "publish", die_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            build(reports, index, model="none")
    assert not (index / "CURRENT").exists()
    first = {path.name for path in (index / UNFINISHED_FOLDER).glob("gen-*/seg-*")}
    result = build(reports, index, model="none")
    assert first
    assert first <= {segment.name for segment in result.manifest.segments}
    assert_same_archive(tmp_path / "whole", index)
    assert result.ledger == whole.ledger
    assert not (index / UNFINISHED_FOLDER).exists()


def test_parts_of_a_build_that_something_else_was_published_after_are_removed(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    build(reports, index, model="none")
    (index / UNFINISHED_FOLDER).mkdir()
    (index / UNFINISHED_FOLDER / "BASE").write_text("gen-000000-00000000", encoding="utf-8")
    (reports / NAMES[1]).unlink()
    monkeypatch.setattr(parts, "FILES_AT_ONCE", 2)
    result = build(reports, index, model="none")
    assert result.ledger.removed == (NAMES[1],)
    assert {file.outcome for file in result.ledger.files} == {Outcome.CARRIED_OVER, Outcome.DUPLICATE}
    assert not (index / UNFINISHED_FOLDER).exists()


def test_parts_that_are_built_apart_join_to_the_same_archive(whole: BuildResult, reports: Path, tmp_path: Path) -> None:
    folders = [tmp_path / f"part-{number}" for number in (1, 2, 3)]
    for number, folder in enumerate(folders, 1):
        build(reports, folder, model="none", part=(number, len(folders)))
    index = tmp_path / "index"
    _, manifest, ledger = join(folders[::-1], index)
    assert_same_archive(tmp_path / "whole", index)
    assert [(file.source, file.outcome) for file in ledger.files] == [
        (file.source, file.outcome) for file in whole.ledger.files
    ]
    assert manifest.corpus_sha256 == whole.manifest.corpus_sha256
    assert not check_index(index).problems
    assert not build(reports, index, model="none").published


def test_parts_that_are_not_all_there_or_of_other_files_are_refused(reports: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    build(reports, one, model="none", part=(1, 2))
    with pytest.raises(CorpusError, match="missing: 2"):
        join([one], tmp_path / "index")
    (reports / NAMES[0]).unlink()
    build(reports, two, model="none", part=(2, 2))
    with pytest.raises(CorpusError, match="different folders"):
        join([one, two], tmp_path / "index")


WREN = FIRST.replace("Ashmere", "Wrenfold").replace("Assessments", "In Wrenfold, where nobody had looked, plans")


def files_of(result: Ledger) -> list[tuple[str, Outcome, str | None, str | None]]:
    return [(file.source, file.outcome, file.code, file.message) for file in result.files]


@pytest.mark.parametrize("versions", [(FIRST, REVISED), (REVISED, FIRST), (UNDATED, OTHER_UNDATED)])
@pytest.mark.parametrize("both", [False, True])
def test_of_two_versions_in_different_parts_the_same_one_counts_as_in_one_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, versions: tuple[str, str], both: bool
) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for name, text in zip(
        ("a.md", "b.md", "c.md", "d.md"), (versions[0], WREN, versions[1], WREN + "More.\n"), strict=True
    ):
        (reports / name).write_text(text)
    told = Told(both={"a.md", "c.md", "d.md"} if both else ())
    whole = build(reports, tmp_path / "whole", model="none", told=told)
    folders = [tmp_path / "one", tmp_path / "two"]
    for number, folder in enumerate(folders, 1):
        build(reports, folder, model="none", part=(number, 2), told=told)
    monkeypatch.setattr(parts, "FILES_AT_ONCE", 1)
    in_parts = build(reports, tmp_path / "index", model="none", told=told)
    assert files_of(in_parts.ledger) == files_of(whole.ledger)
    assert sources_in(tmp_path / "index") == sources_in(tmp_path / "whole")
    _, _, joined = join(folders, tmp_path / "joined")
    assert files_of(joined) == files_of(whole.ledger)
    assert sources_in(tmp_path / "joined") == sources_in(tmp_path / "whole")


@pytest.mark.parametrize(("told", "kept"), [(Told(newest={"c.md"}), {"c.md"}), (Told(both={"c.md"}), {"a.md", "c.md"})])
def test_what_was_told_of_a_file_holds_when_its_share_is_joined(tmp_path: Path, told: Told, kept: set[str]) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for name, text in (("a.md", UNDATED), ("b.md", WREN), ("c.md", OTHER_UNDATED), ("d.md", WREN.replace("W", "M"))):
        (reports / name).write_text(text)
    folders = [tmp_path / "one", tmp_path / "two"]
    for number, folder in enumerate(folders, 1):
        build(reports, folder, model="none", part=(number, 2), told=told if number == 2 else None)
        build(reports, folder, model="none", part=(number, 2))  # said once is remembered
    join(folders, tmp_path / "joined")
    assert sources_in(tmp_path / "joined") & {"a.md", "c.md"} == kept


def sources_in(index: Path) -> set[str]:
    return {report.source for report in Generation.open(index).reports}


def test_corrections_of_parts_are_those_of_what_is_joined(reports: Path, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    build(reports, tmp_path / "first", model="none")
    chunk = Generation.open(tmp_path / "first").chunk(0)
    sentence = chunk.text[chunk.sentences[0].start : chunk.sentences[0].end]
    (reports / "readings.toml").write_text(
        f'[[reading]]\nreport = "{chunk.report_id}"\nwords = {json.dumps(sentence)}\nstatement = "shortfall"\n'
    )
    for number, folder in enumerate(folders, 1):
        build(reports, folder, model="none", part=(number, 2))
    join(folders, tmp_path / "index")
    assert Generation.open(tmp_path / "index").corrected()
    assert not build(reports, tmp_path / "index", model="none").published
