"""Charts of the page "Compare", and the tables behind them. Colours hold on light and dark ground."""

from __future__ import annotations

from typing import Any

import altair as alt

from search_app.compare.counts import Comparison

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
