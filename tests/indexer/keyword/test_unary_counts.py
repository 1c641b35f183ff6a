"""Counts in a bit for each thing counted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.keyword.postings import UnaryCounts

GROUPS = st.lists(st.lists(st.integers(1, 300), min_size=1, max_size=8), max_size=8)


@given(GROUPS)
def test_the_counts_of_every_group_read_as_they_were(groups: list[list[int]]) -> None:
    every = [count for group in groups for count in group]
    starts = np.cumsum([0, *map(len, groups)])
    kept = UnaryCounts.of(np.array(every, dtype=np.int64), starts)
    assert [kept.read(row).tolist() for row in range(len(groups))] == groups
    owners = [[row for row, count in enumerate(group) for _ in range(count)] for group in groups]
    assert [kept.owners(row).tolist() for row in range(len(groups))] == owners
    assert kept.read_all().tolist() == every
    assert np.diff(kept.starts.astype(np.int64)).tolist() == [sum(group) for group in groups]


def test_what_is_met_once_takes_one_bit() -> None:
    assert UnaryCounts.of(np.ones(800, dtype=np.uint8), np.array([0, 800])).bits.nbytes == 100


def test_a_count_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="below 1"):
        UnaryCounts.of(np.array([1, 0]), np.array([0, 2]))


def test_bits_that_are_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match="do not agree"):
        UnaryCounts(np.zeros(1, dtype=np.uint8), np.array([0, 9]))
