"""Which reports are one: the same words in two files, two versions of one report, or two that nobody can tell apart."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from indexer.records import CHUNK_KINDS, Report

NEARLY_SAME_SHARE = 0.9
"""Two readings of one report (PDF and Word) share more of their word triples than this; two visits far fewer."""

REVISED_SHARE = 0.6
"""Of the word triples of two reports about one inspection: a revision keeps most of them, the summary for children or
the letter beside a report does not."""

SKETCH_SIZE = 32
"""So many of the smallest hashes of a report's triples tell which others to compare it with."""

SKETCH_SHARE_MINIMUM = 0.7
"""Of the sketch; reports that share nine tenths of their triples share eight tenths of it, give or take one tenth."""

_SHINGLE_WORDS = 3
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


class Kinship(StrEnum):
    """How a report is like one that has been seen before."""

    SAME = "same"  # the same words, or nearly so, with the same figures
    VERSION = "version"  # the same inspection with other words or figures
    ALIKE = "alike"  # nearly the same words, and one of them does not say of which inspection


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a report is recognised by.

    `words` and `figures` are hashes of all of each; `inspection` is one of type, area and date of publication, `visit`
    of type, area and dates of inspection, each None where the report does not state all three. `published` is in ISO
    form or None. `sketch` holds the smallest hashes of its word triples, in order.
    """

    words: str
    inspection: str | None
    visit: str | None = None
    figures: str = ""
    published: str | None = None
    sketch: Collection[int] = ()

    @classmethod
    def of(cls, report: Report) -> Fingerprint:
        words = list(_words(report))
        return cls(
            words=_hash(" ".join(words)),
            inspection=_stated(report.type, report.area, report.published),
            visit=_stated(report.type, report.area, report.inspection_start, report.inspection_end),
            figures=_hash(" ".join(figure for word in words for figure in _DIGITS.findall(word))),
            published=report.published.isoformat() if report.published else None,
            sketch=tuple(sorted(_shingles(words))[:SKETCH_SIZE]),
        )

    def same_inspection(self, other: Fingerprint) -> bool | None:
        """Whether two reports are about one inspection; None where that cannot be told."""
        if self.visit and other.visit:
            return self.visit == other.visit
        if self.inspection and other.inspection:
            return self.inspection == other.inspection
        return None


def _stated(*values: object) -> str | None:
    """A hash of what a report says of its inspection. Two that state nothing are not thereby about the same one."""
    return _hash(repr([str(value) for value in values])) if all(values) else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_NO_WORDS = _hash("")


class _Seen:
    def __init__(self, source: str, fingerprint: Fingerprint, load: Callable[[], Report]) -> None:
        self.source = source
        self.fingerprint = fingerprint
        self.load = load

    @cached_property
    def shingles(self) -> frozenset[int]:
        return frozenset(_shingles(list(_words(self.load()))))


@dataclass(frozen=True, slots=True)
class Likeness:
    """That a report is like the one of the file `source`, and how; `published` is that one's date of publication."""

    kinship: Kinship
    source: str
    share: float
    published: date | None
    load: Callable[[], Report]


class SeenReports:
    """Remembers reports, and recognises one that has been seen before."""

    def __init__(self) -> None:
        self._by_source: dict[str, _Seen] = {}
        self._by_key: dict[object, dict[str, None]] = {}

    def find(self, source: str, fingerprint: Fingerprint, load: Callable[[], Report]) -> Likeness | None:
        """What is nearest to a report among those seen before, None where nothing is like it.

        `load` is called only where another report comes near it or is about the same inspection.
        """
        if fingerprint.words != _NO_WORDS:
            for other in self._by_key.get(("words", fingerprint.words), ()):
                return self._likeness(Kinship.SAME, 1.0, self._by_source[other])
        new = _Seen(source, fingerprint, load)
        found = [likeness for other in self._candidates(fingerprint) if (likeness := self._compare(new, other))]
        return max(found, key=lambda likeness: likeness.share, default=None)

    def add(self, source: str, fingerprint: Fingerprint, load: Callable[[], Report]) -> None:
        """Remember a report under the name of its file."""
        self._by_source[source] = _Seen(source, fingerprint, load)
        for key in _keys(fingerprint):
            self._by_key.setdefault(key, {})[source] = None

    def remove(self, source: str) -> None:
        """Forget a report that another took the place of."""
        seen = self._by_source.pop(source)
        for key in _keys(seen.fingerprint):
            self._by_key[key].pop(source, None)

    def _candidates(self, fingerprint: Fingerprint) -> list[_Seen]:
        named: dict[str, None] = {}
        for key in (("inspection", fingerprint.inspection), ("visit", fingerprint.visit)):
            if key[1] is not None:
                named |= self._by_key.get(key, {})
        shared: dict[str, int] = {}
        for number in fingerprint.sketch:
            for source in self._by_key.get(number, ()):
                shared[source] = shared.get(source, 0) + 1
        least = len(fingerprint.sketch) * SKETCH_SHARE_MINIMUM
        named |= {source: None for source, count in shared.items() if count >= least}
        return [self._by_source[source] for source in named]

    def _compare(self, new: _Seen, other: _Seen) -> Likeness | None:
        same = new.fingerprint.same_inspection(other.fingerprint)
        if same is False:
            return None
        share = _overlap(new.shingles, other.shingles)
        if share < (REVISED_SHARE if same else NEARLY_SAME_SHARE):
            return None
        if not same:
            return self._likeness(Kinship.ALIKE, share, other)
        alike = share >= NEARLY_SAME_SHARE and new.fingerprint.figures == other.fingerprint.figures
        return self._likeness(Kinship.SAME if alike else Kinship.VERSION, share, other)

    @staticmethod
    def _likeness(kinship: Kinship, share: float, other: _Seen) -> Likeness:
        published = other.fingerprint.published
        return Likeness(kinship, other.source, share, date.fromisoformat(published) if published else None, other.load)


def _keys(fingerprint: Fingerprint) -> Iterator[object]:
    yield "words", fingerprint.words
    if fingerprint.inspection is not None:
        yield "inspection", fingerprint.inspection
    if fingerprint.visit is not None:
        yield "visit", fingerprint.visit
    yield from fingerprint.sketch


def _words(report: Report) -> Iterator[str]:
    for element in report.elements:
        if element.kind in CHUNK_KINDS:
            yield from _WORD.findall(report.text[element.start : element.end].casefold())


def _shingles(words: list[str]) -> Iterable[int]:
    """A hash of each three words in a row, the same in every process."""
    places = range(len(words) - _SHINGLE_WORDS + 1)
    return {zlib.crc32(" ".join(words[at : at + _SHINGLE_WORDS]).encode()) for at in places}


def _overlap(left: frozenset[int], right: frozenset[int]) -> float:
    union = len(left | right)
    return len(left & right) / union if union else 0.0
