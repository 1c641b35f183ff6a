"""The highest of many scores, exactly, without sorting or partitioning them all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_GROUPS_PER_PLACE = 4
"""More groups give fewer candidates and take longer to look through; from 2 to 8 the time is the same."""


def highest(scores: NDArray[np.float32], limit: int, above: float) -> NDArray[np.int64]:
    """int64: where the `limit` highest of `scores` above `above` are, falling; equal ones in their order."""
    candidates = contenders(scores, limit, above)
    return candidates[np.argsort(-scores[candidates], kind="stable")[:limit]]


def contenders(scores: NDArray[np.float32], limit: int, above: float, margin: float = 0.0) -> NDArray[np.int64]:
    """int64, rising: where the scores above `above` are that lie at most `margin` below the `limit`th highest.

    The scores are dealt into groups. The highest of each is one score, so the `limit` highest of these have all of
    the `limit` highest above or beside them, and few others.
    """
    if limit <= 0:
        return np.empty(0, dtype=np.int64)
    lowest = _lower_bound(scores, limit) - margin if len(scores) > limit else above
    candidates = np.flatnonzero(scores >= lowest if lowest > above else scores > above)
    found = scores[candidates]
    if len(candidates) > limit:
        candidates = candidates[found >= np.partition(found, len(found) - limit)[len(found) - limit] - margin]
    return candidates


def _lower_bound(scores: NDArray[np.float32], limit: int) -> float:
    """A score that at least `limit` of `scores` reach."""
    size = len(scores) // (_GROUPS_PER_PLACE * limit)
    if size < 2:
        return float("-inf")
    groups = len(scores) // size
    heads = scores[: groups * size].reshape(size, groups).max(axis=0)
    return float(np.partition(heads, groups - limit)[groups - limit])
