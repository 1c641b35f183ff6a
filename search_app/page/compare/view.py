"""Compare: themes, areas and years side by side."""

from __future__ import annotations

import json

import streamlit as st

from indexer.errors import QueryRefused
from search_app.answers.labels import report_name
from search_app.basket.export.tables import table_csv
from search_app.compare.counts import Comparison, Dimension, compare
from search_app.engine import SearchEngine
from search_app.filters.fields import theme_label, type_label
from search_app.page.addresses import CompareState, Matrix, Measure, read_compare
from search_app.page.compare import charts as compare_charts
from search_app.page.compare import html as compare_markup
from search_app.page.markup import notice
from search_app.page.widgets import choice, draw_html, several

_MATRIX_NAMES: dict[str, str] = {
    Matrix.THEME_YEAR: "Themes by year",
    Matrix.AREA_YEAR: "Areas by year",
    Matrix.THEME_AREA: "Themes by area",
}
_NOTHING = "No paragraph passes these filters."
_MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}


def draw(engine: SearchEngine) -> None:
    """The comparison that the address names, under the filters that it names."""
    state = read_compare({name: st.query_params.get_all(name) for name in st.query_params})
    st.html('<h1 class="pr-heading">Compare</h1>')
    _draw_filters(engine, state)
    names = {str(report.report_id): report_name(report) for report in engine.catalogue.heads()}
    draw_html(compare_markup.filters_html(state, names) + compare_markup.notes_html(state.ignored))
    try:
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
        choice("Rows and columns", "matrix", _MATRIX_NAMES, state.matrix, default=Matrix.THEME_YEAR)
        choice("What is counted", "measure", compare_markup.MEASURE_NAMES, state.measure, default=Measure.PARAGRAPHS)
    matrix = compare(generation, state.filters, state.matrix.rows, state.matrix.columns)
    if not matrix.cells:
        st.html(notice(_NOTHING, "Take a filter away to compare more."))
        return
    st.html(compare_markup.legend_html(state.measure) + compare_markup.matrix_html(matrix, state.measure))
    draw_html(compare_markup.notes_html(matrix.notes))
    with st.container(horizontal=True, gap="small"):
        _download("Download this table as CSV", "comparison.csv", compare_markup.cells_csv(matrix))
        _download("as JSON", "comparison.json", json.dumps(matrix.to_json(), ensure_ascii=False, indent=1).encode())
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
        _download("Download as CSV", "over-time.csv", table_csv(compare_charts.OVER_TIME_HEADS, rows))


def _download(label: str, name: str, content: bytes) -> None:
    st.download_button(
        label,
        content,
        file_name=f"precedent-{name}",
        mime=_MEDIA_TYPES[name.rpartition(".")[2]],
        key=f"download-{name}",
        on_click="ignore",
    )
