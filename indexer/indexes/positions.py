"""Where each word stands in each paragraph, as NumPy arrays read out of the Whoosh index.

A place is one number: the paragraph's ordinal in the upper 32 bits, the word's position in the lower. Words
stand in a row where their places, each less its own number in the row, agree.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.postings import FieldPostings, open_array

Places = NDArray[np.int64]

_POSITION_BITS = 32
_NAME = "{field}.places.npy"
_STARTS_NAME = "{field}.place-starts.npy"


@dataclass(frozen=True, slots=True)
class WordPositions:
    """The places of the term in row i are `places[starts[i]:starts[i + 1]]`, int64, rising."""

    places: Places
    starts: NDArray[np.int64]

    def in_a_row(self, rows: Sequence[int | None]) -> NDArray[np.int64]:
        """The ordinals of the paragraphs where the terms of `rows` follow each other; None is no term at all.

        An ordinal comes as often as the row of words stands in it.
        """
        found: list[Places] = []
        for row in rows:
            if row is None:
                return np.empty(0, dtype=np.int64)
            found.append(self.places[self.starts[row] : self.starts[row + 1]])
        by_rarity = sorted(range(len(found)), key=lambda number: len(found[number]))
        beginnings = found[by_rarity[0]] - by_rarity[0]
        for number in by_rarity[1:]:
            beginnings = beginnings[_among(beginnings + number, found[number])]
        return beginnings >> _POSITION_BITS


def _among(wanted: Places, places: Places) -> NDArray[np.bool_]:
    """bool: which of `wanted` are in `places`, both rising."""
    slots = np.searchsorted(places, wanted)
    slots[slots == len(places)] = 0
    return np.asarray(places[slots] == wanted, dtype=np.bool_) if len(places) else np.zeros(len(wanted), np.bool_)


def read_out_positions(reader: Any, field: str) -> WordPositions:
    """The positions of `field` in a Whoosh reader whose documents are numbered by their ordinals."""
    places = array("q")  # a list would take five times the memory
    starts = [0]
    for term in reader.lexicon(field):
        matcher = reader.postings(field, term)
        while matcher.is_active():
            document = matcher.id() << _POSITION_BITS
            places.extend(document | position for position in matcher.value_as("positions"))
            matcher.next()
        starts.append(len(places))
    return WordPositions(np.array(places, dtype=np.int64), np.array(starts, dtype=np.int64))


def write_positions(folder: Path, field: str, positions: WordPositions) -> None:
    """Writes one field's places into `folder`."""
    np.save(folder / _NAME.format(field=field), positions.places, allow_pickle=False)
    np.save(folder / _STARTS_NAME.format(field=field), positions.starts, allow_pickle=False)


def open_positions(folder: Path, field: str, postings: FieldPostings) -> WordPositions:
    """Maps what `write_positions` wrote. Raises ValueError or OSError where it does not go with `postings`."""
    places = open_array(folder / _NAME.format(field=field), np.int64)
    starts = open_array(folder / _STARTS_NAME.format(field=field), np.int64)
    if len(starts) != len(postings.terms) + 1 or starts[-1] != len(places):
        raise ValueError("words and their places do not agree")
    return WordPositions(places, starts)
