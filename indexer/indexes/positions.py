"""Where each word stands in each paragraph, as NumPy arrays beside the postings.

The words of all paragraphs are counted through, with one number left out after each paragraph, so that every place
has a number of its own and no row of words runs from one paragraph into the next. Words stand in a row where their
numbers, each less its own place in the row, agree. What is stored are bare positions, a quarter of the bytes; the
numbers of common words are kept.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import integers
from indexer.indexes.byte_integers import ByteIntegers
from indexer.indexes.gaps import READ_THE_TEXT, Codes, pack, packed_length, unpack, verdicts
from indexer.indexes.kept import Kept
from indexer.indexes.postings import FieldPostings

_NUMBERS_BYTES = 12 * 1024 * 1024
"""Four bytes for each time that a word stands somewhere: of 100,000 paragraphs those of some ten common words."""

_MARKS_PER_LOOKUP = 6
"""Looking one number up among others takes as long as looking at so many marks."""

_MARKS_MORE = 1 << 20
"""So that a somewhat higher number does not ask for a new array."""

_threads = threading.local()

Numbers = NDArray[np.integer[Any]]

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
    """The positions of the term in row i are `places.read(starts[i], starts[i + 1])`, with the starts of its counts.

    They stand document by document, each rising; how many of them belong to each are the frequencies of `postings`.
    `gaps`, packed, stand beside `places`.
    """

    def __init__(
        self,
        postings: FieldPostings,
        places: ByteIntegers,
        gaps: Codes,
    ) -> None:
        """Raises ValueError where the parts do not agree."""
        starts = postings.counts.starts
        if starts[-1] != len(places) or len(gaps) != packed_length(places):
            raise ValueError("words and their places do not agree")
        self.places = places
        self.starts = starts
        self.gaps = gaps
        self._postings = postings
        self._numbers = Kept[Numbers](_NUMBERS_BYTES)

    def __eq__(self, other: object) -> bool:
        """Whether the same words stand in the same places."""
        return (
            isinstance(other, WordPositions)
            and self.places == other.places
            and np.array_equal(self.starts, other.starts)
        )

    __hash__ = None  # type: ignore[assignment]

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
        numbers = [self._numbers.get(row, partial(self._number, row)) for row in known]
        rarest, *others = sorted(range(len(known)), key=lambda place: len(numbers[place]))
        beginnings = numbers[rarest] - rarest
        slots = {rarest: np.arange(len(beginnings))}
        for place in others:
            follows, there = _common(beginnings + place, numbers[place])
            beginnings = beginnings[follows]
            slots = {other: own[follows] for other, own in slots.items()} | {place: there}
        documents = self._documents(known[rarest], slots[rarest], beginnings, len(numbers[rarest]))
        return documents, [int(self.starts[row]) + slots[place] for place, row in enumerate(known)]

    def _documents(
        self, row: int, slots: NDArray[np.int64], beginnings: Numbers, places: int
    ) -> NDArray[np.int64]:
        """The ordinals of the documents that `beginnings` stand in, each at one of `slots` of a term's `places`."""
        if len(beginnings) * _MARKS_PER_LOOKUP < places:
            return np.searchsorted(self._bases, beginnings, side="right") - 1
        owners = self._postings.counts.owners(row)[slots]
        return self._postings.ordinals(row)[owners].astype(np.int64)

    @cached_property
    def _bases(self) -> Numbers:
        """The number of the first word of each paragraph, and of one more paragraph."""
        bases = np.zeros(len(self._postings.lengths) + 1, dtype=np.int64)
        np.cumsum(self._postings.lengths.astype(np.int64) + 1, out=bases[1:])
        return bases.astype(np.int32) if bases[-1] <= np.iinfo(np.int32).max else bases

    def _number(self, row: int) -> Numbers:
        """The numbers of all places of a term, rising."""
        bases = self._bases[self._postings.ordinals(row)].take(self._postings.counts.owners(row))
        bases += self.places.read(int(self.starts[row]), int(self.starts[row + 1]))
        return bases


def _common(wanted: Numbers, found: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where in each of two the numbers stand that are in both. Both rise; some of `wanted` may lie below 0."""
    if not len(wanted) or not len(found):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    if len(found) > _MARKS_PER_LOOKUP * len(wanted):
        there = np.searchsorted(found, wanted)
        there[there == len(found)] = 0
        both = np.flatnonzero(found[there] == wanted)
        return both, there[both]
    within = max(int(wanted[-1]), int(found[-1])) + 1
    with _marked(wanted, within) as marks:
        slots = np.flatnonzero(marks[found])
    common = found[slots]
    if len(common) * _MARKS_PER_LOOKUP < len(wanted):
        return np.searchsorted(wanted, common), slots
    with _marked(common, within) as marks:
        return np.flatnonzero(marks[wanted]), slots


@contextmanager
def _marked(numbers: Numbers, within: int) -> Iterator[NDArray[np.bool_]]:
    """A mark for every number below `within` and for some more, set at `numbers`.

    A number below 0 sets one of those that are more. It is one array a thread: fresh memory costs more than its use.
    """
    marks: NDArray[np.bool_] | None = getattr(_threads, "marks", None)
    if marks is None or len(marks) < within:
        marks = _threads.marks = np.zeros(within + _MARKS_MORE, dtype=np.bool_)
    marks[numbers] = True
    try:
        yield marks
    finally:
        marks[numbers] = False


def read_out_positions(reader: Any, field: str, postings: FieldPostings) -> WordPositions:
    """The positions of `field` in a Whoosh reader whose documents are numbered by their ordinals."""
    places = array("i")  # a list would take nine times the memory
    for term in reader.lexicon(field):
        matcher = reader.postings(field, term)
        while matcher.is_active():
            places.extend(matcher.value_as("positions"))
            matcher.next()
    nothing_known = pack(np.full(len(places), READ_THE_TEXT))
    return WordPositions(postings, ByteIntegers.of(np.array(places, dtype=np.int32)), nothing_known)


def positions_to_arrays(field: str, positions: WordPositions) -> dict[str, NDArray[Any]]:
    """One field's positions as named arrays."""
    return {
        f"{field}.gaps": positions.gaps,
        **positions.places.to_arrays(f"{field}.places"),
    }


def positions_from_arrays(field: str, arrays: Mapping[str, NDArray[Any]], postings: FieldPostings) -> WordPositions:
    """What `positions_to_arrays` gave. Raises KeyError or ValueError where it does not go with `postings`."""
    places = ByteIntegers.from_arrays(f"{field}.places", arrays)
    return WordPositions(postings, places, integers(arrays, f"{field}.gaps"))
