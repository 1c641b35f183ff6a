"""The same report in two files: the same bytes, the same words, or nearly the same words about the same inspection."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from indexer.records import CHUNK_KINDS, Report

NEARLY_SAME_SHARE = 0.9
"""Two readings of one report (PDF and Word) share more of their word triples than this; two visits far fewer."""

_SHINGLE_WORDS = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a report is recognised by: a hash of its words, and of what it says of its inspection, if it says all."""

    words: str
    inspection: str | None

    @classmethod
    def of(cls, report: Report) -> Fingerprint:
        stated = (report.type, report.area, report.published)
        # Two reports that state nothing about themselves are not thereby about the same inspection.
        return cls(_hash(" ".join(_words(report))), _hash(repr([*map(str, stated)])) if all(stated) else None)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_NO_WORDS = _hash("")


@dataclass(slots=True)
class _Seen:
    source: str
    load: Callable[[], Report]
    shingles: frozenset[int] = field(default_factory=frozenset)

    def overlap(self, other: _Seen) -> float:
        return _overlap(self._read(), other._read())

    def _read(self) -> frozenset[int]:
        if not self.shingles:
            self.shingles = frozenset(_shingles(list(_words(self.load()))))
        return self.shingles


class SeenReports:
    """Remembers reports, and recognises one that has been seen before."""

    def __init__(self) -> None:
        self._by_words: dict[str, str] = {}
        self._by_inspection: dict[str, list[_Seen]] = {}

    def find_or_add(self, source: str, fingerprint: Fingerprint, load: Callable[[], Report]) -> str | None:
        """The source of the same report seen before; None, and remembers this one, where there is none.

        `load` is called only where another report is about the same inspection.
        """
        if fingerprint.words != _NO_WORDS and fingerprint.words in self._by_words:
            return self._by_words[fingerprint.words]
        seen = _Seen(source, load)
        if fingerprint.inspection is not None:
            alike = self._by_inspection.setdefault(fingerprint.inspection, [])
            for other in alike:
                if seen.overlap(other) >= NEARLY_SAME_SHARE:
                    return other.source
            alike.append(seen)
        self._by_words[fingerprint.words] = source
        return None


def _words(report: Report) -> Iterator[str]:
    for element in report.elements:
        if element.kind in CHUNK_KINDS:
            yield from _WORD.findall(report.text[element.start : element.end].casefold())


def _shingles(words: list[str]) -> Iterable[int]:
    return (hash(tuple(words[at : at + _SHINGLE_WORDS])) for at in range(len(words) - _SHINGLE_WORDS + 1))


def _overlap(left: frozenset[int], right: frozenset[int]) -> float:
    union = len(left | right)
    return len(left & right) / union if union else 0.0
