"""The highest of many scores, exactly, without sorting or partitioning them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_GROUPS_PER_PLACE = 4
"""More groups give fewer candidates and take longer to look through; from 2 to 8 the time is the same."""

_FEW_SCORES = 1_000
"""Looking through so many takes less time than dealing them into groups."""


def highest(scores: Scores, limit: int, above: float) -> NDArray[np.int64]:
    """int64: where the `limit` highest of `scores` above `above` are, falling; equal ones in their order.

    The scores are dealt into groups. The highest of each is one score, so the `limit` highest of these have all of
    the answer above or beside them, and few others.
    """
    if limit <= 0:
        return np.empty(0, dtype=np.int64)
    candidates, found = _from(scores, _lower_bound(scores, limit), above)
    if len(candidates) > limit:
        kept = found >= _last_place(found, limit)
        candidates, found = candidates[kept], found[kept]
    return candidates[(-found).argsort(kind="stable")[:limit]]


@dataclass(frozen=True, slots=True)
class Errors:
    """How far each of many scores may be off: `widest` at most, and those at some places by `at`, float32 (k,)."""

    widest: float
    at: Callable[[NDArray[np.int64]], Scores]


def contenders(scores: Scores, limit: int, above: float, errors: Errors) -> NDArray[np.int64]:
    """int64, rising: where `scores`, which may be off by `errors`, may be among the `limit` highest.

    All of them are above `above`.
    """
    if limit <= 0:
        return np.empty(0, dtype=np.int64)
    candidates, found = _from(scores, _lower_bound(scores, limit) - 2 * errors.widest, above)
    if len(candidates) > limit:
        off = errors.at(candidates)
        candidates = candidates[found + off >= _last_place(found - off, limit)]
    return candidates


def _from(scores: Scores, lowest: float, above: float) -> tuple[NDArray[np.int64], Scores]:
    """Where the scores are that reach `lowest` and are above `above`, and these."""
    (candidates,) = (scores >= lowest if lowest > above else scores > above).nonzero()
    return candidates, scores.take(candidates)


def _last_place(scores: Scores, limit: int) -> np.float32:
    return np.float32(np.partition(scores, len(scores) - limit)[len(scores) - limit])


def _lower_bound(scores: Scores, limit: int) -> float:
    """A score that at least `limit` of `scores` reach."""
    if limit < len(scores) < _FEW_SCORES:
        return float(_last_place(scores, limit))
    size = len(scores) // (_GROUPS_PER_PLACE * limit)
    if size < 2:
        return float("-inf")
    groups = len(scores) // size
    heads = scores[: groups * size].reshape(size, groups).max(axis=0)
    return float(_last_place(heads, limit))
