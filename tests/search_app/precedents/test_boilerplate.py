from __future__ import annotations

from pathlib import Path

from indexer.records import Chunk
from indexer.storage.generation import Generation
from search_app.store.boilerplate import is_boilerplate
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

METHOD = (
    "We read {cases} cases that had started in the last few months and spoke to the staff who held each of them, "
    "so that what we say about {area} rests on what was done and not on what was written."
)
OWN_WORDS = "Managers of {area} met the families of children in custody on the day before every one of their reviews."
SHORT = "Plans were good."


def first_chunks(index: Path, areas: list[str]) -> tuple[Generation, list[Chunk]]:
    reports = []
    for number, area in enumerate(areas):
        paragraphs = [METHOD.format(cases=number + 5, area=area), SHORT]
        if number == 0:
            paragraphs.append(OWN_WORDS.format(area=area))
        parts = [("prose", text) for text in paragraphs]
        reports.append(make_report(f"{area.lower()}-2014", parts, area=area, sha256=str(number) * 64))
    publish_archive(index, reports, model=None)
    generation = Generation.open(index)
    return generation, [generation.chunk(ordinal) for ordinal in range(3)]


def test_wording_of_three_reports_is_boilerplate_though_names_and_numbers_differ(tmp_path: Path) -> None:
    generation, (method, _, own) = first_chunks(tmp_path, ["Ashmere", "Bramford", "Corley"])
    assert is_boilerplate(generation, method)
    assert not is_boilerplate(generation, own)


def test_wording_of_two_reports_may_be_two_visits(tmp_path: Path) -> None:
    generation, (method, _, _) = first_chunks(tmp_path, ["Ashmere", "Bramford"])
    assert not is_boilerplate(generation, method)


def test_a_short_finding_that_recurs_is_no_boilerplate(tmp_path: Path) -> None:
    generation, (_, short, _) = first_chunks(tmp_path, ["Ashmere", "Bramford", "Corley"])
    assert not is_boilerplate(generation, short)
