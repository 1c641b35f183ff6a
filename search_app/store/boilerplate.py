"""Whether a paragraph is boilerplate: what several reports print in nearly the same words.

It is cut into runs of words, and each run is looked up in the positions of the keyword index. A name, a date or a
number that differs spoils the one run that it stands in and no other. No model is needed.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from indexer.keyword.analysis import read_terms, tokens
from indexer.records import Chunk
from indexer.storage.generation import Generation

_RUN_WORDS = 8
"""Shorter runs are phrases that inspectors share ("children and young people who are looked after")."""

_RECURRING_REPORTS = 3
"""Two may be two visits to one place; from three on it is the inspectorate's own wording."""

_RECURRING_SHARE = 0.5
"""Of the runs. In the reports at hand, paragraphs lie near 0 or near 1, and hardly any between."""


def is_boilerplate(generation: Generation, chunk: Chunk) -> bool:
    """True where most runs of words of `chunk` stand in several reports. Too short to tell is False."""
    words = [token.word for token in tokens(chunk.text) if not token.compound]
    runs = [words[at : at + _RUN_WORDS] for at in range(0, len(words) - _RUN_WORDS + 1, _RUN_WORDS)]
    needed = _RECURRING_SHARE * len(runs)
    recurring = 0
    for looked_at, run in enumerate(runs):
        if recurring + len(runs) - looked_at < needed:
            return False
        recurring += _reports_with(generation, run) >= _RECURRING_REPORTS
    return bool(runs) and recurring >= needed


def _reports_with(generation: Generation, words: list[str]) -> int:
    holding = generation.keyword.with_words_in_a_row(words)
    return len(np.unique(generation.report_rows[holding]))


# The same of every paragraph at once: each run that stands anywhere is a number, and numbers are counted.

_HASH_BASE = 0x9E3779B97F4A7C15
"""Odd, so that no word is lost when numbers are taken modulo two to the 64th."""


def boilerplate_of_all(generation: Generation) -> NDArray[np.bool_]:
    """bool (n,): what `is_boilerplate` says of every paragraph, in a time that grows with the words alone."""
    numbers = _WordNumbers()
    runs = [_hashed_runs(numbers, generation.chunk(ordinal).text) for ordinal in range(len(generation))]
    by_report: dict[int, list[NDArray[np.uint64]]] = {}
    for row, own in zip(generation.report_rows.tolist(), runs, strict=True):
        by_report.setdefault(row, []).append(own)
    once = [np.unique(np.concatenate(own)) for own in by_report.values()]
    found, reports = np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *once]), return_counts=True)
    recurring = found[reports >= _RECURRING_REPORTS]
    return np.array([_mostly_recurring(own[::_RUN_WORDS], recurring) for own in runs], dtype=np.bool_)


def _mostly_recurring(runs: NDArray[np.uint64], recurring: NDArray[np.uint64]) -> bool:
    if not len(runs) or not len(recurring):
        return False
    places = np.minimum(np.searchsorted(recurring, runs), len(recurring) - 1)
    return bool(np.count_nonzero(recurring[places] == runs) >= _RECURRING_SHARE * len(runs))


class _WordNumbers(dict[str, int]):
    def __missing__(self, word: str) -> int:
        self[word] = number = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        return number


def _hashed_runs(numbers: _WordNumbers, text: str) -> NDArray[np.uint64]:
    """uint64 (k,): a number for each run of words in `text`, one beginning at each word."""
    words = np.array([numbers[word] for word in read_terms(text)[0]], dtype=np.uint64)
    count = max(0, len(words) - _RUN_WORDS + 1)
    hashed = np.zeros(count, dtype=np.uint64)
    for place in range(_RUN_WORDS):
        hashed *= np.uint64(_HASH_BASE)
        hashed += words[place : place + count]
    return hashed
