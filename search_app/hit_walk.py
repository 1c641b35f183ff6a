"""Walking from hit to hit of a search: over all reports as the results show them, and inside one report."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from search_app.opened import Ranked
from search_app.permalinks import HITS_PER_PAGE

BEST_HITS = 5 * HITS_PER_PAGE
"""A ranking by meaning holds nearly every paragraph of a report. What a person would page through is the best."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Where a paragraph stands among `total` hits: its `place` from 1, and the ordinals before and after it.

    `place` is None where the paragraph is no hit, and the two beside it are then those to go to from there.
    """

    total: int
    place: int | None
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class HitWalk:
    """The steps over all hits, and those over the best hits that stand in one report, in its order."""

    everywhere: Steps
    in_report: Steps


def walk(ranked: Ranked, report_id: str, ordinal: int | None) -> HitWalk:
    """The steps from the paragraph `ordinal` of a report, or from its top where that is None."""
    generation = ranked.opened.generation
    rows = generation.report_rows
    shown = shown_order(ranked.ranking.ordinals.tolist(), rows[ranked.ranking.ordinals].tolist())
    inside = set(generation.ordinals_of(report_id).tolist())
    best = sorted(inside.intersection(ranked.ranking.ordinals[:BEST_HITS].tolist()))
    return HitWalk(_in_shown_order(shown, ordinal), _in_reading_order(best, ordinal))


def shown_order(ordinals: Sequence[int], reports: Sequence[int]) -> list[int]:
    """`ordinals`, best first, as the pages of results show them: each page by report, in the order of the first hit.

    `reports` has the report of each.
    """
    shown: list[int] = []
    for start in range(0, len(ordinals), HITS_PER_PAGE):
        groups: dict[int, list[int]] = {}
        page = slice(start, start + HITS_PER_PAGE)
        for ordinal, report in zip(ordinals[page], reports[page], strict=True):
            groups.setdefault(report, []).append(ordinal)
        for group in groups.values():
            shown += group
    return shown


def _in_shown_order(shown: Sequence[int], ordinal: int | None) -> Steps:
    if ordinal is None or ordinal not in shown:
        return Steps(len(shown), None, None, shown[0] if shown else None)
    at = shown.index(ordinal)
    return _at(shown, at)


def _in_reading_order(best: Sequence[int], ordinal: int | None) -> Steps:
    here = -1 if ordinal is None else ordinal
    at = bisect_left(best, here)
    if at < len(best) and best[at] == here:
        return _at(best, at)
    after = bisect_right(best, here)
    return Steps(len(best), None, best[at - 1] if at else None, best[after] if after < len(best) else None)


def _at(hits: Sequence[int], at: int) -> Steps:
    before = hits[at - 1] if at else None
    return Steps(len(hits), at + 1, before, hits[at + 1] if at + 1 < len(hits) else None)
