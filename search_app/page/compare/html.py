"""HTML of the overview: its tabs, the filters in force, and the matrix whose cells lead to their paragraphs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape

from search_app.answers.answer import Highlight, HighlightKind
from search_app.answers.labels import count
from search_app.basket.basket import make_reference
from search_app.basket.export.tables import table_csv
from search_app.compare.counts import TOO_FEW_PARAGRAPHS, Comparison, Counts, Dimension
from search_app.compare.wording import WordBand, Wording, WordUse
from search_app.filters.fields import theme_label
from search_app.page.addresses import (
    COMPARE_PAGE,
    READ_PAGE,
    SEARCH_PAGE,
    CompareState,
    Measure,
    Tab,
    cell_href,
    compare_href,
    read_href,
)
from search_app.page.hit_html import chips
from search_app.page.markup import badge, basket_button, link, marked_text

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


# HTML of the wording tab: words with their usual shares, and the paragraphs in which they stand.

WORDS_SHOWN = 20
"""What a chart can hold and a person compare; the table and the download have all."""
_USES_SHOWN = 8
_OUTLIERS_IN_SIGHT = 4


def advice_html(wording: Wording) -> str:
    """How much was read, and what the answer is worth."""
    uses = sum(len(band.uses) for band in wording.bands)
    return (
        f'<p class="pr-note">{count(uses, "use")} of {count(len(wording.bands), "word")} beside a share, in '
        f"{count(wording.paragraphs, 'paragraph')}. This is the tool’s reading of single sentences: advice to check "
        "against the paragraphs, not a rule. Words such as “most” are taken as about 85%.</p>"
    )


def outliers_html(wording: Wording, basket: Collection[str]) -> str:
    """The uses that stand far from the word's usual share, each with its paragraph."""
    if not wording.outliers:
        return '<p class="pr-note">No use stands far from what is usual for its word.</p>'
    items = [_outlier(wording, use, band, basket) for use, band in wording.outliers]
    rest = "".join(items[_OUTLIERS_IN_SIGHT:])
    more = f'<details class="pr-word"><summary>{len(items) - _OUTLIERS_IN_SIGHT:,} more</summary>{rest}</details>'
    return "".join(items[:_OUTLIERS_IN_SIGHT]) + (more if rest else "")


def _outlier(wording: Wording, use: WordUse, band: WordBand, basket: Collection[str]) -> str:
    return (
        f'<div class="pr-precedent"><h3>“{escape(use.word)}” of {use.share:.0%}{_base(use)} '
        f'<span class="pr-quiet">{escape(usual(band))}</span></h3>{_paragraph(wording, use, basket)}</div>'
    )


def words_html(wording: Wording, basket: Collection[str]) -> str:
    """Each word, folded, with its uses."""
    return "".join(_word(wording, band, basket) for band in wording.bands[:WORDS_SHOWN])


def _word(wording: Wording, band: WordBand, basket: Collection[str]) -> str:
    uses = band.uses[:_USES_SHOWN]
    rest = len(band.uses) - len(uses)
    more = f'<p class="pr-note">{rest:,} more are in the table of all uses below.</p>' if rest else ""
    return (
        f'<details class="pr-word"><summary><strong>{escape(band.word)}</strong> {count(len(band.uses), "use")} '
        f'<span class="pr-quiet">{escape(usual(band))}{_years(band)}</span></summary>'
        f"{''.join(_said(wording, use, basket) for use in uses)}{more}</details>"
    )


def usual(band: WordBand) -> str:
    """The usual share of a word in words, or that it is used too seldom to know."""
    if band.low is None or band.high is None:
        return band.caution
    return f"usually of {band.low:.0%} to {band.high:.0%}"


def _years(band: WordBand) -> str:
    if band.years is None:
        return ""
    first, last = band.years
    return f", {first}" if first == last else f", {first} to {last}"


def _base(use: WordUse) -> str:
    return f" of {use.base} cases" if use.base else ""


def _said(wording: Wording, use: WordUse, basket: Collection[str]) -> str:
    return f'<div class="pr-said"><p class="pr-figure">{use.share:.0%}</p>{_paragraph(wording, use, basket)}</div>'


def _paragraph(wording: Wording, use: WordUse, basket: Collection[str]) -> str:
    catalogue = wording.catalogue
    chunk = catalogue.chunk(use.ordinal)
    citation, address = catalogue.cite(chunk), catalogue.address(chunk)
    reference = make_reference(chunk.report_id, address)
    marks: Iterable[Highlight] = [Highlight(use.start, use.end, HighlightKind.MEANING)]
    opens = link(
        read_href(chunk.report_id, address), "Open in the report", page=READ_PAGE, label=f"Open {citation.short}"
    )
    return (
        f'<article class="pr-hit"><header class="pr-hit-head">{badge(chunk.reading)}</header>'
        f'<p class="pr-text">{marked_text(chunk.text, list(marks))}</p><p class="pr-cite">{escape(citation.long)}</p>'
        f'<footer class="pr-actions">{opens}{basket_button(reference, reference in basket, citation.short)}</footer>'
        "</article>"
    )
