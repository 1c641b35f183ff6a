from __future__ import annotations

from pathlib import Path

import pytest

from search_app import Archive
from search_app.answers.catalogue import Catalogue
from search_app.compare.counts import Dimension, compare
from search_app.filters.filters import Filters
from search_app.page.compare.view import over_time_chart, over_time_rows
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    usual = [("paragraph", f"Plans were good in {number} of the ten cases.", number) for number in ("six", "seven")] * 3
    parts = [*usual, ("paragraph", "Plans were good in one of the ten cases.", "9")]
    publish_archive(tmp_path / "index", [make_report(parts=parts)], model=None)
    return Archive.open(tmp_path / "index").catalogue


def test_the_chart_over_time_holds_the_numbers_of_its_table_and_tells_them_in_words(catalogue: Catalogue) -> None:
    comparison = compare(catalogue.generation, Filters(), Dimension.YEAR)
    ((year, paragraphs, *_),) = over_time_rows(comparison)
    assert (year, paragraphs) == (2014, 7)
    drawn = over_time_chart(comparison).to_dict()
    (values,) = drawn["datasets"].values()
    assert values[0] == {"Year": "2014", "Counted": "All", "Paragraphs": 7}
    assert "2014 to 2014: 7 in all" in drawn["description"]


def test_lines_are_told_apart_without_colour(catalogue: Catalogue) -> None:
    drawn = over_time_chart(compare(catalogue.generation, Filters(), Dimension.YEAR)).to_dict()
    assert {"shape", "strokeDash"} <= set(drawn["encoding"])
