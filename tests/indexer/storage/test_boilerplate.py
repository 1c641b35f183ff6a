"""What several reports print in nearly the same words is found when a generation is built."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from indexer.keyword.recurring import find_boilerplate
from indexer.storage.generation import BOILERPLATE_FILE, Generation, StoredContents
from indexer.storage.manifest import current_folder, read_manifest
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

METHOD = (
    "We read {cases} cases that had started in the last few months and spoke to the staff who held each of them, "
    "so that what we say about {area} rests on what was done and not on what was written."
)
OWN_WORDS = "Managers of {area} met the families of children in custody on the day before every one of their reviews."
SHORT = "Plans were good."


def published(index: Path, areas: list[str]) -> list[bool]:
    """Whether the method, the short finding and the words of its own are boilerplate in the first report."""
    reports = []
    for number, area in enumerate(areas):
        paragraphs = [METHOD.format(cases=number + 5, area=area), SHORT]
        if number == 0:
            paragraphs.append(OWN_WORDS.format(area=area))
        parts = [("prose", text) for text in paragraphs]
        reports.append(make_report(f"{area.lower()}-2014", parts, area=area, sha256=str(number) * 64))
    publish_archive(index, reports, model=None)
    return list(map(bool, Generation.open(index).boilerplate[:3]))


def test_wording_of_three_reports_is_boilerplate_though_names_and_numbers_differ(tmp_path: Path) -> None:
    method, short, own = published(tmp_path, ["Ashmere", "Bramford", "Corley"])
    assert method
    assert not short, "a short finding that recurs is no boilerplate"
    assert not own


def test_wording_of_two_reports_may_be_two_visits(tmp_path: Path) -> None:
    assert not any(published(tmp_path, ["Ashmere", "Bramford"]))


def test_the_build_writes_it_and_what_is_not_there_is_found_again(tmp_path: Path) -> None:
    published(tmp_path, ["Ashmere", "Bramford", "Corley"])
    folder = current_folder(tmp_path)
    manifest = read_manifest(folder)
    assert BOILERPLATE_FILE in manifest.files
    stored = StoredContents(folder, manifest).boilerplate
    (folder / BOILERPLATE_FILE).unlink()
    assert np.array_equal(StoredContents(folder, manifest).boilerplate, stored)


def test_a_segment_without_its_arrays_holds_none(tmp_path: Path) -> None:
    assert find_boilerplate([tmp_path], [np.zeros(4, dtype=np.int32)]).tolist() == [False] * 4
    assert find_boilerplate([], []).tolist() == []
