from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.errors import QueryRefused
from indexer.storage.generation import Generation
from search_app.filters.fields import counted_fields
from search_app.filters.filters import Filters
from search_app.store.embedded import EmbeddedStore
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    parts = [
        ("heading", "Custody", None, None, 1, "requires improvement to be good"),
        ("paragraph", "Visits took place.", "1"),
        ("heading", "Summary", None, None, 1, None),
        ("paragraph", "Pre-sentence reports were good, and resettlement was planned.", "2"),
        ("paragraph", "It rained.", "3"),
    ]
    joint = make_report("bramford-2016", parts[2:4], area="Bramford", inspectorate="Ofsted and Care Quality Commission")
    publish_archive(tmp_path / "index", [make_report("ashmere-2014", parts), joint], model=None)
    return Generation.open(tmp_path / "index")


def passing(generation: Generation, **filters: tuple[str, ...]) -> list[int]:
    return EmbeddedStore(generation).ids(Filters(**filters).expression).tolist()


def test_a_theme_is_named_by_its_id_or_by_words_of_its_name(generation: Generation) -> None:
    assert passing(generation, themes=("custody-and-resettlement",)) == [0, 1, 3]
    assert passing(generation, themes=("custody",)) == [0, 1, 3]
    assert passing(generation, themes=("courts",)) == [1, 3]


def test_several_themes_are_alternatives(generation: Generation) -> None:
    assert passing(generation, themes=("custody", "courts")) == [0, 1, 3]


def test_a_theme_that_is_none_is_answered_with_all_there_are(generation: Generation) -> None:
    with pytest.raises(QueryRefused, match=r"no theme 'weather'.*education"):
        passing(generation, themes=("weather",))


def test_a_grade_finds_what_stands_under_a_heading_that_prints_it(generation: Generation) -> None:
    assert passing(generation, grades=("requires improvement",)) == [0]
    assert passing(generation, grades=("outstanding",)) == []
    with pytest.raises(QueryRefused, match=r"'splendid' is not a grade.*requires-improvement"):
        passing(generation, grades=("splendid",))


def test_an_inspectorate_is_found_in_a_joint_inspection(generation: Generation) -> None:
    assert passing(generation, inspectorates=("Ofsted",)) == [3]
    assert passing(generation, inspectorates=("HM Inspectorate of Probation",)) == [0, 1, 2]


def test_every_facet_counts_what_its_filter_lets_through(generation: Generation) -> None:
    store = EmbeddedStore(generation)
    facets = store.counts(np.arange(len(generation)))
    for each in counted_fields():
        for value, number in facets[each.name].items():
            assert store.count(each.choosing(Filters(), (value,)).expression) == number, (each.name, value)
    assert facets["grade"] == {"requires-improvement": 1}
    assert facets["theme"]["custody-and-resettlement"] == 3


def test_the_whole_name_of_a_section_finds_no_longer_name_that_holds_it(tmp_path: Path) -> None:
    parts = [
        ("heading", "Summary", None, None, 1, None),
        ("paragraph", "Visits took place.", "1"),
        ("heading", "Executive summary", None, None, 1, None),
        ("paragraph", "It rained.", "2"),
    ]
    publish_archive(tmp_path / "other", [make_report(parts=parts)], model=None)
    generation = Generation.open(tmp_path / "other")
    assert passing(generation, sections=("Summary",)) == [0]
    assert passing(generation, sections=("executive",)) == [1]
