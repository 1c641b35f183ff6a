from __future__ import annotations

import random

import pytest

from indexer.records import ReportId
from indexer.storage.segment import FULL_SEGMENT_CHUNKS, OPEN_SEGMENTS_LIMIT, HeldSegment, carried_segments


def held(*sizes: int) -> list[HeldSegment]:
    return [HeldSegment(f"seg-{place}", (ReportId(f"r-{place}"),), size) for place, size in enumerate(sizes)]


def reports(segments: list[HeldSegment]) -> set[ReportId]:
    return {report for segment in segments for report in segment.reports}


def names(segments: list[HeldSegment], unchanged: set[ReportId], new_chunks: int) -> list[str]:
    return [segment.name for segment in carried_segments(segments, unchanged, new_chunks)]


def test_what_has_not_changed_is_carried_over() -> None:
    segments = held(100, 20)
    assert names(segments, reports(segments), 25) == ["seg-0", "seg-1"]


def test_a_report_that_is_gone_costs_its_segment() -> None:
    segments = held(100, 20)
    assert names(segments, {ReportId("r-0")}, 0) == ["seg-0"]


def test_where_nothing_is_written_nothing_is_merged() -> None:
    segments = held(*[10] * 20)
    assert len(names(segments, reports(segments), 0)) == 20


def test_small_segments_are_merged_when_there_is_one_too_many() -> None:
    segments = held(20_000, *[25] * 7)
    assert names(segments, reports(segments), 25) == ["seg-0"]


def test_full_segments_are_never_merged() -> None:
    segments = held(*[FULL_SEGMENT_CHUNKS] * 12)
    assert len(names(segments, reports(segments), 25)) == 12


@pytest.mark.parametrize("seed", range(10))
def test_however_reports_come_few_segments_are_open_and_little_is_written_again(seed: int) -> None:
    chance = random.Random(seed)
    segments: list[HeldSegment] = []
    added = written = 0
    for _ in range(2_000):
        new_chunks = chance.choice([1, 20, 30, 150])
        carried = list(carried_segments(segments, reports(segments), new_chunks))
        merged = new_chunks + sum(segment.chunks for segment in segments if segment not in carried)
        segments = [*carried, HeldSegment(f"s-{added}-{written}", (ReportId(f"r-{written}"),), merged)]
        added, written = added + new_chunks, written + merged
        assert sum(segment.chunks < FULL_SEGMENT_CHUNKS for segment in segments) <= OPEN_SEGMENTS_LIMIT
        assert sum(segment.chunks for segment in segments) == added
    assert written < 12 * added
