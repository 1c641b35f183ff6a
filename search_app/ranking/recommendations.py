"""A query that says what ought to be, such as a recommendation in draft, ranks what it could rest on.

A recommendation rests on what falls short, and mostly on several paragraphs in a row, while its own words ("ensure
that plans are specific") come nearest to praise. So for such a query a paragraph's score takes something from those
before and after it under the same heading, and gains where the tool reads more in it than praise and facts:

    score = ((1 - BESIDE_WEIGHT) * own + BESIDE_WEIGHT * mean of the two beside it + FAULT_WEIGHT * fault) /
            (1 + FAULT_WEIGHT),    fault = 1 where it finds a shortfall or expects something, else 0
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.records import Reading
from indexer.storage.segment import READING_CODES
from search_app.store.interface import Ids, RankedList, Store

BESIDE_WEIGHT = 0.4
FAULT_WEIGHT = 0.15
"""Chosen on 89 printed recommendations: nDCG@10 .795 to .830. Chosen on all but one report and measured on that one,
report by report, .825. See docs/retrieval.md."""

_LIFTED_CHUNKS = 100
"""What ranks lower does not come among the best: 50 give the same order of the first ten."""

_FAULTS = [READING_CODES[reading] for reading in (Reading.SHORTFALL, Reading.MIXED, Reading.EXPECTATION)]


def prefer_faults(store: Store, ranked: RankedList) -> RankedList:
    """`ranked`, with scores from 0 to 1, as a recommendation ranks it; scores stay between 0 and 1."""
    ordinals, scores = ranked
    by_ordinal = np.argsort(ordinals)
    rising = ordinals[by_ordinal]
    best = ordinals[:_LIFTED_CHUNKS]
    beside = np.zeros(len(best))
    for step in (-1, 1):
        other = np.clip(best + step, 0, len(store) - 1)
        place = np.minimum(np.searchsorted(rising, other), len(rising) - 1)
        counts = (rising[place] == other) & (other != best) & _under_one_heading(store, best, other)
        beside += np.where(counts, scores[by_ordinal[place]], 0) / 2
    # What is not lifted keeps its order, and stays behind: it is scaled as if nothing were beside it.
    lifted = scores * (1 - BESIDE_WEIGHT)
    lifted[: len(best)] += BESIDE_WEIGHT * beside + FAULT_WEIGHT * np.isin(
        store.rows(best, ("reading",))["reading"], _FAULTS
    )
    lifted /= 1 + FAULT_WEIGHT
    order = np.lexsort((ordinals, -lifted))
    return ordinals[order], lifted[order]


def _under_one_heading(store: Store, these: Ids, those: Ids) -> NDArray[np.bool_]:
    one, other = (store.rows(ids, ("report", "section")) for ids in (these, those))
    return np.asarray((one["report"] == other["report"]) & (one["section"] == other["section"]))
