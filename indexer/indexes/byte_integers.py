"""Integers that are nearly all below 256, in little more than a byte each.

One paragraph of three hundred words would else double the bytes of every word's place in its segment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import integers, narrowest

_BASE = 256


@dataclass(frozen=True, slots=True, eq=False)
class ByteIntegers:
    """Number i is `low[i]`, uint8, and 256 times `high[k]` more where `at[k]`, rising, is i."""

    low: NDArray[np.uint8]
    at: NDArray[np.integer[Any]]
    high: NDArray[np.integer[Any]]

    def __post_init__(self) -> None:
        """Raises ValueError where the parts do not agree."""
        beyond = len(self.at) > 0 and int(self.at[-1]) >= len(self.low)
        if self.low.dtype != np.uint8 or len(self.at) != len(self.high) or beyond:
            raise ValueError("numbers and their higher parts do not agree")

    @classmethod
    def of(cls, numbers: NDArray[np.integer[Any]]) -> ByteIntegers:
        """Those of `numbers`, one-dimensional and not negative."""
        at = np.flatnonzero(numbers >= _BASE)
        return cls((numbers % _BASE).astype(np.uint8), narrowest(at), narrowest(numbers[at] // _BASE))

    def __len__(self) -> int:
        return len(self.low)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByteIntegers) and np.array_equal(self.read(), other.read())

    __hash__ = None  # type: ignore[assignment]

    def read(self, first: int = 0, last: int | None = None) -> NDArray[np.int32]:
        """Numbers `first` to `last`, the last one not counted."""
        numbers = self.low[first:last].astype(np.int32)
        above = slice(*np.searchsorted(self.at, (first, len(self.low) if last is None else last)).tolist())
        numbers[self.at[above].astype(np.int64) - first] += self.high[above].astype(np.int32) * _BASE
        return numbers

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The parts as named arrays."""
        return {name: self.low, f"{name}.at": self.at, f"{name}.high": self.high}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, NDArray[Any]]) -> ByteIntegers:
        """What `to_arrays` gave. Raises KeyError or ValueError where arrays are missing or do not agree."""
        return cls(*(integers(arrays, part) for part in (name, f"{name}.at", f"{name}.high")))
