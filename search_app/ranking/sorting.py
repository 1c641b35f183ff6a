"""The orders that an answer can be shown in: by how well it fits, by date, by area, or by what it praises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_app.filters.fields import report_date
from search_app.ranking.fusion import Order, Ranking
from search_app.store.interface import Ids, Store

_HALFWAY = 0.5


def in_order(store: Store, ranking: Ranking, order: Order) -> Ranking:
    """The whole of `ranking` in `order`; what has the same place in it keeps the order it had.

    By date and area the paragraphs of one report stay together; one that states no date, or no area, comes last. By
    praise and fault each paragraph goes by how well it fits times how clearly it praises or finds fault: a thousand
    paragraphs come near at times, and the clearest praise among them has little to do with the query.

    Those that come near what was asked stand before all others: the newest of a thousand ranked paragraphs would else
    be the newest of the archive, whatever it is about.
    """
    if order is Order.BEST:
        return ranking
    if order in (Order.PRAISE, Order.FAULT):
        by: NDArray[Any] = -_fit(ranking) * _clarity(store, ranking.ordinals, order)
    else:
        by = _report_places(store, order)[store.rows(ranking.ordinals, ("report",))["report"]]
    places = np.lexsort((np.arange(len(by)), by, ~np.isin(ranking.ordinals, ranking.near)))
    return replace(ranking, ordinals=ranking.ordinals[places], scores=ranking.scores[places])


def _fit(ranking: Ranking) -> NDArray[np.float64]:
    """float64 (k,), 0 or more: the scores; all 1 where nothing was ranked, as of a query of filters alone."""
    return np.maximum(ranking.scores, 0) if ranking.scores.any() else np.ones(len(ranking.scores))


def _clarity(store: Store, ordinals: Ids, order: Order) -> NDArray[np.float64]:
    """float64 (k,), 0 to 1: the strength share of each paragraph, or what is left of 1; of a table one half."""
    shares: NDArray[np.float64] = np.nan_to_num(
        store.rows(ordinals, ("strength_share",))["strength_share"].astype(np.float64), nan=_HALFWAY
    )
    return shares if order is Order.PRAISE else 1 - shares


def _report_places(store: Store, order: Order) -> Ids:
    """int64 (reports,): which place each report has in `order`."""

    def key(row: int) -> tuple[bool, str, int, int]:
        report = store.reports[row]
        when = report_date(report)
        day = (when or date.min).toordinal()
        if order is Order.OLDEST:
            return when is None, "", day, row
        area = (report.area or "").casefold() if order is Order.AREA else ""
        return (not area if order is Order.AREA else when is None), area, -day, row

    rows = range(len(store.reports))
    places = np.empty(len(rows), dtype=np.int64)
    places[sorted(rows, key=key)] = np.arange(len(rows))
    return places
