"""Compare: themes, areas and years side by side."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import streamlit as st

from indexer.errors import QueryRefused
from search_app.answers.labels import report_name
from search_app.archive import Archive
from search_app.basket.export.tables import table_csv
from search_app.compare.counts import Comparison, Dimension
from search_app.filters.fields import theme_label, type_label
from search_app.page.addresses import CompareState, Matrix, Measure, read_compare
from search_app.page.compare import html as compare_markup
from search_app.page.markup import notice
from search_app.page.widgets import choice, draw_html, several

_MATRIX_NAMES: dict[str, str] = {
    Matrix.THEME_YEAR: "Themes by year",
    Matrix.AREA_YEAR: "Areas by year",
    Matrix.THEME_AREA: "Themes by area",
}
_NOTHING = "No paragraph matches these filters."
_MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}


def draw(archive: Archive) -> None:
    """The comparison that the address names, under the filters that it names."""
    state = read_compare({name: st.query_params.get_all(name) for name in st.query_params})
    st.html('<h1 class="pr-heading">Compare</h1>')
    _draw_filters(archive, state)
    names = {str(report.report_id): report_name(report) for report in archive.reports()}
    draw_html(compare_markup.filters_html(state, names) + compare_markup.notes_html(state.ignored))
    try:
        _draw_overview(archive, state)
    except QueryRefused as refused:
        st.html(notice(refused.message, refused.hint))


def _draw_filters(archive: Archive, state: CompareState) -> None:
    heads = archive.reports()
    themes = archive.catalogue.generation.themes.names
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        several("Themes", "theme", sorted(themes, key=theme_label), state.filters.themes, theme_label)
        several("Areas", "area", sorted({head.area for head in heads if head.area}), state.filters.areas)
        kinds = sorted({head.type.value for head in heads if head.type}, key=type_label)
        several("Types of report", "type", kinds, state.filters.types, type_label)


def _draw_overview(archive: Archive, state: CompareState) -> None:
    with st.container(horizontal=True, gap="small"):
        choice("Rows and columns", "matrix", _MATRIX_NAMES, state.matrix, default=Matrix.THEME_YEAR)
        choice("What is counted", "measure", compare_markup.MEASURE_NAMES, state.measure, default=Measure.PARAGRAPHS)
    matrix = archive.compare(state.matrix.rows, state.matrix.columns, filters=state.filters)
    if not matrix.cells:
        st.html(notice(_NOTHING, "Remove a filter to compare more."))
        return
    st.html(compare_markup.legend_html(state.measure) + compare_markup.matrix_html(matrix, state.measure))
    draw_html(compare_markup.notes_html(matrix.notes))
    with st.container(horizontal=True, gap="small"):
        _download("Download this table as CSV", "comparison.csv", compare_markup.cells_csv(matrix))
        _download("as JSON", "comparison.json", json.dumps(matrix.to_json(), ensure_ascii=False, indent=1).encode())
    _draw_over_time(archive.compare(Dimension.YEAR, filters=state.filters))


def _draw_over_time(by_year: Comparison) -> None:
    st.html('<h2 class="pr-subheading">Over time</h2>')
    if not by_year.rows.values:
        st.html('<p class="pr-note">No report here states a date.</p>')
        return
    st.altair_chart(over_time_chart(by_year), width="stretch")
    rows = over_time_rows(by_year)
    with st.expander("The numbers behind this chart"):
        st.html(compare_markup.table_html(OVER_TIME_HEADS, rows, "Paragraphs by year"))
        _download("Download as CSV", "over-time.csv", table_csv(OVER_TIME_HEADS, rows))


def _download(label: str, name: str, content: bytes) -> None:
    st.download_button(
        label,
        content,
        file_name=f"precedent-{name}",
        mime=_MEDIA_TYPES[name.rpartition(".")[2]],
        key=f"download-{name}",
        on_click="ignore",
    )


# The chart over time, and the table behind it. Colours hold on light and dark ground.

_SERIES = {"All": "#7d868d", "Strengths": "#2f8f9d", "Shortfalls": "#c8692f"}
_HEIGHT_PX = 260
_POINT = 70

OVER_TIME_HEADS = ("year", "paragraphs", "with a strength", "with a shortfall", "note")


def over_time_rows(comparison: Comparison) -> list[tuple[object, ...]]:
    """A line for each year, as OVER_TIME_HEADS."""
    counted = [(year, comparison.at(year)) for year in comparison.rows.values]
    return [(int(year), each.paragraphs, each.strengths, each.shortfalls, each.caution) for year, each in counted]


def over_time_chart(comparison: Comparison) -> alt.Chart:
    """Paragraphs by year, and those with a strength and with a shortfall, told apart by form as well as colour."""
    values: list[dict[str, Any]] = []
    for year, *numbers, _ in over_time_rows(comparison):
        values += [
            {"Year": str(year), "Counted": name, "Paragraphs": number}
            for name, number in zip(_SERIES, numbers, strict=True)
        ]
    scale = alt.Scale(domain=list(_SERIES), range=list(_SERIES.values()))
    names = alt.Legend(orient="top", title=None, symbolStrokeWidth=0)
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=values), description=over_time_words(comparison), height=_HEIGHT_PX)
        .mark_line(point=alt.OverlayMarkDef(size=_POINT, filled=True))
        .encode(
            x=alt.X("Year:O", axis=alt.Axis(labelAngle=0, title=None, labelOverlap=True)),
            y=alt.Y("Paragraphs:Q", axis=alt.Axis(tickMinStep=1, title="Paragraphs")),
            color=alt.Color("Counted:N", scale=scale, legend=names),
            shape=alt.Shape("Counted:N", scale=alt.Scale(domain=list(_SERIES)), legend=names),
            strokeDash=alt.StrokeDash("Counted:N", scale=alt.Scale(domain=list(_SERIES)), legend=None),
            tooltip=["Year:O", "Counted:N", "Paragraphs:Q"],
        )
    )
    return chart


def over_time_words(comparison: Comparison) -> str:
    """What the chart shows, for whoever cannot see it."""
    years = comparison.rows.values
    span = f"{years[0]} to {years[-1]}" if years else "no year"
    return (
        f"Paragraphs by year, {span}: {comparison.total.paragraphs:,} in all, {comparison.total.strengths:,} with a "
        f"strength and {comparison.total.shortfalls:,} with a shortfall. The table below holds every number."
    )
