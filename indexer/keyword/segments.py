"""Several segments read as one: their vocabularies merged, their postings put end to end.

What ranks then sees the archive as a whole, with one count of paragraphs, one mean length and one document
frequency, so that neither order nor score depends on how the archive is cut. The ordinal of a paragraph is the base
of its segment and its row in it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays.files import map_arrays
from indexer.keyword.positions import Positions, Quoted, WordPositions, positions_from_arrays
from indexer.keyword.postings import FieldPostings, Frequencies, Ordinals, Postings, postings_from_arrays, rows_between


def join_postings(parts: Sequence[FieldPostings]) -> Postings:
    """The postings of all segments as one field; a single one as it is."""
    return parts[0] if len(parts) == 1 else SegmentedPostings(parts)


def join_positions(postings: Postings, parts: Sequence[WordPositions]) -> Positions:
    """The positions that go with what `join_postings` made."""
    return SegmentedPositions(postings, parts) if isinstance(postings, SegmentedPostings) else parts[0]


class SegmentedPostings:
    """The postings of one field in several segments. Safe for several threads: what is kept comes out the same."""

    def __init__(self, parts: Sequence[FieldPostings]) -> None:
        self._parts = tuple(parts)
        self.bases = tuple(accumulate((len(part.lengths) for part in parts), initial=0))

    @cached_property
    def terms(self) -> list[str]:
        return sorted(set().union(*(part.terms for part in self._parts)))

    @cached_property
    def lengths(self) -> NDArray[Any]:
        return np.concatenate([np.empty(0, dtype=np.uint8), *(part.lengths for part in self._parts)])

    def find(self, term: str) -> int | None:
        row = bisect_left(self.terms, term)
        return row if row < len(self.terms) and self.terms[row] == term else None

    def rows_with_prefix(self, prefix: str) -> range:
        return rows_between(self.terms, prefix)

    def ordinals(self, row: int) -> Ordinals:
        found = [
            np.add(part.ordinals(own), base, dtype=np.int32)
            for base, part, own in zip(self.bases, self._parts, self.rows_in_parts(row), strict=False)
            if own is not None
        ]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def frequencies(self, row: int) -> Frequencies:
        found = [
            part.frequencies(own)
            for part, own in zip(self._parts, self.rows_in_parts(row), strict=True)
            if own is not None
        ]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def document_frequency(self, row: int) -> int:
        return sum(
            part.document_frequency(own)
            for part, own in zip(self._parts, self.rows_in_parts(row), strict=True)
            if own is not None
        )

    def rows_in_parts(self, row: int) -> list[int | None]:
        """For each segment its own row of the term, None where it does not hold it."""
        term = self.terms[row]
        return [part.find(term) for part in self._parts]


class SegmentedPositions:
    """The positions of one field in several segments."""

    def __init__(self, postings: SegmentedPostings, parts: Sequence[WordPositions]) -> None:
        self._postings = postings
        self._parts = tuple(parts)

    def in_a_row(self, rows: Sequence[int | None]) -> NDArray[np.int64]:
        return _joined(base + part.in_a_row(own) for base, part, own in self._in_parts(rows))

    def quoted(self, rows: Sequence[int | None], gaps: Sequence[int] | None) -> Quoted:
        found = [(base, part.quoted(own, gaps)) for base, part, own in self._in_parts(rows)]
        return _joined(base + own[0] for base, own in found), _joined(base + own[1] for base, own in found)

    def _in_parts(self, rows: Sequence[int | None]) -> Iterator[tuple[int, WordPositions, list[int | None]]]:
        """Each segment's base and positions, with its own rows of the terms."""
        nowhere: list[int | None] = [None] * len(self._parts)
        own_rows = [nowhere if row is None else self._postings.rows_in_parts(row) for row in rows]
        for number, (base, part) in enumerate(zip(self._postings.bases, self._parts, strict=False)):
            yield base, part, [own[number] for own in own_rows]


def _joined(found: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, dtype=np.int64), *found])


# The arrays that searching reads of a segment's paragraphs. Importing this loads no Whoosh.

POSTINGS_FILE = "postings.arrays"
ARRAYS_LAYOUT = 2
"""Raised when the arrays lie otherwise in their file. Older ones are left alone: Whoosh answers, slowly."""
LAYOUT_ARRAY = "layout"
RANKED_FIELDS = ("text", "heading", "context")
WORDS_FIELD = "words"


def has_arrays(folder: Path) -> bool:
    """Whether the arrays are in `folder`, of this layout. A file that is none at all counts: opening it says so."""
    try:
        layout = map_arrays(folder / POSTINGS_FILE).get(LAYOUT_ARRAY)
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True
    return layout is not None and layout.tolist() == [ARRAYS_LAYOUT]


def open_postings(folder: Path) -> tuple[dict[str, FieldPostings], WordPositions]:
    """The arrays in `folder`: postings by field, and where words stand. Raises OSError, KeyError or ValueError."""
    arrays = map_arrays(folder / POSTINGS_FILE)
    fields = {name: postings_from_arrays(name, arrays) for name in (*RANKED_FIELDS, WORDS_FIELD)}
    return fields, positions_from_arrays(WORDS_FIELD, arrays, fields[WORDS_FIELD])
