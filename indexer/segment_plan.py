"""Which segments of the last generation go on as they are, and which reports are written into new ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indexer.records import ReportId

SEGMENT_LIMIT_CHUNKS = 65_536
"""Rows then fit 16 bits, in a segment that is written anew within seconds."""

FULL_SEGMENT_CHUNKS = SEGMENT_LIMIT_CHUNKS // 2
"""From here on a segment is not merged with others any more."""

OPEN_SEGMENTS_LIMIT = 8
"""So many segments below that: every query asks each of them, and every merge writes some anew."""


@dataclass(frozen=True, slots=True)
class HeldSegment:
    """A segment of the last generation."""

    name: str
    reports: tuple[ReportId, ...]
    chunks: int


def carried_segments(
    held: Sequence[HeldSegment], unchanged: Collection[ReportId], new_chunks: int
) -> tuple[HeldSegment, ...]:
    """Those of `held`, in their order, whose reports are all `unchanged`, less some where there are too many.

    The reports of all others that are still wanted are written anew, together with `new_chunks` of new reports.
    """
    whole = [segment for segment in held if all(report in unchanged for report in segment.reports)]
    merged = _to_merge(whole, new_chunks + sum(segment.chunks for segment in held if segment not in whole))
    return tuple(segment for segment in whole if segment.name not in merged)


def _to_merge(whole: Sequence[HeldSegment], new_chunks: int) -> set[str]:
    """The names of the smallest segments that join what is written anew, none where there is room beside it.

    Each is taken that is no larger than all before it together, so that a chunk is written anew only when what it
    stands in at least doubles; one is taken in any case.
    """
    below = sorted((s for s in whole if s.chunks < FULL_SEGMENT_CHUNKS), key=lambda segment: segment.chunks)
    if not new_chunks or len(below) < OPEN_SEGMENTS_LIMIT:
        return set()
    size, taken = new_chunks, set[str]()
    for segment in below:
        if taken and segment.chunks > size:
            break
        taken.add(segment.name)
        size += segment.chunks
    return taken
