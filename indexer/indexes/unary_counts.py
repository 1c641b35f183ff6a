"""Counts in a bit for each thing that is counted: most words stand in a paragraph once, and need no byte to say so.

The first bit of each count is set, and the others are not (unary coding).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import narrowest

_BITS_PER_BYTE = 8


@dataclass(frozen=True, slots=True, eq=False)
class UnaryCounts:
    """The counts of group i, none of them 0, are coded in the bits from `starts[i]` to `starts[i + 1]`.

    `bits` is uint8, the first bit the highest of the first byte. A group's starts therefore count its things, too.
    """

    bits: NDArray[np.uint8]
    starts: NDArray[np.integer[Any]]

    def __post_init__(self) -> None:
        """Raises ValueError where the parts do not agree."""
        if self.bits.dtype != np.uint8 or not len(self.starts) or len(self.bits) != _bytes_for(int(self.starts[-1])):
            raise ValueError("counts and their bits do not agree")

    @classmethod
    def of(cls, counts: NDArray[np.integer[Any]], starts: NDArray[np.integer[Any]]) -> UnaryCounts:
        """Group i has `counts[starts[i]:starts[i + 1]]`. Raises ValueError where a count is below 1."""
        if len(counts) and int(counts.min()) < 1:
            raise ValueError("a count below 1 has no bits")
        ends = np.cumsum(counts, dtype=np.int64)
        flags = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.bool_)
        before = np.concatenate(([0], ends))
        flags[before[:-1]] = True
        return cls(np.packbits(flags), narrowest(before[starts]))

    def read(self, group: int) -> NDArray[np.integer[Any]]:
        """The counts of one group."""
        return self._between(int(self.starts[group]), int(self.starts[group + 1]))

    def read_all(self) -> NDArray[np.integer[Any]]:
        """The counts of all groups, one after the other."""
        return self._between(0, int(self.starts[-1]))

    def owners(self, group: int) -> NDArray[np.int32]:
        """For each thing that is counted in one group, which of the group's counts it belongs to."""
        owners = np.cumsum(self._flags(int(self.starts[group]), int(self.starts[group + 1])), dtype=np.int32)
        owners -= 1
        return owners

    def _between(self, first: int, last: int) -> NDArray[np.integer[Any]]:
        return narrowest(np.diff(np.flatnonzero(self._flags(first, last)), append=last - first))

    def _flags(self, first: int, last: int) -> NDArray[np.uint8]:
        skipped = first % _BITS_PER_BYTE
        return np.unpackbits(self.bits[first // _BITS_PER_BYTE : _bytes_for(last)])[skipped:][: last - first]


def _bytes_for(bits: int) -> int:
    return -(-bits // _BITS_PER_BYTE)
