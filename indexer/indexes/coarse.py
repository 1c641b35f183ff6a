"""Unit vectors as one byte a number, for a first look at every row in half the time.

How far each row errs is known, so that those that could be among the nearest for all that are told from the rest, and
only they are looked at as they are stored. (Scalar quantisation with exact refinement.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numkong
import numpy as np
from numpy.typing import NDArray

from indexer.indexes.cores import begin_on_every_core, on_every_core
from indexer.indexes.scan import Half, Product, in_blocks
from indexer.indexes.top import Errors

_BLOCK_ROWS = 8_192
"""One call looks at so many; another thread then takes part, or takes the next."""

_ROUNDED_ROWS = 1_024
"""So few are rounded at once, since what that needs for a while stays with the process."""

_MOST = 127

LONGEST_ROW = 1.001
"""Rows are of unit length, up to half precision."""

ROUNDING = 2e-6
"""More than single precision errs by."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows from `place` on, laid out for the processor's own matrix instructions, where it has them."""

    place: slice
    packed: numkong.PackedMatrix


@dataclass(frozen=True)
class CoarseRows:
    """Row i is nearly its codes, int8 (d,), times `scales[i]`, float32 (n,). It is `errors[i]` off, float32 (n,)."""

    scales: NDArray[np.float32]
    errors: NDArray[np.float32]
    blocks: Sequence[_Block]

    @classmethod
    def of(cls, parts: Sequence[Half]) -> CoarseRows:
        """Those of the rows of `parts`, each float16 (n, d), end to end."""
        count, dimensions = sum(map(len, parts)), parts[0].shape[1]
        codes = np.empty((count, dimensions), dtype=np.int8)
        scales, errors = np.empty(count, dtype=np.float32), np.empty(count, dtype=np.float32)

        def fill(block: tuple[Half, slice]) -> None:
            stored, place = block[0].astype(np.float32), block[1]
            codes[place], scales[place] = _quantised(stored)
            stored -= codes[place] * scales[place, None]
            errors[place] = np.linalg.norm(stored, axis=1)

        on_every_core(fill, list(in_blocks(parts, _ROUNDED_ROWS)))
        # Not in between: blocks that stay would stand between what is freed, and the process would keep both.
        places = [slice(start, min(start + _BLOCK_ROWS, count)) for start in range(0, count, _BLOCK_ROWS)]
        return cls(scales, errors, [_Block(place, numkong.dots_pack(codes[place])) for place in places])

    @cached_property
    def _widest(self) -> float:
        return float(self.errors.max(initial=0.0))

    def begin(self, vector: NDArray[np.float32]) -> tuple[Product, Errors]:
        """The products with some multiple of `vector`, float32 (d,), nearly, in two steps; and how far each is off.

        Other threads begin at once.
        """
        codes, (scale,) = _quantised(vector[None])
        off = np.linalg.norm(vector - codes[0] * scale)
        factor, rest = np.float32((1 + off) / scale), np.float32((LONGEST_ROW * off + ROUNDING) / scale)
        near = np.empty(len(self.scales), dtype=np.float32)

        def multiply(block: _Block) -> None:
            (products,) = np.asarray(numkong.dots_packed(codes, block.packed))
            np.multiply(products, self.scales[block.place], out=near[block.place])

        finish = begin_on_every_core(multiply, self.blocks)

        def result() -> NDArray[np.float32]:
            finish()
            return near

        return result, Errors(float(self._widest * factor + rest), lambda rows: self.errors[rows] * factor + rest)


def _quantised(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    largest = np.abs(vectors).max(axis=1)
    scales = np.where(largest > 0, largest / np.float32(_MOST), np.float32(1))
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales
