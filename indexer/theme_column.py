"""The themes of every chunk as one column: a bit for each theme, so that counting reads no chunk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


def theme_columns(themes: Sequence[tuple[str, ...]]) -> tuple[NDArray[np.str_], NDArray[np.uint64]]:
    """What to store for chunks with these themes: names, str (t,) with t at most 64, and bits, uint64 (n,)."""
    names = sorted({slug for each in themes for slug in each})
    places = {slug: place for place, slug in enumerate(names)}
    bits = [sum(1 << places[slug] for slug in set(each)) for each in themes]
    return np.array(names, dtype=np.str_), np.array(bits, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class ThemeColumn:
    """`names` are slugs, one for each bit of `bits`, uint64 (n,)."""

    names: tuple[str, ...]
    bits: NDArray[np.uint64]

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]], chunks: int) -> Self:
        """The column as stored; without themes where the index was built before they were kept."""
        if "themes" not in columns:
            return cls((), np.zeros(chunks, dtype=np.uint64))
        return cls(tuple(str(name) for name in columns["theme_names"]), columns["themes"])

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
