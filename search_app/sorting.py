"""The orders that an answer can be shown in: by how well it fits, by date, or by area."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indexer.generation import Generation
from search_app.answers import Order
from search_app.filters import report_date
from search_app.hits import Ranking


def in_order(generation: Generation, ranking: Ranking, near: NDArray[np.bool_], order: Order) -> Ranking:
    """The whole of `ranking` in `order`; the paragraphs of one report stay together, in the order they had.

    A report that states no date, or no area, comes last in an order that goes by it.

    `near`, bool (k,), are those that come near what was asked. They stand before all others: the newest of a
    thousand ranked paragraphs would else be the newest of the archive, whatever it is about.
    """
    if order is Order.BEST:
        return ranking
    rows = generation.report_rows[ranking.ordinals]
    places = np.lexsort((np.arange(len(rows)), _report_places(generation, order)[rows], ~near))
    return replace(ranking, ordinals=ranking.ordinals[places], scores=ranking.scores[places])


def _report_places(generation: Generation, order: Order) -> NDArray[np.int64]:
    """int64 (reports,): which place each report has in `order`."""

    def key(row: int) -> tuple[bool, str, int, int]:
        report = generation.reports[row]
        when = report_date(report)
        day = (when or date.min).toordinal()
        if order is Order.OLDEST:
            return when is None, "", day, row
        area = (report.area or "").casefold() if order is Order.AREA else ""
        return (not area if order is Order.AREA else when is None), area, -day, row

    rows = range(len(generation.reports))
    places = np.empty(len(rows), dtype=np.int64)
    places[sorted(rows, key=key)] = np.arange(len(rows))
    return places
