"""From the texts of paragraphs to posting arrays: every term with the paragraphs that hold it.

Words are numbered as they come, and sorted once at the end by NumPy. Whoosh's own way from text to sorted postings
takes some forty times as long; it is given the result instead (`whoosh_writer`).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.arrays.files import narrowest
from indexer.keyword.analysis import read_terms
from indexer.keyword.positions import ByteIntegers, WordPositions, pack, read_gaps
from indexer.keyword.postings import FieldPostings


class _Numbers(dict[str, int]):
    """Gives each new term the next number."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Inverted:
    """One field. `order` sorts its occurrences by term, then by document, then by place."""

    postings: FieldPostings
    order: NDArray[np.int64]


class FieldTerms:
    """Collects the terms of one field, document by document."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._terms = array("i")
        self._counts = array("i")

    def add(self, terms: list[str]) -> None:
        """The terms of the next document, in order."""
        self._terms.extend(map(self._numbers.__getitem__, terms))
        self._counts.append(len(terms))

    def invert(self) -> Inverted:
        """The postings of all documents added."""
        names = sorted(self._numbers)
        ranks = np.empty(len(names), dtype=np.int64)
        ranks[[self._numbers[name] for name in names]] = np.arange(len(names))
        counts = np.frombuffer(self._counts, dtype=np.int32) if self._counts else np.empty(0, dtype=np.int32)
        terms = np.frombuffer(self._terms, dtype=np.int32) if self._terms else np.empty(0, dtype=np.int32)
        ranked = ranks[terms]
        order = np.argsort(ranked, kind="stable")
        documents = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
        pairs = (ranked * max(len(counts), 1) + documents)[order]
        beginnings = np.flatnonzero(np.diff(pairs, prepend=-1))
        held = pairs[beginnings]
        postings = FieldPostings.of(
            names,
            np.searchsorted(held // max(len(counts), 1), np.arange(len(names) + 1)).astype(np.int64),
            narrowest(held % max(len(counts), 1)),
            narrowest(np.diff(beginnings, append=len(pairs))),
            narrowest(counts),
        )
        return Inverted(postings, order)


@dataclass(frozen=True, slots=True)
class InvertedParagraphs:
    """`fields` by name, `positions` those of the unstemmed words, `count` how many paragraphs there are."""

    fields: dict[str, FieldPostings]
    positions: WordPositions
    count: int


class ParagraphTerms:
    """Collects the terms of paragraphs, each with its heading and context."""

    def __init__(self) -> None:
        self._stems, self._words = FieldTerms(), FieldTerms()
        self._heading, self._context = FieldTerms(), FieldTerms()
        self._known: dict[str, list[str]] = {}
        self._places = array("i")
        self._gaps = array("B")

    def add(self, text: str, heading: str, context: str) -> None:
        """The next paragraph."""
        words, stems = read_terms(text)
        self._words.add(words)
        self._stems.add(stems)
        self._heading.add(self._stems_of(heading))
        self._context.add(self._stems_of(context))
        self._places.extend(range(len(words)))
        self._gaps.extend(read_gaps(text))

    def _stems_of(self, text: str) -> list[str]:
        """Headings and titles are shared by many paragraphs."""
        if text not in self._known:
            self._known[text] = read_terms(text)[1]
        return self._known[text]

    def invert(self) -> InvertedParagraphs:
        """The arrays of all paragraphs added."""
        words = self._words.invert()
        fields: dict[str, FieldPostings] = {
            "text": self._stems.invert().postings,
            "words": words.postings,
            "heading": self._heading.invert().postings,
            "context": self._context.invert().postings,
        }
        places = np.frombuffer(self._places, dtype=np.int32) if self._places else np.empty(0, dtype=np.int32)
        gaps = np.frombuffer(self._gaps, dtype=np.uint8) if self._gaps else np.empty(0, dtype=np.uint8)
        positions = WordPositions(words.postings, ByteIntegers.of(places[words.order]), pack(gaps[words.order]))
        return InvertedParagraphs(fields, positions, len(words.postings.lengths))
