"""Charts of the page "Compare", and the tables behind them. Colours hold on light and dark ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from search_app.answers.labels import count
from search_app.compare.counts import Comparison
from search_app.compare.wording import Wording

_SERIES = {"All": "#7d868d", "Strengths": "#2f8f9d", "Shortfalls": "#c8692f"}
_HEIGHT_PX = 260
_WORD_HEIGHT_PX = 24
_AROUND_PX = 110
"""For the legend above the words and the axis below them."""
_POINT = 70

OVER_TIME_HEADS = ("year", "paragraphs", "with a strength", "with a shortfall", "note")
WORDING_HEADS = ("word", "uses", "all uses", "usual from", "usual to", "middle", "first year", "last year", "areas")


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


def wording_rows(wording: Wording) -> list[tuple[object, ...]]:
    """A line for each word, as WORDING_HEADS; shares in whole per cents."""
    return [
        (
            *(band.word, len(band.uses), band.all_uses),
            *(_per_cent(share) for share in (band.low, band.high, band.middle)),
            *(band.years or ("", "")),
            band.areas,
        )
        for band in wording.bands
    ]


USES_HEADS = ("word", "share", "cases", "far from usual", "area", "year", "paragraph", "citation", "sentence")


def use_rows(wording: Wording) -> list[tuple[object, ...]]:
    """A line for each use of the share asked for, as USES_HEADS."""
    far = {id(use) for use, _ in wording.outliers}
    rows: list[tuple[object, ...]] = []
    for use in (use for band in wording.bands for use in band.uses):
        quoted = wording.quoted(use)
        rows.append(
            (
                *(use.word, _per_cent(use.share), use.base or "", "yes" if id(use) in far else ""),
                *(use.area or "", use.year or "", quoted["paragraph"], quoted["citation"]["short"], quoted["sentence"]),
            )
        )
    return rows


def _per_cent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def wording_chart(wording: Wording, words: Sequence[str]) -> alt.LayerChart:
    """For each word a bar from quartile to quartile of all its shares, and a mark for each use asked for."""
    bands = [band for band in wording.bands if band.word in words]
    usual = [
        {"Word": band.word, "from": band.low, "to": band.high, "Usual": f"{band.low:.0%} to {band.high:.0%}"}
        for band in bands
        if band.low is not None and band.high is not None
    ]
    far = {id(use) for use, _ in wording.outliers}
    uses = [
        {"Word": band.word, "Share": use.share, "Use": "far from usual" if id(use) in far else "as usual"}
        for band in bands
        for use in band.uses
    ]
    axis = alt.Axis(format="%", title="Share of cases", tickCount=5)
    word = alt.Y("Word:N", sort=list(words), axis=alt.Axis(title=None, labelLimit=110, labelOverlap=False))
    bars = (
        alt.Chart(alt.InlineData(values=usual))
        .mark_bar(color=_SERIES["Strengths"], opacity=0.35, size=_WORD_HEIGHT_PX / 2, aria=False)
        .encode(x=alt.X("from:Q", axis=axis), x2="to:Q", y=word, tooltip=["Word:N", "Usual:N"])
    )
    kinds = ["as usual", "far from usual"]
    points = (
        alt.Chart(alt.InlineData(values=uses))
        .mark_point(size=_POINT, filled=True, opacity=0.8, aria=False)
        .encode(
            x=alt.X("Share:Q", axis=axis, scale=alt.Scale(domain=[0, 1])),
            y=word,
            color=alt.Color(
                "Use:N",
                scale=alt.Scale(domain=kinds, range=[_SERIES["Strengths"], _SERIES["Shortfalls"]]),
                legend=alt.Legend(orient="top", title=None),
            ),
            shape=alt.Shape("Use:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond"])),
            tooltip=["Word:N", alt.Tooltip("Share:Q", format=".0%"), "Use:N"],
        )
    )
    height = len(words) * _WORD_HEIGHT_PX + _AROUND_PX
    return alt.LayerChart(layer=[bars, points], description=wording_words(wording, words), height=height)


def wording_words(wording: Wording, words: Sequence[str]) -> str:
    """What the chart shows, for whoever cannot see it."""
    return (
        f"Shares of cases beside {len(words)} words of judgement; {count(len(wording.outliers), 'use')} far from the "
        "word's usual share. The table below holds every word."
    )
