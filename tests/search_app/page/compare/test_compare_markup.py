from __future__ import annotations

import csv
import io
import re

import pytest

from search_app.compare.counts import Axis, Comparison, Counts, Dimension
from search_app.filters.filters import Filters
from search_app.page.addresses import CompareState, Measure
from search_app.page.compare.html import (
    cells_csv,
    filters_html,
    legend_html,
    matrix_html,
    notes_html,
    table_html,
)

HOSTILE = "<b onclick=x>=Area"
COMPARISON = Comparison(
    Filters(),
    Axis(Dimension.AREA, (HOSTILE, "York")),
    Axis(Dimension.YEAR, ("2014", "2016")),
    {
        (HOSTILE, "2014"): Counts(10, 4, 5),
        ("York", "2014"): Counts(2, 2, 0),
        ("York", "2016"): Counts(8, 0, 8),
    },
    Counts(20, 6, 13),
    (),
)


def cells(markup: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", markup)]


def test_a_matrix_shows_numbers_with_small_ones_in_brackets() -> None:
    assert cells(matrix_html(COMPARISON, Measure.PARAGRAPHS)) == ["10", "·", "(2)", "8"]


def test_strengths_are_shown_of_all_paragraphs() -> None:
    assert cells(matrix_html(COMPARISON, Measure.STRENGTHS)) == ["4 of 10", "·", "(2 of 2)", "0 of 8"]


def test_a_cell_says_in_words_what_it_counts_and_that_it_is_small() -> None:
    markup = matrix_html(COMPARISON, Measure.PARAGRAPHS)
    assert 'aria-label="York, 2014: 2 paragraphs, too few to compare"' in markup


def test_a_small_number_has_no_shade_and_no_number_no_link() -> None:
    markup = matrix_html(COMPARISON, Measure.STRENGTHS)
    assert re.search(r'<td class="pr-shade-0"><a [^>]*>\(2 of 2\)', markup)
    assert re.search(r'<td class="pr-shade-0"><span [^>]*>0 of 8</span>', markup)
    assert '<td class="pr-shade-2"><a ' in markup


@pytest.mark.parametrize("measure", list(Measure))
def test_words_of_reports_are_escaped(measure: Measure) -> None:
    markup = matrix_html(COMPARISON, measure) + filters_html(CompareState(filters=Filters(areas=(HOSTILE,))), {})
    markup += notes_html([HOSTILE]) + table_html([HOSTILE], [[HOSTILE]], HOSTILE)
    assert "<b onclick" not in markup
    assert "&lt;b onclick" in markup


def test_a_filter_in_force_can_be_taken_away() -> None:
    markup = filters_html(CompareState(filters=Filters(themes=("health",))), {})
    assert "Remove the filter Theme: Health and wellbeing" in markup
    assert filters_html(CompareState(), {}) == ""


def test_the_legend_says_that_nothing_is_ranked() -> None:
    assert all("not who does better" in legend_html(measure) for measure in Measure)


def test_the_download_holds_every_cell_and_runs_nothing() -> None:
    starts_formula = Comparison(
        Filters(),
        Axis(Dimension.AREA, ("=1",)),
        Axis(Dimension.YEAR, ("2014",)),
        {("=1", "2014"): Counts(1, 1, 0)},
        Counts(1, 1, 0),
        (),
    )
    rows = list(csv.reader(io.StringIO(cells_csv(starts_formula).decode("utf-8-sig"))))
    assert rows[0][:3] == ["area", "year", "paragraphs"]
    assert rows[1] == ["'=1", "2014", "1", "1", "0", "1 paragraph: too few to compare"]
