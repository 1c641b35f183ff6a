from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from search_app.compare.counts import Comparison, Counts, Dimension, compare
from search_app.engine import SearchEngine
from search_app.filters.filters import Filters, Lens
from search_app.ranking.fusion import Mode
from search_app.store.embedded import FilterStore
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

PARTS = [
    ("heading", "Custody", None),
    ("paragraph", "Visits to custody were excellent.", "1"),
    ("paragraph", "Reparation was poor, and so were pre-sentence reports.", "2"),
    ("paragraph", "Early help was good. Health needs were not met, which was poor.", "3"),
    ("paragraph", "It rained.", "4"),
]


@pytest.fixture
def engine(tmp_path: Path) -> SearchEngine:
    reports = [
        make_report("york-2014", PARTS, area="York"),
        make_report("ashmere-2014", PARTS[:3], area="Ashmere"),
        make_report("ashmere-and-vale-2016", PARTS[1:4], area="Ashmere and Vale", published=date(2016, 5, 1)),
        make_report("nowhere", [*PARTS[1:3], PARTS[4]], area=None, published=None),
    ]
    publish_archive(tmp_path / "index", reports, model=None)
    return SearchEngine(tmp_path / "index")


def by(engine: SearchEngine, rows: Dimension, columns: Dimension | None = None, **filters: object) -> Comparison:
    return compare(engine.catalogue.generation, replace(Filters(), **filters), rows, columns)  # type: ignore[arg-type]


def test_areas_stand_in_alphabetical_order_whatever_their_numbers(engine: SearchEngine) -> None:
    comparison = by(engine, Dimension.AREA)
    assert comparison.rows.values == ("Ashmere", "Ashmere and Vale", "York")
    assert [comparison.at(area).paragraphs for area in comparison.rows.values] == [2, 3, 4]


def test_a_paragraph_that_praises_and_finds_fault_counts_under_both(engine: SearchEngine) -> None:
    counts = by(engine, Dimension.AREA, themes=("health",)).at("York")
    assert counts == Counts(paragraphs=1, strengths=1, shortfalls=1)


@pytest.mark.parametrize(("rows", "columns"), list(permutations(Dimension, 2)))
def test_every_cell_holds_as_many_paragraphs_as_its_filters_find(
    engine: SearchEngine, rows: Dimension, columns: Dimension
) -> None:
    comparison = by(engine, rows, columns)
    generation = engine.catalogue.generation
    assert comparison.cells
    for (row, column), counts in comparison.cells.items():
        for lens, number in (
            (None, counts.paragraphs),
            (Lens.GOOD_PRACTICE, counts.strengths),
            (Lens.SHORTFALL, counts.shortfalls),
        ):
            found = FilterStore(generation).mask(comparison.filters_at(row, column, lens).expression)
            assert found.sum() == number, (row, column, lens)


def test_a_search_for_the_filters_of_a_cell_finds_just_its_paragraphs(engine: SearchEngine) -> None:
    comparison = by(engine, Dimension.THEME, Dimension.AREA)
    for (row, column), counts in comparison.cells.items():
        filters = comparison.filters_at(row, column)
        answer = engine.search(f"theme:{row}", mode=Mode.KEYWORD, filters=replace(filters, themes=()))
        assert answer.total == counts.paragraphs


def test_what_stands_in_no_cell_is_said(engine: SearchEngine) -> None:
    assert by(engine, Dimension.AREA).notes == ("Left out: 3 paragraphs of reports that state no area.",)
    assert by(engine, Dimension.THEME).notes == ("Left out: 1 paragraph on none of the themes.",)
    assert len(by(engine, Dimension.THEME, Dimension.AREA).notes) == 2
    assert by(engine, Dimension.AREA, areas=("York",)).notes == ()


def test_themes_asked_for_are_the_only_ones_compared(engine: SearchEngine) -> None:
    assert by(engine, Dimension.THEME, themes=("health",)).rows.values == ("health",)
    assert by(engine, Dimension.THEME, themes=("courts",)).rows.values == ("courts-and-reports",)


def test_small_numbers_are_said_to_be_too_few() -> None:
    assert Counts(2).caution == "2 paragraphs: too few to compare"
    assert Counts(1).caution == "1 paragraph: too few to compare"
    assert Counts(0).caution == Counts(5).caution == ""


def test_nothing_under_the_filters_is_an_empty_comparison(engine: SearchEngine) -> None:
    comparison = by(engine, Dimension.THEME, Dimension.YEAR, areas=("Elsewhere",))
    assert (comparison.cells, comparison.rows.values, comparison.total) == ({}, (), Counts())


def test_one_dimension_cannot_be_compared_with_itself(engine: SearchEngine) -> None:
    with pytest.raises(ValueError, match="both area"):
        by(engine, Dimension.AREA, Dimension.AREA)


def test_the_json_names_each_cell_and_what_is_counted(engine: SearchEngine) -> None:
    value = by(engine, Dimension.AREA, Dimension.YEAR).to_json()
    assert value["by"] == ["area", "year"]
    assert value["cells"][0] == {
        "area": "Ashmere",
        "year": "2014",
        "paragraphs": 2,
        "strengths": 1,
        "shortfalls": 1,
        "too_few": True,
    }
