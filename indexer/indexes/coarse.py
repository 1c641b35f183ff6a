"""Unit vectors as one byte a number, for a first look at every row in half the time.

How far each row errs is known, so that those that could be among the nearest for all that are told from the rest, and
only they are looked at as they are stored. (Scalar quantisation with exact refinement.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.cores import on_every_core
from indexer.indexes.scan import Half, Product, begin_product
from indexer.indexes.top import Errors

_BLOCK_ROWS = 4_096
_MOST = 127

LONGEST_ROW = 1.001
"""Rows are of unit length, up to half precision."""

ROUNDING = 2e-6
"""More than single precision errs by."""


@dataclass(frozen=True)
class CoarseRows:
    """Row i is nearly `codes[i] * scales[i]`: int8 (n, d) and float32 (n,). It is `errors[i]` off, float32 (n,)."""

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]
    errors: NDArray[np.float32]

    @classmethod
    def of(cls, parts: Sequence[Half]) -> CoarseRows:
        """Those of the rows of `parts`, each float16 (n, d), end to end."""
        count, dimensions = sum(map(len, parts)), parts[0].shape[1]
        rows = cls(
            np.empty((count, dimensions), dtype=np.int8),
            np.empty(count, dtype=np.float32),
            np.empty(count, dtype=np.float32),
        )
        blocks, base = list[tuple[Half, slice]](), 0
        for part in parts:
            for start in range(0, len(part), _BLOCK_ROWS):
                block = part[start : start + _BLOCK_ROWS]
                blocks.append((block, slice(base + start, base + start + len(block))))
            base += len(part)
        on_every_core(rows._fill, blocks)
        return rows

    def _fill(self, block: tuple[Half, slice]) -> None:
        stored, place = block[0].astype(np.float32), block[1]
        self.codes[place], self.scales[place] = _quantised(stored)
        stored -= self.codes[place] * self.scales[place, None]
        self.errors[place] = np.linalg.norm(stored, axis=1)

    @cached_property
    def _widest(self) -> float:
        return float(self.errors.max(initial=0.0))

    def begin(self, vector: NDArray[np.float32]) -> tuple[Product, Errors]:
        """The products with some multiple of `vector`, float32 (d,), nearly, in two steps; and how far each is off."""
        (codes,), (scale,) = _quantised(vector[None])
        off = np.linalg.norm(vector - codes * scale)
        factor, rest = np.float32((1 + off) / scale), np.float32((LONGEST_ROW * off + ROUNDING) / scale)
        near = begin_product([self.codes], codes, self.scales)
        return near, Errors(float(self._widest * factor + rest), lambda rows: self.errors[rows] * factor + rest)


def _quantised(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    largest = np.abs(vectors).max(axis=1)
    scales = np.where(largest > 0, largest / np.float32(_MOST), np.float32(1))
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales
