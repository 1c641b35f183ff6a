"""Compare: themes, areas and years side by side; and which words were used of which share of cases."""

from __future__ import annotations

import streamlit as st

from indexer.errors import QueryRefused
from search_app.answers.labels import report_name
from search_app.basket.export.tables import table_csv
from search_app.compare.counts import Comparison, Dimension, compare
from search_app.compare.wording import Wording, read_wording
from search_app.engine import SearchEngine
from search_app.filters.fields import theme_label, type_label
from search_app.filters.shares import parse_share
from search_app.page.addresses import CompareState, Matrix, Measure, Tab, read_compare
from search_app.page.compare import charts as compare_charts
from search_app.page.compare import html as compare_markup
from search_app.page.compare import html as wording_markup
from search_app.page.markup import notice
from search_app.page.process import waiting
from search_app.page.visitor import basket_references, kept_answer
from search_app.page.widgets import choice, draw_html, several

_MATRIX_NAMES: dict[str, str] = {
    Matrix.THEME_YEAR: "Themes by year",
    Matrix.AREA_YEAR: "Areas by year",
    Matrix.THEME_AREA: "Themes by area",
}
_SHARES = tuple(map(parse_share, (">=0.9", ">=0.7", "0.5-0.7", "0.3-0.5", "<0.3")))
_ANY = "any"
_NOTHING = "No paragraph passes these filters."
_CHARTS_FILE = "precedent-{}.csv"


def draw(engine: SearchEngine) -> None:
    """The tab that the address names, under the filters that it names."""
    state = read_compare({name: st.query_params.get_all(name) for name in st.query_params})
    st.html('<h1 class="pr-heading">Compare</h1>' + compare_markup.tabs_html(state))
    _draw_filters(engine, state)
    names = {str(report.report_id): report_name(report) for report in engine.catalogue.heads()}
    draw_html(compare_markup.filters_html(state, names) + compare_markup.notes_html(state.ignored))
    try:
        if state.tab is Tab.WORDING:
            _draw_wording(engine, state)
        else:
            _draw_overview(engine, state)
    except QueryRefused as refused:
        st.html(notice(refused.message, refused.hint))


def _draw_filters(engine: SearchEngine, state: CompareState) -> None:
    heads = engine.catalogue.heads()
    themes = engine.catalogue.generation.themes.names
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        several("Themes", "theme", sorted(themes, key=theme_label), state.filters.themes, theme_label)
        several("Areas", "area", sorted({head.area for head in heads if head.area}), state.filters.areas)
        kinds = sorted({head.type.value for head in heads if head.type}, key=type_label)
        several("Types of report", "type", kinds, state.filters.types, type_label)


def _draw_overview(engine: SearchEngine, state: CompareState) -> None:
    generation = engine.catalogue.generation
    with st.container(horizontal=True, gap="small"):
        choice("Lines and columns", "matrix", _MATRIX_NAMES, state.matrix, default=Matrix.THEME_YEAR)
        choice("Each number", "measure", compare_markup.MEASURE_NAMES, state.measure, default=Measure.PARAGRAPHS)
    matrix = compare(generation, state.filters, state.matrix.rows, state.matrix.columns)
    if not matrix.cells:
        st.html(notice(_NOTHING, "Take a filter away to compare more."))
        return
    st.html(compare_markup.legend_html(state.measure) + compare_markup.matrix_html(matrix, state.measure))
    draw_html(compare_markup.notes_html(matrix.notes))
    _download("Download this table as CSV", "comparison", compare_markup.cells_csv(matrix))
    _draw_over_time(compare(generation, state.filters, Dimension.YEAR))


def _draw_over_time(by_year: Comparison) -> None:
    st.html('<h2 class="pr-subheading">Over time</h2>')
    if not by_year.rows.values:
        st.html('<p class="pr-note">No report here states a date.</p>')
        return
    st.altair_chart(compare_charts.over_time_chart(by_year), width="stretch")
    rows = compare_charts.over_time_rows(by_year)
    with st.expander("The numbers behind this chart"):
        st.html(compare_markup.table_html(compare_charts.OVER_TIME_HEADS, rows, "Paragraphs by year"))
        _download("Download as CSV", "over-time", table_csv(compare_charts.OVER_TIME_HEADS, rows))


def _draw_wording(engine: SearchEngine, state: CompareState) -> None:
    shares = dict.fromkeys((*_SHARES, *filter(None, [state.share])))
    names = {_ANY: "any share"} | {share.text: share.words for share in shares}
    choice("Share of cases", "share", names, state.share.text if state.share else _ANY, default=_ANY)
    with waiting("Reading the proportions in the paragraphs…"):
        key = (engine.catalogue.name, state.filters, state.share)
        wording = kept_answer(key, lambda: read_wording(engine.catalogue, state.filters, state.share))
    if not wording.bands:
        st.html(notice("No word of judgement stands beside such a share here.", "Take a filter away to see more."))
        return
    st.html(wording_markup.advice_html(wording))
    _draw_words_chart(wording)
    references = basket_references()
    st.html(
        '<h2 class="pr-subheading">Far from the word’s usual share</h2>'
        + wording_markup.outliers_html(wording, references)
        + '<h2 class="pr-subheading">Words and where they stand</h2>'
        + wording_markup.words_html(wording, references)
    )
    table = table_csv(compare_charts.USES_HEADS, compare_charts.use_rows(wording))
    _download("Download all uses with their sentences as CSV", "uses", table)


def _draw_words_chart(wording: Wording) -> None:
    words = [band.word for band in wording.bands[: wording_markup.WORDS_SHOWN]]
    st.html('<h2 class="pr-subheading">Words and shares of cases</h2>')
    st.altair_chart(compare_charts.wording_chart(wording, words), width="stretch")
    rows = compare_charts.wording_rows(wording)
    with st.expander("The numbers behind this chart"):
        st.html(compare_markup.table_html(compare_charts.WORDING_HEADS, rows, "Words and their usual shares"))
        _download("Download as CSV", "words", table_csv(compare_charts.WORDING_HEADS, rows))


def _download(label: str, name: str, content: bytes) -> None:
    st.download_button(
        label, content, file_name=_CHARTS_FILE.format(name), mime="text/csv", key=f"download-{name}", on_click="ignore"
    )
