"""The filters by date and by proportion, which have no values to count. What is chosen goes into the address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from indexer.records import Report
from search_app.facets_markup import heading_html
from search_app.filters import Filters, report_date
from search_app.share_filter import ShareRange

_FROM, _TO = "filter-from", "filter-to"
_LEAST, _MOST = "filter-least", "filter-most"
_STEP_PER_CENT = 5


def draw_range_filters(filters: Filters, reports: Sequence[Report]) -> None:
    """From and to a date; a proportion said, at least and at most."""
    dates = [day for report in reports if (day := report_date(report))]
    if dates:
        _draw_dates(filters, min(dates), max(dates))
    _draw_shares(filters.share)


def _draw_dates(filters: Filters, first: date, last: date) -> None:
    first = min([first, *filter(None, (filters.earliest, filters.latest))])
    last = max([last, *filter(None, (filters.earliest, filters.latest))])
    st.session_state[_FROM], st.session_state[_TO] = filters.earliest, filters.latest
    st.html(heading_html("Date of the report"))
    for label, key, name in (("From", _FROM, "from"), ("To", _TO, "to")):
        st.date_input(
            label,
            value=None,
            min_value=first,
            max_value=last,
            format="DD/MM/YYYY",
            key=key,
            on_change=_put_date,
            args=(name, key),
        )


def _draw_shares(share: ShareRange | None) -> None:
    bounds = share or ShareRange(0.0, 1.0)
    st.session_state[_LEAST] = round(bounds.low * 100) if bounds.low > 0 else None
    st.session_state[_MOST] = round(bounds.high * 100) if bounds.high < 1 else None
    st.html(heading_html("Proportion said"))
    for column, label, key in zip(st.columns(2), ("At least, %", "At most, %"), (_LEAST, _MOST), strict=True):
        column.number_input(
            label,
            value=None,
            min_value=0,
            max_value=100,
            step=_STEP_PER_CENT,
            placeholder="any",
            key=key,
            on_change=_put_share,
        )


def _put_date(name: str, key: str) -> None:
    chosen: date | None = st.session_state[key]
    _put(name, chosen.isoformat() if chosen else None)


def _put_share() -> None:
    least: int | None = st.session_state[_LEAST]
    most: int | None = st.session_state[_MOST]
    if least is None and most is None:
        _put("share", None)
        return
    low, high = sorted(((least or 0) / 100, (100 if most is None else most) / 100))
    _put("share", ShareRange(low, high).text)


def _put(name: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
    st.query_params.pop("page", None)
