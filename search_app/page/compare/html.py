"""HTML of the comparison: the filters in force, and the matrix whose cells lead to their paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from search_app.answers.labels import count
from search_app.basket.export.tables import table_csv
from search_app.compare.counts import TOO_FEW_PARAGRAPHS, Comparison, Counts, Dimension
from search_app.filters.fields import theme_label
from search_app.page.addresses import COMPARE_PAGE, SEARCH_PAGE, CompareState, Measure, cell_href, compare_href
from search_app.page.hit_html import chips
from search_app.page.templates import macro

_TEMPLATE = "compare/compare.html"
MEASURE_NAMES: dict[str, str] = {
    Measure.PARAGRAPHS: "Paragraphs",
    Measure.STRENGTHS: "With a strength",
    Measure.SHORTFALLS: "With a shortfall",
}
DIMENSION_NAMES = {Dimension.AREA: "Area", Dimension.YEAR: "Year", Dimension.THEME: "Theme"}
_SHADES = 5


def filters_html(state: CompareState, report_names: dict[str, str]) -> Markup:
    """The filters in force, each a link to the comparison without it; empty where there is none."""
    found = [(chip.words, compare_href(state.filtered(chip.without))) for chip in chips(state.filters, report_names)]
    return macro(_TEMPLATE, "filters", found, COMPARE_PAGE)


def notes_html(notes: Iterable[str]) -> Markup:
    """What was left out of a link, and what is in no cell."""
    return macro(_TEMPLATE, "notes", list(notes))


def value_name(dimension: Dimension, value: str) -> str:
    """What a line or column is called."""
    return theme_label(value) if dimension is Dimension.THEME else value


def matrix_html(comparison: Comparison, measure: Measure) -> Markup:
    """A table with a line and a column for each value; each number leads to the paragraphs that it counts."""
    assert comparison.columns is not None
    rows, columns = comparison.rows, comparison.columns
    most = max((counts.paragraphs for counts in comparison.cells.values()), default=1)
    lines = [
        (
            value_name(rows.dimension, row),
            [_cell(comparison, row, column, measure, most) for column in columns.values],
        )
        for row in rows.values
    ]
    corner = DIMENSION_NAMES[rows.dimension]
    title = f"{corner} by {columns.dimension.value}: {_counted(measure)}"
    heads = [value_name(columns.dimension, value) for value in columns.values]
    return macro(_TEMPLATE, "matrix", title, corner, heads, lines, columns.dimension is not Dimension.YEAR, SEARCH_PAGE)


def _counted(measure: Measure) -> str:
    if measure is Measure.PARAGRAPHS:
        return "paragraphs"
    return f"paragraphs {_with(measure)}, of all"


def legend_html(measure: Measure) -> Markup:
    """What the numbers, the shades and the marks of a matrix mean."""
    number = (
        "Each number counts paragraphs; a stronger colour means more."
        if measure is Measure.PARAGRAPHS
        else f"“3 of 8” is three paragraphs {_with(measure)} among eight; a stronger colour means a larger share."
    )
    return macro(_TEMPLATE, "legend", number, TOO_FEW_PARAGRAPHS)


def _cell(comparison: Comparison, row: str, column: str, measure: Measure, most: int) -> dict[str, Any] | None:
    """How a cell is shown; None where no paragraph is in it."""
    assert comparison.columns is not None
    counts = comparison.at(row, column)
    number = measured(counts, measure)
    if not counts.paragraphs:
        return None
    names = f"{value_name(comparison.rows.dimension, row)}, {value_name(comparison.columns.dimension, column)}"
    words = f"{number:,}" if measure is Measure.PARAGRAPHS else f"{number:,} of {counts.paragraphs:,}"
    said = count(number, "paragraph") if measure is Measure.PARAGRAPHS else f"{words} paragraphs {_with(measure)}"
    return {
        "label": f"{names}: {said}{', too few to compare' if counts.too_few else ''}",
        "shown": f"({words})" if counts.too_few else words,
        "shade": 0 if counts.too_few else _shade(number, most if measure is Measure.PARAGRAPHS else counts.paragraphs),
        "href": cell_href(comparison, row, column, measure) if number else "",
    }


def _with(measure: Measure) -> str:
    return MEASURE_NAMES[measure].lower()


def measured(counts: Counts, measure: Measure) -> int:
    """The number of `counts` that a measure asks for."""
    return int(getattr(counts, measure.value))


def _shade(number: int, of: int) -> int:
    """0 for none to 5 for all of it."""
    return -(-number * _SHADES // of) if of else 0


def table_html(heads: Sequence[str], rows: Iterable[Sequence[object]], title: str) -> Markup:
    """The table behind a chart."""
    return macro(_TEMPLATE, "table", title, heads, list(rows))


def cells_csv(comparison: Comparison) -> bytes:
    """A line for each cell that has a paragraph, with all that is counted in it."""
    assert comparison.columns is not None
    heads = [comparison.rows.dimension.value, comparison.columns.dimension.value]
    heads += ["paragraphs", "with a strength", "with a shortfall", "note"]
    rows: list[tuple[object, ...]] = []
    for row in comparison.rows.values:
        for column in comparison.columns.values:
            counts = comparison.at(row, column)
            if counts.paragraphs:
                names = (value_name(comparison.rows.dimension, row), value_name(comparison.columns.dimension, column))
                rows.append((*names, counts.paragraphs, counts.strengths, counts.shortfalls, counts.caution))
    return table_csv(heads, rows)
