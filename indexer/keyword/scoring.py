"""BM25F: BM25 over several fields, joined before saturation.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.6. With n
documents of which d hold the term, a term t scores a document

    idf(t) * w / (k1 + w),    w = sum over fields of  boost * frequency / (1 - b + b * length / mean length)
    idf(t) = log(1 + (n - d + 0.5) / (d + 0.5))

and a query the sum over its terms. This idf is never negative, so a word that most paragraphs hold cannot
push a paragraph down. The constant factor (k1 + 1) is left out: it changes no order.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.keyword.postings import Ordinals, Postings


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """`boost` is how much one occurrence counts; `b` from 0 to 1 is how much a long field is discounted."""

    boost: float
    b: float


def inverse_document_frequency(documents: int, holding: int) -> float:
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def normalised_lengths(lengths: NDArray[np.integer[Any]], b: float) -> NDArray[np.float32]:
    """float32 (n,): the divisor of each document's frequencies, 1 for a field of mean length."""
    mean = float(lengths.mean()) if len(lengths) else 0.0
    return (1 - b + b * (lengths / (mean or 1.0))).astype(np.float32)


def saturate(weights: NDArray[np.float32], k1: float) -> NDArray[np.float32]:
    """From 0 towards 1: the tenth occurrence of a word says less than the first."""
    return weights / (k1 + weights)


# What each term adds to the score of the documents that hold it, kept for the terms that come again.
#
# In BM25F a term's share of a score depends on term and document alone, so a query's scores are sums of arrays that
# another query has mostly left behind. (An impact in the sense of Anh and Moffat, "Pruned query evaluation using
# pre-computed impacts", 2006; nothing is rounded here.)

Scores = NDArray[np.float32]

_DENSE_SHARE = 1 / 8
"""From this share of all documents on, adding to every score in a row is faster than to scattered ones."""


@dataclass(frozen=True, slots=True)
class Impact:
    """`scores`, float32, beside the rising `ordinals`; or for every document where `ordinals` is None."""

    ordinals: NDArray[np.int32] | None
    scores: Scores

    @property
    def nbytes(self) -> int:
        return self.scores.nbytes + (0 if self.ordinals is None else self.ordinals.nbytes)

    def add_to(self, scores: Scores) -> None:
        """Adds to the scores of all documents."""
        if self.ordinals is None:
            scores += self.scores
        else:
            np.add.at(scores, self.ordinals, self.scores)

    def times(self, factor: float) -> Impact:
        """What the term adds where a query counts it `factor` times."""
        return self if factor == 1 else Impact(self.ordinals, self.scores * np.float32(factor))

    def of(self, documents: NDArray[np.integer[Any]]) -> Scores:
        """float32 (len(documents),), not to be changed: what the term adds to each of `documents`."""
        if self.ordinals is documents:
            return self.scores
        if self.ordinals is None:
            return self.scores.take(documents)
        if not len(self.ordinals):
            return np.zeros(len(documents), dtype=np.float32)
        slots = self.ordinals.searchsorted(documents)
        found: Scores = self.scores.take(slots, mode="clip")
        found *= self.ordinals.take(slots, mode="clip") == documents
        return found


def impact_of(
    term: str,
    fields: Mapping[str, Postings],
    divisors: Mapping[str, Scores],
    weights: Mapping[str, FieldWeight],
    k1: float,
) -> Impact:
    """The impact of `term` by BM25F over `fields`, each with its normalised lengths and its weight."""
    count = len(next(iter(divisors.values())))
    documents, weights_held = weights_of(term, fields, divisors, weights, k1)
    scores = np.float32(inverse_document_frequency(count, len(documents))) * weights_held
    if len(documents) < _DENSE_SHARE * count:
        return Impact(documents, scores)
    dense = np.zeros(count, dtype=np.float32)
    dense[documents] = scores
    return Impact(None, dense)


def weights_of(
    term: str,
    fields: Mapping[str, Postings],
    divisors: Mapping[str, Scores],
    weights: Mapping[str, FieldWeight],
    k1: float,
) -> tuple[NDArray[np.int32], Scores]:
    """The documents that hold `term` in one of the fields, rising, and its saturated weight in each: its impact before
    it is multiplied by the inverse document frequency."""
    count = len(next(iter(divisors.values())))
    found = {name: row for name in weights if (row := fields[name].find(term)) is not None}
    documents = _union([fields[name].ordinals(row) for name, row in found.items()], count)
    summed = np.zeros(len(documents), dtype=np.float32)
    for name, row in found.items():
        held = fields[name].ordinals(row)
        places = slice(None) if len(held) == len(documents) else np.searchsorted(documents, held)
        summed[places] += weights[name].boost * (fields[name].frequencies(row) / divisors[name][held])
    return documents, saturate(summed, k1)


def sum_impacts(impacts: Iterable[Impact], documents: NDArray[np.integer[Any]]) -> Scores:
    """float32 (len(documents),): the scores of `documents` alone."""
    scores = np.zeros(len(documents), dtype=np.float32)
    for impact in impacts:
        scores += impact.of(documents)
    return scores


def where_set(mask: NDArray[np.bool_], number: int, impacts: Sequence[Impact]) -> tuple[Ordinals, Sequence[Impact]]:
    """The documents that are set in `mask`, `number` of them, rising; and `impacts`, the rarest cut to them.

    Where a query requires its words, all of them hold the rarest one, whose documents are few to look through.
    Else all impacts come back as they are.
    """
    rarest = min(impacts, key=lambda impact: len(impact.scores), default=None)
    if rarest is not None and rarest.ordinals is not None and len(rarest.ordinals) >= number:
        held = mask.take(rarest.ordinals)
        found = rarest.ordinals[held]
        if len(found) == number:
            return found, [Impact(found, each.scores[held]) if each is rarest else each for each in impacts]
    return np.flatnonzero(mask), impacts


def _union(lists: list[Ordinals], count: int) -> NDArray[np.int32]:
    if not lists:
        return np.empty(0, dtype=np.int32)
    if len(lists) == 1:
        return np.array(lists[0], dtype=np.int32)
    held = np.zeros(count, dtype=np.bool_)
    for documents in lists:
        held[documents] = True
    return np.flatnonzero(held).astype(np.int32)


# What was computed for the terms of a query, kept for the next query that has them.


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


_Value = TypeVar("_Value", bound=Sized)


class Kept(Generic[_Value]):
    """The values that were asked for last, up to a number of bytes. Safe for several threads."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._held: OrderedDict[Hashable, _Value] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], _Value]) -> _Value:
        """What `compute` gave for `key` before, or gives now."""
        with self._lock:
            if (known := self._held.get(key)) is not None:
                self._held.move_to_end(key)
                return known
        made = compute()
        with self._lock:
            if self._held.setdefault(key, made) is made:
                self._bytes += made.nbytes
            while self._bytes > self._limit_bytes and len(self._held) > 1:
                self._bytes -= self._held.popitem(last=False)[1].nbytes
        return made
