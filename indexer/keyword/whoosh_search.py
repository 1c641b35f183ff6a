"""The keyword index answered by Whoosh itself, through its own searchers, where the arrays cannot be used.

The same matches and the same scores as `index.KeywordIndex`, a hundred times as slowly. Whoosh scores a term in one
field, and its BM25F adds the fields up after saturation; ours joins them before it. `FieldWeighting` therefore weighs a
term within its field, and `JoinedTerm` adds those weights up and saturates the sum (see `scoring`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import NullMatcher, UnionMatcher, WrappingMatcher
from whoosh.query import Or, Phrase, Query, Term
from whoosh.scoring import BaseScorer, WeightingModel, WeightScorer
from whoosh.searching import Searcher
from whoosh.util import make_binary_tree

from indexer.keyword.index import FIELD_WEIGHTS, K1, NO_WEIGHTS, DamageReport, KeywordIndex, Mask, Scores, Synonym
from indexer.keyword.scoring import Impact, inverse_document_frequency
from indexer.keyword.segments import RANKED_FIELDS, WORDS_FIELD
from indexer.keyword.spelling import nearest_word
from indexer.keyword.whoosh_index import open_whoosh, read_field

SLOW = (
    "Answered by Whoosh alone, which is slow: the arrays beside it are missing or of another version. "
    "`precedent check --repair` makes them again."
)


class FieldWeighting(WeightingModel):  # type: ignore[misc]
    """Weighs a term in one field: boost times frequency, divided by the normalised length of the field."""

    def __init__(self, divisors: Mapping[str, NDArray[np.float64]]) -> None:
        """`divisors` has for each field float64 (n,): the normalised length of each document of the segment."""
        self.divisors = divisors

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> BaseScorer:
        if fieldname not in self.divisors:  # a row of words, whose score nobody asks for
            return WeightScorer.for_(searcher, fieldname, text)
        return _FieldScorer(FIELD_WEIGHTS[fieldname].boost, self.divisors[fieldname])


class _FieldScorer(BaseScorer):  # type: ignore[misc]
    def __init__(self, boost: float, divisors: NDArray[np.float64]) -> None:
        self._boost = boost
        self._divisors = divisors

    def score(self, matcher: Any) -> float:
        return float(self._boost * matcher.weight() / self._divisors[matcher.id()])


class JoinedTerm(Query):  # type: ignore[misc]
    """A stem in any of the ranked fields, scored by BM25F; `idf` is that of the whole archive."""

    def __init__(self, stem: str, idf: float) -> None:
        self.stem = stem
        self.idf = idf

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        reader = searcher.reader()
        found = [
            reader.postings(field, self.stem, scorer=searcher.weighting.scorer(searcher, field, self.stem))
            for field in RANKED_FIELDS
            if (field, self.stem) in reader
        ]
        return _Saturated(make_binary_tree(UnionMatcher, found), self.idf) if found else NullMatcher()

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count_all())

    estimate_min_size = estimate_size

    def __hash__(self) -> int:
        return hash(self.stem)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JoinedTerm) and (self.stem, self.idf) == (other.stem, other.idf)


class _Saturated(WrappingMatcher):  # type: ignore[misc]
    """Saturates what the fields sum up to."""

    def __init__(self, child: Any, boost: float = 1.0) -> None:
        """`boost`, as Whoosh names it, is the inverse document frequency."""
        super().__init__(child, boost)

    def supports_block_quality(self) -> bool:
        return False

    def score(self) -> float:
        weight = self.child.score()
        return float(self.boost * weight / (K1 + weight))


class _Words:
    """The vocabulary of several readers."""

    def __init__(self, readers: Sequence[Any]) -> None:
        self._readers = readers
        self.terms = sorted({term.decode("utf-8") for reader in readers for term in reader.lexicon(WORDS_FIELD)})

    def document_frequency(self, row: int) -> int:
        return sum(reader.doc_frequency(WORDS_FIELD, self.terms[row]) for reader in self._readers)


class WhooshKeywordIndex(KeywordIndex):
    """Answers through Whoosh's searchers, one a segment; one thread at a time, since they share open files."""

    notes = (SLOW,)

    def __init__(self, folders: Sequence[Path], opened: ExitStack, readers: Sequence[Any]) -> None:
        self._opened = opened
        counts = [reader.doc_count_all() for reader in readers]
        self._lock = threading.RLock()
        # Whoosh cannot walk the terms of an index without documents.
        held = [
            (base, reader)
            for base, reader, count in zip(accumulate(counts, initial=0), readers, counts, strict=False)
            if count
        ]
        self._bases = [base for base, _ in held]
        self._readers = [reader for _, reader in held]
        self._prepare(folders, sum(counts))

    @classmethod
    def open(cls, *folders: Path) -> WhooshKeywordIndex:
        opened = ExitStack()
        readers = []
        try:
            for folder in folders:
                with DamageReport(folder):
                    readers.append(opened.enter_context(open_whoosh(folder)))
            return cls(folders, opened, readers)
        except BaseException:
            opened.close()
            raise

    def close(self) -> None:
        self._opened.close()

    def rank(
        self,
        stems: Iterable[str],
        limit: int,
        allowed: Mask | None = None,
        synonyms: Iterable[Synonym] = (),
        weights: Mapping[str, float] = NO_WEIGHTS,
    ) -> tuple[NDArray[np.int64], Scores]:
        with self._asking():
            impacts = [self._scored(sorted(set(stems)), weights)]
            impacts += [self._synonym_impact(synonym) for synonym in synonyms]
            return self._best(impacts, limit, allowed)

    def _scored(self, stems: Sequence[str], weights: Mapping[str, float]) -> Impact:
        """What Whoosh gives the documents that hold any of `stems`."""
        scores = np.zeros(self._count, dtype=np.float32)
        query = Or([JoinedTerm(stem, weights.get(stem, 1) * self._idf(stem)) for stem in stems])
        for base, searcher in zip(self._bases, self._searchers, strict=True):
            for document, score in searcher.search(query, limit=None).items():
                scores[base + document] = score
        return Impact(None, scores)

    def _idf(self, stem: str) -> float:
        either = Or([Term(field, stem) for field in RANKED_FIELDS])
        return inverse_document_frequency(self._count, len(self._found(either)))

    def _documents(self, field: str, term: str) -> NDArray[np.integer[Any]]:
        with self._asking():
            return self._found(Term(field, term))

    def _in_a_row(self, words: Sequence[str]) -> NDArray[np.int64]:
        with self._asking():
            return self._found(Term(WORDS_FIELD, words[0]) if len(words) == 1 else Phrase(WORDS_FIELD, list(words)))

    def with_quotation(self, words: list[str], gaps: Sequence[int] | None) -> tuple[Mask, NDArray[np.int64]]:
        """Whoosh does not know what stands between two words: every text that holds them in a row must be read."""
        with self._asking():
            return np.zeros(self._count, dtype=np.bool_), self._in_a_row(words)

    def expand(self, prefix: str) -> list[str]:
        with self._asking():
            found = (reader.expand_prefix(WORDS_FIELD, prefix) for reader in self._readers)
            return sorted({word.decode("utf-8") for words in found for word in words})

    def count_expansions(self, prefix: str) -> int:
        return len(self.expand(prefix))

    def holds_word(self, word: str) -> bool:
        with self._asking():
            return any((WORDS_FIELD, word) in reader for reader in self._readers)

    def suggest(self, word: str) -> str | None:
        with self._asking():
            return None if self.holds_word(word) else nearest_word(word, self._vocabulary)

    def _found(self, query: Query) -> NDArray[np.int64]:
        """The ordinals of the paragraphs that match, rising."""
        found = [
            base + np.fromiter(searcher.docs_for_query(query), dtype=np.int64)
            for base, searcher in zip(self._bases, self._searchers, strict=True)
        ]
        return np.sort(np.concatenate([np.empty(0, dtype=np.int64), *found]))

    @contextmanager
    def _asking(self) -> Iterator[None]:
        with self._lock, DamageReport(self._folder):
            yield

    @cached_property
    def _vocabulary(self) -> _Words:
        return _Words(self._readers)

    @cached_property
    def _searchers(self) -> list[Searcher]:
        """One a segment, with the exact lengths of its fields and their mean over all segments."""
        lengths = [{name: read_field(reader, name).lengths for name in RANKED_FIELDS} for reader in self._readers]
        means = {name: sum(int(own[name].sum()) for own in lengths) / max(self._count, 1) for name in RANKED_FIELDS}

        def divisors(name: str, own: NDArray[Any]) -> NDArray[np.float64]:
            b = FIELD_WEIGHTS[name].b
            return 1 - b + b * (own / (means[name] or 1.0))

        return [
            Searcher(
                reader, FieldWeighting({name: divisors(name, own[name]) for name in RANKED_FIELDS}), closereader=False
            )
            for reader, own in zip(self._readers, lengths, strict=True)
        ]
