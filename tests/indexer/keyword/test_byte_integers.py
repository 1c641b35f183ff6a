"""Integers in a byte each, with what is higher kept apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.arrays.files import map_arrays, write_arrays
from indexer.keyword.positions import ByteIntegers

NUMBERS = st.lists(st.one_of(st.integers(0, 255), st.integers(256, 100_000)), max_size=60)


@given(NUMBERS, st.integers(0, 70), st.integers(0, 70))
def test_any_part_of_any_numbers_reads_as_it_was(numbers: list[int], first: int, last: int) -> None:
    kept = ByteIntegers.of(np.array(numbers, dtype=np.int64))
    assert len(kept) == len(numbers)
    assert kept.read().tolist() == numbers
    assert kept.read(min(first, len(numbers)), last).tolist() == numbers[first:last]


def test_numbers_below_256_take_a_byte_each() -> None:
    kept = ByteIntegers.of(np.arange(256))
    assert sum(part.nbytes for part in kept.to_arrays("numbers").values()) == 256


def test_numbers_come_back_from_a_file(tmp_path: Path) -> None:
    kept = ByteIntegers.of(np.array([3, 300, 255, 256, 70_000]))
    path = tmp_path / "numbers.arrays"
    write_arrays(path, kept.to_arrays("numbers"))
    assert ByteIntegers.from_arrays("numbers", map_arrays(path)) == kept


def test_parts_that_do_not_agree_are_refused() -> None:
    low = np.zeros(2, dtype=np.uint8)
    with pytest.raises(ValueError, match="do not agree"):
        ByteIntegers(low, np.array([2]), np.array([1]))
    with pytest.raises(ValueError, match="do not agree"):
        ByteIntegers(low, np.array([1]), np.array([1, 1]))
