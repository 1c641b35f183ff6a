"""The same report in two files: the same bytes, the same words, or nearly the same words about the same inspection."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from indexer.records import CHUNK_KINDS, Report

NEARLY_SAME_SHARE = 0.9
"""Two readings of one report (PDF and Word) share more of their word triples than this; two visits far fewer."""

_SHINGLE_WORDS = 3
_WORD = re.compile(r"\w+")


class SeenReports:
    """Remembers reports, and recognises one that has been seen before."""

    def __init__(self) -> None:
        self._by_words: dict[str, Report] = {}
        self._by_inspection: dict[tuple[object, ...], list[tuple[Report, frozenset[int]]]] = {}

    def find_or_add(self, report: Report) -> Report | None:
        """The report seen before that is the same as this one; None, and remembers it, where there is none."""
        words = list(_words(report))
        digest = hashlib.sha256(" ".join(words).encode()).hexdigest()
        if words and digest in self._by_words:
            return self._by_words[digest]
        inspection = (report.type, report.area, report.published)
        # Two reports that state nothing about themselves are not thereby about the same inspection.
        alike = self._by_inspection.setdefault(inspection, []) if all(inspection) else []
        shingles = frozenset(_shingles(words))
        for other, other_shingles in alike:
            if _overlap(shingles, other_shingles) >= NEARLY_SAME_SHARE:
                return other
        self._by_words[digest] = report
        alike.append((report, shingles))
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
