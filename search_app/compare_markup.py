"""HTML of the overview: its tabs, the filters in force, and the matrix whose cells lead to their paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from search_app.compare_links import COMPARE_PAGE, CompareState, Measure, Tab, cell_href, compare_href
from search_app.comparison import TOO_FEW_PARAGRAPHS, Comparison, Counts, Dimension
from search_app.csv_table import table_csv
from search_app.labels import count, theme_label
from search_app.markup import link
from search_app.permalinks import SEARCH_PAGE
from search_app.results_markup import chips

TAB_NAMES = {Tab.OVERVIEW: "Overview", Tab.WORDING: "Wording"}
MEASURE_NAMES: dict[str, str] = {
    Measure.PARAGRAPHS: "Paragraphs",
    Measure.STRENGTHS: "With a strength",
    Measure.SHORTFALLS: "With a shortfall",
}
DIMENSION_NAMES = {Dimension.AREA: "Area", Dimension.YEAR: "Year", Dimension.THEME: "Theme"}
_SHADES = 5
_CURRENT = ' aria-current="page"'


def tabs_html(state: CompareState) -> str:
    """Both tabs as links, the one in view marked as such."""
    items = "".join(
        f'<a href="{escape(compare_href(state.on_tab(tab)))}" data-page="{COMPARE_PAGE}" class="pr-tab pr-stay"'
        f"{_CURRENT if tab is state.tab else ''}>{name}</a>"
        for tab, name in TAB_NAMES.items()
    )
    return f'<nav class="pr-tabs" aria-label="What to compare">{items}</nav>'


def filters_html(state: CompareState, report_names: dict[str, str]) -> str:
    """The filters in force, each a link to the comparison without it; empty where there is none."""
    items = "".join(
        link(
            compare_href(state.filtered(chip.without)),
            f"{chip.words} ×",
            page=COMPARE_PAGE,
            classes="pr-chip pr-stay",
            label=f"Remove the filter {chip.words}",
        )
        for chip in chips(state.filters, report_names)
    )
    return f'<nav class="pr-chips" aria-label="Filters in force">{items}</nav>' if items else ""


def notes_html(notes: Iterable[str]) -> str:
    """What was left out of a link, and what is in no cell."""
    return "".join(f'<p class="pr-note" role="status">{escape(note)}</p>' for note in notes)


def value_name(dimension: Dimension, value: str) -> str:
    """What a line or column is called."""
    return theme_label(value) if dimension is Dimension.THEME else value


def matrix_html(comparison: Comparison, measure: Measure) -> str:
    """A table with a line and a column for each value; each number leads to the paragraphs that it counts."""
    assert comparison.columns is not None
    columns = comparison.columns
    turned = "" if columns.dimension is Dimension.YEAR else " pr-turned"
    heads = "".join(
        f'<th scope="col"><span>{escape(value_name(columns.dimension, value))}</span></th>' for value in columns.values
    )
    most = max((counts.paragraphs for counts in comparison.cells.values()), default=1)
    lines = "".join(
        f'<tr><th scope="row">{escape(value_name(comparison.rows.dimension, row))}</th>'
        + "".join(_cell(comparison, row, column, measure, most) for column in columns.values)
        + "</tr>"
        for row in comparison.rows.values
    )
    title = f"{DIMENSION_NAMES[comparison.rows.dimension]} by {columns.dimension.value}: {_counted(measure)}"
    return (
        f'<div class="pr-table pr-matrix{turned}" tabindex="0" role="region" aria-label="{escape(title)}"><table>'
        f'<caption class="pr-hidden">{escape(title)}</caption><thead><tr>'
        f'<th scope="col">{DIMENSION_NAMES[comparison.rows.dimension]}</th>{heads}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _counted(measure: Measure) -> str:
    if measure is Measure.PARAGRAPHS:
        return "paragraphs"
    return f"paragraphs {_with(measure)}, of all"


def legend_html(measure: Measure) -> str:
    """What the numbers, the shades and the marks of a matrix mean."""
    number = (
        "Each number counts paragraphs; the stronger the shade, the more."
        if measure is Measure.PARAGRAPHS
        else f"“3 of 8” is three paragraphs {_with(measure)} among eight; the stronger the shade, the larger the share."
    )
    return (
        f'<p class="pr-note">{number} In brackets: fewer than {TOO_FEW_PARAGRAPHS} paragraphs, too few to compare. '
        "Choose a number to read its paragraphs. Strengths and shortfalls are this tool’s reading, not a judgement of "
        "the inspectorate; a paragraph can hold both. Numbers say what was written about, not who does better.</p>"
    )


def _cell(comparison: Comparison, row: str, column: str, measure: Measure, most: int) -> str:
    assert comparison.columns is not None
    counts = comparison.at(row, column)
    number = measured(counts, measure)
    if not counts.paragraphs:
        return '<td><span class="pr-quiet" aria-label="none">·</span></td>'
    names = f"{value_name(comparison.rows.dimension, row)}, {value_name(comparison.columns.dimension, column)}"
    words = f"{number:,}" if measure is Measure.PARAGRAPHS else f"{number:,} of {counts.paragraphs:,}"
    said = count(number, "paragraph") if measure is Measure.PARAGRAPHS else f"{words} paragraphs {_with(measure)}"
    label = f"{names}: {said}{', too few to compare' if counts.too_few else ''}"
    shown = f"({words})" if counts.too_few else words
    shade = 0 if counts.too_few else _shade(number, most if measure is Measure.PARAGRAPHS else counts.paragraphs)
    inner = (
        link(cell_href(comparison, row, column, measure), shown, page=SEARCH_PAGE, label=label)
        if number
        else f'<span aria-label="{escape(label)}">{shown}</span>'
    )
    return f'<td class="pr-shade-{shade}">{inner}</td>'


def _with(measure: Measure) -> str:
    return MEASURE_NAMES[measure].lower()


def measured(counts: Counts, measure: Measure) -> int:
    """The number of `counts` that a measure asks for."""
    return int(getattr(counts, measure.value))


def _shade(number: int, of: int) -> int:
    """0 for none to 5 for all of it."""
    return -(-number * _SHADES // of) if of else 0


def table_html(heads: Sequence[str], rows: Iterable[Sequence[object]], title: str) -> str:
    """The table behind a chart."""
    head = "".join(f'<th scope="col">{escape(each[:1].upper() + each[1:])}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(_plain_cell(cell) for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="pr-table" tabindex="0" role="region" aria-label="{escape(title)}"><table>'
        f'<caption class="pr-hidden">{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
        "</table></div>"
    )


def _plain_cell(cell: object) -> str:
    return f"<td>{cell}</td>" if isinstance(cell, int) else f"<td>{escape(str(cell))}</td>"


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
