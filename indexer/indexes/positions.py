"""Where each word stands in each paragraph, as NumPy arrays beside the postings.

A place is one number: the paragraph's ordinal in the upper 32 bits, the word's position in the lower. Words
stand in a row where their places, each less its own number in the row, agree. Places are made only for the
paragraphs that hold all the words; what is stored are bare positions, a quarter of the bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import narrowest
from indexer.indexes.gaps import READ_THE_TEXT, Codes, pack, packed_length, unpack, verdicts
from indexer.indexes.kept import Kept
from indexer.indexes.postings import FieldPostings, integers

_POSITION_BITS = 32

_ENDS_BYTES = 4 * 1024 * 1024
"""Where the places of each document end, for the words that quotations have: four bytes a document."""

Quoted = tuple[NDArray[np.int64], NDArray[np.int64]]
"""The ordinals of the paragraphs that hold a quotation, and of those whose text must be read to know."""


class Positions(Protocol):
    """Answers for one segment (`WordPositions`) or for several (`segmented`)."""

    def in_a_row(self, rows: Sequence[int | None]) -> NDArray[np.int64]:
        """The ordinals of the paragraphs where the terms of `rows` follow each other; None is no term at all.

        An ordinal comes as often as the row of words stands in it.
        """
        ...

    def quoted(self, rows: Sequence[int | None], gaps: Sequence[int] | None) -> Quoted:
        """Where the terms of `rows` follow each other with `gaps` between them, which `quoted_gaps` gave."""
        ...


class WordPositions:
    """The positions of the term in row i are `places[starts[i]:starts[i + 1]]`, document by document, each rising.

    How many of them belong to each document are the frequencies of `postings`. `gaps`, packed, stand beside `places`.
    """

    def __init__(
        self,
        postings: FieldPostings,
        places: NDArray[np.integer[Any]],
        starts: NDArray[np.integer[Any]],
        gaps: Codes,
    ) -> None:
        """Raises ValueError where the parts do not agree."""
        if len(starts) != len(postings.terms) + 1 or starts[-1] != len(places) or len(gaps) != packed_length(places):
            raise ValueError("words and their places do not agree")
        self.places = places
        self.starts = starts
        self.gaps = gaps
        self._postings = postings
        self._ends = Kept[NDArray[np.uint32]](_ENDS_BYTES)

    def __eq__(self, other: object) -> bool:
        """Whether the same words stand in the same places."""
        return (
            isinstance(other, WordPositions)
            and np.array_equal(self.places, other.places)
            and np.array_equal(self.starts, other.starts)
        )

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def beside(cls, postings: FieldPostings, places: NDArray[np.integer[Any]], gaps: Codes) -> WordPositions:
        """With the starts that the frequencies of `postings` give."""
        frequencies = [postings.frequencies(row) for row in range(len(postings.terms))]
        counts = [int(held.sum(dtype=np.int64)) for held in frequencies]
        return cls(postings, places, np.cumsum([0, *counts], dtype=np.int64), gaps)

    def in_a_row(self, rows: Sequence[int | None]) -> NDArray[np.int64]:
        return self._find(rows)[0]

    def quoted(self, rows: Sequence[int | None], gaps: Sequence[int] | None) -> Quoted:
        ordinals, slots = self._find(rows)
        if not len(ordinals):
            return ordinals, ordinals
        certain, unsure = verdicts([unpack(self.gaps, own) for own in slots], gaps)
        return ordinals[certain], ordinals[unsure]

    def _find(self, rows: Sequence[int | None]) -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
        """The ordinals where `rows` follow each other, and for each of `rows` where in `places` it does so."""
        known = [row for row in rows if row is not None]
        if len(known) < len(rows) or not known:
            return np.empty(0, dtype=np.int64), []
        by_rarity = sorted(range(len(known)), key=lambda number: self._postings.document_frequency(known[number]))
        rarest = by_rarity[0]
        found = {rarest: self._places(known[rarest], None)}
        beginnings = found[rarest][0] - rarest
        for number in by_rarity[1:]:
            documents = _different(beginnings >> _POSITION_BITS)
            found[number] = self._places(known[number], documents)
            beginnings = beginnings[_among(beginnings + number, found[number][0])]
        slots = [
            found[number][1][np.searchsorted(found[number][0], beginnings + number)] for number in range(len(known))
        ]
        return beginnings >> _POSITION_BITS, slots

    def _places(self, row: int, within: NDArray[np.int64] | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The places of a term, all or those `within` documents, rising, and where they stand in `places`."""
        documents = self._postings.ordinals(row).astype(np.int64)
        if within is None:
            own = np.arange(int(self.starts[row]), int(self.starts[row + 1]))
            bases = np.repeat(documents << _POSITION_BITS, self._postings.frequencies(row))
            return np.asarray(bases | self.places[own], dtype=np.int64), own
        slots = np.minimum(np.searchsorted(documents, within), len(documents) - 1)
        slots = slots[documents[slots] == within]
        documents = documents[slots]
        counts = self._postings.frequencies(row)[slots].astype(np.int64)
        lasts = self._ends.get(row, lambda: np.cumsum(self._postings.frequencies(row), dtype=np.uint32))[slots]
        own = np.arange(int(counts.sum())) + np.repeat(int(self.starts[row]) + lasts - np.cumsum(counts), counts)
        bases = np.repeat(documents << _POSITION_BITS, counts)
        return np.asarray(bases | self.places[own], dtype=np.int64), own


def _different(rising: NDArray[np.int64]) -> NDArray[np.int64]:
    """`rising` without repeats."""
    return np.asarray(rising[np.diff(rising, prepend=-1) != 0])


def _among(wanted: NDArray[Any], found: NDArray[Any]) -> NDArray[np.bool_]:
    """bool: which of `wanted` are in `found`, both rising."""
    if not len(found):
        return np.zeros(len(wanted), dtype=np.bool_)
    slots = np.searchsorted(found, wanted)
    slots[slots == len(found)] = 0
    return np.asarray(found[slots] == wanted, dtype=np.bool_)


def read_out_positions(reader: Any, field: str, postings: FieldPostings) -> WordPositions:
    """The positions of `field` in a Whoosh reader whose documents are numbered by their ordinals."""
    places = array("i")  # a list would take nine times the memory
    for term in reader.lexicon(field):
        matcher = reader.postings(field, term)
        while matcher.is_active():
            places.extend(matcher.value_as("positions"))
            matcher.next()
    nothing_known = pack(np.full(len(places), READ_THE_TEXT))
    return WordPositions.beside(postings, narrowest(np.array(places, dtype=np.int64)), nothing_known)


def positions_to_arrays(field: str, positions: WordPositions) -> dict[str, NDArray[Any]]:
    """One field's positions as named arrays."""
    return {
        f"{field}.places": positions.places,
        f"{field}.place-starts": narrowest(positions.starts),
        f"{field}.gaps": positions.gaps,
    }


def positions_from_arrays(field: str, arrays: Mapping[str, NDArray[Any]], postings: FieldPostings) -> WordPositions:
    """What `positions_to_arrays` gave. Raises KeyError or ValueError where it does not go with `postings`."""
    numbers = (integers(arrays, f"{field}.{name}") for name in ("places", "place-starts", "gaps"))
    return WordPositions(postings, *numbers)
