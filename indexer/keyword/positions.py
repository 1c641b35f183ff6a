"""Where each word stands in each paragraph, as NumPy arrays beside the postings.

The words of all paragraphs are counted through, with one number left out after each paragraph, so that every place
has a number of its own and no row of words runs from one paragraph into the next. Words stand in a row where their
numbers, each less its own place in the row, agree. What is stored are bare positions, a quarter of the bytes; the
numbers of common words are kept.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays.files import integers
from indexer.keyword.analysis import cut_words
from indexer.keyword.postings import FieldPostings
from indexer.keyword.scoring import Kept

# What lies before each word of a text, so that most quotations are checked without reading the text.
#
# A quotation is literal: white space must stand where it has white space, a hyphen where it has a hyphen. One of four
# codes is stored for each word, in two bits; where none of the first three says all, the text itself must be read.

READ_THE_TEXT = 0
"""The word, or the one before it, is not printed as the index holds it ("o'clock"), or an underscore touches it."""

WHITE_SPACE, HYPHEN, ANYTHING_ELSE = 1, 2, 3

WHATEVER, NOT_WHITE_SPACE = 4, 5
"""What a quotation may ask of its ends, which no text has: nothing, or that its own punctuation can stand there."""

CODES_PER_BYTE = 4
_UNDERSCORE = "_"

Codes = NDArray[np.uint8]


class _GapCodes(dict[str, int]):
    def __missing__(self, gap: str) -> int:
        self[gap] = code = WHITE_SPACE if gap.isspace() else ANYTHING_ELSE
        return code


_GAP_CODES = _GapCodes({"-": HYPHEN, "": ANYTHING_ELSE})


def read_gaps(text: str) -> list[int]:
    """The code of each word of `text`, in order. A possessive ending counts as what lies before the next word."""
    cut = cut_words(text)
    codes = [_GAP_CODES[gap] for gap in cut.gaps[:-1]]
    unclear: list[int] = []
    for place, (printed, word) in enumerate(zip(cut.printed, cut.words, strict=True)):
        if printed == word:
            continue
        if printed != f"{word}'s":
            unclear += (place, place + 1)
        elif place + 1 < len(codes):
            codes[place + 1] = ANYTHING_ELSE
    if _UNDERSCORE in cut.folded:
        for place, gap in enumerate(cut.gaps):
            if _UNDERSCORE in gap:
                unclear += (place - 1, place)
    for place in unclear:
        if 0 <= place < len(codes):
            codes[place] = READ_THE_TEXT
    return codes


def quoted_gaps(phrase: str) -> list[int] | None:
    """What must lie before each word of a quotation, and after its last one; None where only the text can tell.

    Where it has punctuation the text is read as well, but only where something like it stands: most paragraphs with
    the words of "young people." end no sentence with them.
    """
    cut = cut_words(phrase.strip())
    if _UNDERSCORE in cut.folded or cut.gaps[0].endswith("'") or cut.gaps[-1].startswith("'"):
        return None  # "plan'" stands in "plan'd" as well, which is one word
    codes = [_GAP_CODES[gap] for gap in cut.gaps]
    for end in (0, -1):
        codes[end] = NOT_WHITE_SPACE if cut.gaps[end].strip() else WHATEVER
    for place, (printed, word) in enumerate(zip(cut.printed, cut.words, strict=True), start=1):
        if printed == f"{word}'s":
            codes[place] = ANYTHING_ELSE
        elif printed != word:
            return None
    return codes


def pack(codes: NDArray[Any]) -> Codes:
    """Four codes a byte."""
    padded = np.zeros(packed_length(codes) * CODES_PER_BYTE, dtype=np.uint8)
    padded[: len(codes)] = codes
    four = padded.reshape(-1, CODES_PER_BYTE)
    return np.asarray(four[:, 0] | four[:, 1] << 2 | four[:, 2] << 4 | four[:, 3] << 6, dtype=np.uint8)


def packed_length(codes: Sized) -> int:
    """How many bytes so many codes take."""
    return -(-len(codes) // CODES_PER_BYTE)


def unpack(packed: Codes, slots: NDArray[np.int64]) -> Codes:
    """The codes at `slots`."""
    # Of four codes a byte: dividing takes three times as long as shifting.
    return np.asarray(packed.take(slots >> 2) >> ((slots & 3) << 1).astype(np.uint8) & 3, dtype=np.uint8)


def unpack_all(packed: Codes, count: int) -> Codes:
    """All `count` of them, in order."""
    four = packed[:, None] >> np.arange(0, 2 * CODES_PER_BYTE, 2, dtype=np.uint8) & 3
    return np.asarray(four.reshape(-1)[:count], dtype=np.uint8)


_IS, _READ, _NOT = 0, 1, 2
"""What one word says of a row; of several words OR makes one, for one that differs is enough."""

_VERDICTS = {
    WHITE_SPACE: np.array([_READ, _IS, _NOT, _NOT], dtype=np.uint8),
    HYPHEN: np.array([_READ, _NOT, _IS, _NOT], dtype=np.uint8),
    ANYTHING_ELSE: np.array([_READ, _NOT, _NOT, _READ], dtype=np.uint8),
    WHATEVER: np.array([_READ, _IS, _IS, _IS], dtype=np.uint8),
    NOT_WHITE_SPACE: np.array([_READ, _NOT, _READ, _READ], dtype=np.uint8),
}
"""By what a quotation wants, and then by the code that a text has."""


def verdicts(held: Sequence[Codes], wanted: Sequence[int] | None) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of rows of words in texts: which are the quotation, and for which the text must be read.

    `held` has for each word of the row, and for what follows it where that is asked, its codes (k,) in k rows; `wanted`
    is what `quoted_gaps` gave.
    """
    if wanted is None:
        return np.zeros(len(held[0]), dtype=np.bool_), np.ones(len(held[0]), dtype=np.bool_)
    found = np.zeros(len(held[0]), dtype=np.uint8)
    for codes, code in zip(held, wanted, strict=False):
        found |= _VERDICTS[code].take(codes)
    return found == _IS, found == _READ


_NUMBERS_BYTES = 12 * 1024 * 1024
"""Four bytes for each time that a word stands somewhere: of 100,000 paragraphs those of some ten common words."""

_MARKS_PER_LOOKUP = 6
"""Looking one number up among others takes as long as looking at so many marks."""

_MARKS_MORE = 1 << 20
"""So that a somewhat higher number does not ask for a new array."""

_NOWHERE = np.empty(0, dtype=np.int64)

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
        """Where the terms of `rows` follow each other with `gaps` around them, which `quoted_gaps` gave."""
        ...


class WordPositions:
    """The positions of the term in row i are `places[starts[i]:starts[i + 1]]`, and `gaps`, packed, stand beside them.

    They stand document by document, each rising; how many of them belong to each are the frequencies of `postings`.
    """

    def __init__(
        self,
        postings: FieldPostings,
        places: NDArray[np.integer[Any]],
        starts: NDArray[np.integer[Any]],
        gaps: Codes,
    ) -> None:
        """Raises ValueError where the parts do not agree."""
        agreed = len(starts) == len(postings.starts) and starts[-1] == len(places)
        if not agreed or len(gaps) != packed_length(places):
            raise ValueError("words and their places do not agree")
        self.places = places
        self.starts = starts
        self.gaps = gaps
        self._postings = postings
        self._numbers = Kept[Numbers](_NUMBERS_BYTES)

    def __eq__(self, other: object) -> bool:
        """Whether the same words stand in the same places, with the same between them."""
        return isinstance(other, WordPositions) and all(
            np.array_equal(own, others)
            for own, others in ((self.places, other.places), (self.starts, other.starts), (self.gaps, other.gaps))
        )

    __hash__ = None  # type: ignore[assignment]

    def in_a_row(self, rows: Sequence[int | None]) -> NDArray[np.int64]:
        return self._find(rows)[0]

    def quoted(self, rows: Sequence[int | None], gaps: Sequence[int] | None) -> Quoted:
        ordinals, slots, following = self._find(rows)
        if not len(ordinals):
            return ordinals, ordinals
        held = [unpack(self.gaps, own) for own in slots]
        if gaps is not None and gaps[-1] != WHATEVER:
            held.append(self._codes[following])
        certain, unsure = verdicts(held, gaps)
        return ordinals[certain], ordinals[unsure]

    def _find(self, rows: Sequence[int | None]) -> tuple[NDArray[np.int64], list[NDArray[np.int64]], Numbers]:
        """The ordinals where `rows` follow each other, for each of `rows` where in `places` it does so, and the numbers
        of what comes after them."""
        known = [row for row in rows if row is not None]
        if len(known) < len(rows) or not known:
            return _NOWHERE, [], _NOWHERE
        numbers = [self._numbers.get(row, partial(self._number, row)) for row in known]
        rarest, *others = sorted(range(len(known)), key=lambda place: len(numbers[place]))
        beginnings = numbers[rarest] - rarest
        slots = {rarest: np.arange(len(beginnings))}
        for place in others:
            follows, there = _common(beginnings + place, numbers[place])
            beginnings = beginnings[follows]
            if not len(beginnings):
                return _NOWHERE, [], _NOWHERE
            slots = {other: own[follows] for other, own in slots.items()} | {place: there}
        documents = self._documents(known[rarest], slots[rarest], beginnings, len(numbers[rarest]))
        places = [int(self.starts[row]) + slots[place] for place, row in enumerate(known)]
        return documents, places, beginnings + len(known)

    def _documents(self, row: int, slots: NDArray[np.int64], beginnings: Numbers, places: int) -> NDArray[np.int64]:
        """The ordinals of the documents that `beginnings` stand in, each at one of `slots` of a term's `places`."""
        if len(beginnings) * _MARKS_PER_LOOKUP < places:
            return self._bases.searchsorted(beginnings, side="right") - 1
        owners = np.repeat(self._postings.ordinals(row), self._postings.frequencies(row))
        return owners[slots].astype(np.int64)

    @cached_property
    def _bases(self) -> Numbers:
        """The number of the first word of each paragraph, and of one more paragraph."""
        bases = np.zeros(len(self._postings.lengths) + 1, dtype=np.int64)
        np.cumsum(self._postings.lengths.astype(np.int64) + 1, out=bases[1:])
        return bases.astype(np.int32) if bases[-1] <= np.iinfo(np.int32).max else bases

    @cached_property
    def _codes(self) -> Codes:
        """The code of each word by its number; between two paragraphs, where any may end, the one for reading."""
        codes = np.full(int(self._bases[-1]) + 1, READ_THE_TEXT, dtype=np.uint8)
        numbers = np.repeat(self._bases[self._postings.all_ordinals], self._postings.all_frequencies) + self.places
        codes[numbers] = unpack_all(self.gaps, len(self.places))
        return codes

    def _number(self, row: int) -> Numbers:
        """The numbers of all places of a term, rising."""
        bases = np.repeat(self._bases[self._postings.ordinals(row)], self._postings.frequencies(row))
        bases += self.places[self.starts[row] : self.starts[row + 1]]
        return bases


def _common(wanted: Numbers, found: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where in each of two the numbers stand that are in both. Both rise; some of `wanted` may lie below 0."""
    if not len(wanted) or not len(found):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    if len(found) > _MARKS_PER_LOOKUP * len(wanted):
        there = found.searchsorted(wanted)
        both = np.flatnonzero(found.take(there, mode="clip") == wanted)
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


def positions_to_arrays(field: str, positions: WordPositions) -> dict[str, NDArray[Any]]:
    """One field's positions as named arrays."""
    return {
        f"{field}.gaps": positions.gaps,
        f"{field}.places": positions.places,
        f"{field}.place-starts": positions.starts,
    }


def positions_from_arrays(field: str, arrays: Mapping[str, NDArray[Any]], postings: FieldPostings) -> WordPositions:
    """What `positions_to_arrays` gave. Raises KeyError or ValueError where it does not go with `postings`."""
    places, starts, gaps = (integers(arrays, f"{field}.{name}") for name in ("places", "place-starts", "gaps"))
    return WordPositions(postings, places, starts, gaps)
