"""Postings of one field as NumPy arrays, read out of the Whoosh index beside them.

Whoosh walks postings one by one in Python; over arrays the same ranking is arithmetic, about a hundred times
as fast at 100,000 paragraphs. Every array is of the narrowest type that holds it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays.files import integers, narrowest

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

    The documents of `terms[row]` are `all_ordinals[starts[row]:starts[row + 1]]`; `all_frequencies` stand beside them.
    """

    def __init__(
        self,
        terms: list[str],
        starts: NDArray[np.integer[Any]],
        ordinals: Ordinals,
        frequencies: Frequencies,
        lengths: NDArray[np.integer[Any]],
    ) -> None:
        """Raises ValueError where the parts do not agree."""
        if len(starts) != len(terms) + 1 or starts[-1] != len(ordinals) or len(ordinals) != len(frequencies):
            raise ValueError("terms and postings do not agree")
        self.terms = terms
        self.lengths = lengths
        self.starts = starts
        self.all_ordinals = ordinals
        self.all_frequencies = frequencies

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
        return self.all_frequencies[self.starts[row] : self.starts[row + 1]]

    def document_frequency(self, row: int) -> int:
        return int(self.starts[row + 1]) - int(self.starts[row])


def rows_between(terms: Sequence[str], prefix: str) -> range:
    """The rows of the terms that begin with `prefix` among `terms`, sorted."""
    first = bisect_left(terms, prefix)
    return range(first, bisect_left(terms, prefix + _LAST_CODE_POINT, lo=first))


def postings_to_arrays(field: str, postings: FieldPostings) -> dict[str, NDArray[Any]]:
    """One field as named arrays, the terms as UTF-8 with line feeds between them."""
    return {
        f"{field}.terms": np.frombuffer("\n".join(postings.terms).encode("utf-8"), dtype=np.uint8),
        f"{field}.starts": narrowest(postings.starts),
        f"{field}.ordinals": postings.all_ordinals,
        f"{field}.frequencies": postings.all_frequencies,
        f"{field}.lengths": postings.lengths,
    }


def postings_from_arrays(field: str, arrays: Mapping[str, NDArray[Any]]) -> FieldPostings:
    """What `postings_to_arrays` gave. Raises KeyError or ValueError where arrays are missing or do not agree."""
    content = arrays[f"{field}.terms"].tobytes().decode("utf-8")
    names = ("starts", "ordinals", "frequencies", "lengths")
    starts, ordinals, frequencies, lengths = (integers(arrays, f"{field}.{name}") for name in names)
    return FieldPostings(content.split("\n") if content else [], starts, ordinals, frequencies, lengths)
