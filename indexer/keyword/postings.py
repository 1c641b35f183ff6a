"""Postings of one field as NumPy arrays, kept beside the Whoosh index that holds the same.

Whoosh walks postings one by one in Python; over arrays the same ranking is arithmetic, about a hundred times
as fast at 100,000 paragraphs. Every array is of the narrowest type that holds it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays.files import integers, narrowest

# Counts in a bit for each thing that is counted: most words stand in a paragraph once, and need no byte to say so.
#
# The first bit of each count is set, and the others are not (unary coding).

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


Ordinals = NDArray[np.integer[Any]]
Frequencies = NDArray[np.integer[Any]]

_LAST_CODE_POINT = "\U0010ffff"


class Postings(Protocol):
    """Who holds which term of one field, of one segment (`FieldPostings`) or of several (`segmented`).

    `terms` is sorted; a term is named by its row. `lengths` has (n,) integers: how many terms each document has here.
    """

    @property
    def terms(self) -> Sequence[str]: ...

    @property
    def lengths(self) -> NDArray[np.integer[Any]]: ...

    def find(self, term: str) -> int | None:
        """The row of `term`, None where no document holds it."""
        ...

    def rows_with_prefix(self, prefix: str) -> range:
        """The rows of the terms that begin with `prefix`."""
        ...

    def ordinals(self, row: int) -> Ordinals:
        """The documents that hold the term, rising."""
        ...

    def frequencies(self, row: int) -> Frequencies:
        """How often each of these holds it."""
        ...

    def document_frequency(self, row: int) -> int:
        """How many documents hold it."""
        ...


class FieldPostings:
    """The postings of one segment. Read only, so that several threads may use it.

    The documents of `terms[row]` are `all_ordinals[starts[row]:starts[row + 1]]`, and `counts.read(row)` says how often
    each of them holds it.
    """

    def __init__(
        self,
        terms: list[str],
        starts: NDArray[np.integer[Any]],
        ordinals: Ordinals,
        counts: UnaryCounts,
        lengths: NDArray[np.integer[Any]],
    ) -> None:
        """Raises ValueError where the parts do not agree."""
        if not len(starts) == len(counts.starts) == len(terms) + 1 or starts[-1] != len(ordinals):
            raise ValueError("terms and postings do not agree")
        self.terms = terms
        self.lengths = lengths
        self.starts = starts
        self.all_ordinals = ordinals
        self.counts = counts

    @classmethod
    def of(
        cls,
        terms: list[str],
        starts: NDArray[np.integer[Any]],
        ordinals: Ordinals,
        frequencies: Frequencies,
        lengths: NDArray[np.integer[Any]],
    ) -> FieldPostings:
        """With `frequencies` beside `ordinals`. Raises ValueError where the parts do not agree."""
        if starts[-1] != len(ordinals) or len(ordinals) != len(frequencies):
            raise ValueError("terms and postings do not agree")
        return cls(terms, starts, ordinals, UnaryCounts.of(frequencies, starts), lengths)

    @property
    def all_frequencies(self) -> Frequencies:
        """The frequencies beside `all_ordinals`."""
        return self.counts.read_all()

    def __eq__(self, other: object) -> bool:
        """Whether the same documents hold the same terms as often; the types of the arrays do not count."""
        return (
            isinstance(other, FieldPostings)
            and self.terms == other.terms
            and all(
                np.array_equal(own, others)
                for own, others in (
                    (self.starts, other.starts),
                    (self.all_ordinals, other.all_ordinals),
                    (self.all_frequencies, other.all_frequencies),
                    (self.lengths, other.lengths),
                )
            )
        )

    __hash__ = None  # type: ignore[assignment]

    def find(self, term: str) -> int | None:
        row = bisect_left(self.terms, term)
        return row if row < len(self.terms) and self.terms[row] == term else None

    def rows_with_prefix(self, prefix: str) -> range:
        return rows_between(self.terms, prefix)

    def ordinals(self, row: int) -> Ordinals:
        return self.all_ordinals[self.starts[row] : self.starts[row + 1]]

    def frequencies(self, row: int) -> Frequencies:
        return self.counts.read(row)

    def document_frequency(self, row: int) -> int:
        return int(self.starts[row + 1]) - int(self.starts[row])


def rows_between(terms: Sequence[str], prefix: str) -> range:
    """The rows of the terms that begin with `prefix` among `terms`, sorted."""
    first = bisect_left(terms, prefix)
    return range(first, bisect_left(terms, prefix + _LAST_CODE_POINT, lo=first))


def read_out(reader: Any, field: str) -> FieldPostings:
    """The postings of `field` in a Whoosh reader whose documents are numbered by their ordinals."""
    terms: list[str] = []
    counts: list[int] = [0]
    documents = array("i")  # lists would take five times the memory
    frequencies = array("f")
    for term in reader.lexicon(field):
        matcher = reader.postings(field, term)
        before = len(documents)
        while matcher.is_active():
            documents.append(matcher.id())
            frequencies.append(matcher.weight())
            matcher.next()
        terms.append(term.decode("utf-8"))
        counts.append(len(documents) - before)
    held = np.array(documents, dtype=np.int32)
    weights = np.array(frequencies, dtype=np.float64)
    return FieldPostings.of(
        terms,
        np.cumsum(counts, dtype=np.int64),
        narrowest(held),
        narrowest(weights),
        narrowest(np.bincount(held, weights=weights, minlength=reader.doc_count_all())),
    )


def postings_to_arrays(field: str, postings: FieldPostings) -> dict[str, NDArray[Any]]:
    """One field as named arrays, the terms as UTF-8 with line feeds between them."""
    return {
        f"{field}.terms": np.frombuffer("\n".join(postings.terms).encode("utf-8"), dtype=np.uint8),
        f"{field}.starts": narrowest(postings.starts),
        f"{field}.ordinals": postings.all_ordinals,
        f"{field}.counts": postings.counts.bits,
        f"{field}.count-starts": postings.counts.starts,
        f"{field}.lengths": postings.lengths,
    }


def postings_from_arrays(field: str, arrays: Mapping[str, NDArray[Any]]) -> FieldPostings:
    """What `postings_to_arrays` gave. Raises KeyError or ValueError where arrays are missing or do not agree."""
    content = arrays[f"{field}.terms"].tobytes().decode("utf-8")
    names = ("starts", "ordinals", "counts", "count-starts", "lengths")
    starts, ordinals, bits, count_starts, lengths = (integers(arrays, f"{field}.{name}") for name in names)
    counts = UnaryCounts(bits, count_starts)
    return FieldPostings(content.split("\n") if content else [], starts, ordinals, counts, lengths)
