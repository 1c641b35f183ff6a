"""The themes of every chunk as one column: a bit for each theme, so that counting reads no chunk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


def theme_columns(themes: Sequence[tuple[str, ...]]) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """What to store for chunks with these themes: at most 64 names, one a line in UTF-8, and bits, uint64 (n,)."""
    names = sorted({slug for each in themes for slug in each})
    places = {slug: place for place, slug in enumerate(names)}
    bits = [sum(1 << places[slug] for slug in set(each)) for each in themes]
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8), np.array(bits, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class ThemeColumn:
    """`names` are slugs, one for each bit of `bits`, uint64 (n,)."""

    names: tuple[str, ...]
    bits: NDArray[np.uint64]

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]]) -> Self:
        """The column as stored. Raises KeyError where it is not."""
        return cls(tuple(columns["theme_names"].tobytes().decode().split()), columns["themes"].astype(np.uint64))

    @classmethod
    def join(cls, parts: Sequence[ThemeColumn]) -> Self:
        """The columns of several segments, end to end; each may know other themes."""
        names = tuple(sorted({name for part in parts for name in part.names}))
        joined = np.zeros(sum(len(part.bits) for part in parts), dtype=np.uint64)
        start = 0
        for part in parts:
            own = joined[start : start + len(part.bits)]
            for place, name in enumerate(part.names):
                own |= (part.bits >> np.uint64(place) & np.uint64(1)) << np.uint64(names.index(name))
            start += len(part.bits)
        return cls(names, joined)

    def mask(self, slug: str) -> NDArray[np.bool_]:
        """bool (n,): which chunks have this theme; none where no chunk of the archive has."""
        if slug not in self.names:
            return np.zeros(len(self.bits), dtype=np.bool_)
        return (self.bits >> np.uint64(self.names.index(slug)) & np.uint64(1)).astype(np.bool_)

    def counts(self, ordinals: NDArray[np.int64]) -> dict[str, int]:
        """Theme -> how many of these chunks have it; without themes that none has."""
        bits = self.bits[ordinals]
        found = {slug: int((bits >> np.uint64(place) & np.uint64(1)).sum()) for place, slug in enumerate(self.names)}
        return {slug: number for slug, number in found.items() if number}
