"""Convex combination of two rankings.

Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023, arXiv 2210.11934: each
list is scaled to [0, 1] by its own minimum and maximum, and a document's score is

    weight * keyword + (1 - weight) * semantic

where a document that is missing from a list has 0 there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from search_app.store.interface import NOTHING_RANKED, Ids, RankedList

KEYWORD_WEIGHT = 0.5
"""Measured with `precedent evaluate`; see docs/retrieval.md."""

FUSION_DEPTH_CHUNKS = 1_000
"""How deep each list goes into fusion. Measured: from 200 on, deeper changes nDCG@10 by less than .002."""

Scores = NDArray[np.float64]


def convex_combination(keyword: RankedList, semantic: RankedList, weight: float = KEYWORD_WEIGHT) -> RankedList:
    """The union of two rankings by falling fused score; equal scores by ordinal, so that a search repeats itself."""
    parts = np.concatenate((weight * _min_max(keyword[1]), (1 - weight) * _min_max(semantic[1])))
    if not len(parts):
        return NOTHING_RANKED
    ordinals, places = _rising(np.concatenate((keyword[0], semantic[0])))
    first = np.flatnonzero(np.append(True, ordinals[1:] != ordinals[:-1]))
    fused = np.add.reduceat(parts[places], first)
    order = np.argsort(-fused, kind="stable")
    return ordinals[first][order], fused[order]


def _rising(ordinals: Ids) -> tuple[Ids, Ids]:
    """The ordinals in order, and where each of them stood; equal ones by place.

    Ordinal and place are sorted as one number, which takes a fifth of the time of sorting places by ordinal.
    """
    joined = ordinals * len(ordinals) + np.arange(len(ordinals))
    joined.sort()
    rising, places = np.divmod(joined, len(ordinals))
    return rising, places


def _min_max(scores: Scores) -> Scores:
    """Scaled to [0, 1]. Where all are equal, all are 1: each is as good as the best."""
    if not len(scores):
        return scores.astype(np.float64)
    low, high = float(scores.min()), float(scores.max())
    if high == low:
        return np.ones(len(scores), dtype=np.float64)
    return (scores.astype(np.float64) - low) / (high - low)


class Mode(StrEnum):
    HYBRID = "hybrid"
    KEYWORD = "keyword"
    SEMANTIC = "semantic"


class Order(StrEnum):
    """What the hits of an answer are ordered by: how well they fit, the report's date, its area, or how far the tool
    reads a paragraph as praise or as finding fault."""

    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"
    AREA = "area"
    PRAISE = "praise"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ordinals, int64 (k,), by falling score, float64 (k,), and each list by itself.

    `near`, int64, rising, are those that come near what was asked, once that is known (`closeness.py`); `opposed` are
    those that state the opposite of what the query, or its lens, is after (`lens.py`).
    """

    ordinals: NDArray[np.int64]
    scores: NDArray[np.float64]
    keyword: RankedList
    semantic: RankedList
    near: Ids = field(default_factory=lambda: NOTHING_RANKED[0])
    opposed: Ids = field(default_factory=lambda: NOTHING_RANKED[0])


NOTHING_FOUND = Ranking(*NOTHING_RANKED, NOTHING_RANKED, NOTHING_RANKED)
