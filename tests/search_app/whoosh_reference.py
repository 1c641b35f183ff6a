"""Our queries put to Whoosh itself: match sets by its own matchers, scores by its own sums over our formula.

Whoosh has no BM25F that joins fields before saturation, so `JoinedTerm` computes it, from term frequencies that its
reader gives. Its lengths of fields are rounded to a byte, so the exact ones are summed from its postings.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from whoosh.matching import ListMatcher, NullMatcher
from whoosh.query import And as WhooshAnd
from whoosh.query import Every, Query, Term
from whoosh.query import Not as WhooshNot
from whoosh.query import Or as WhooshOr
from whoosh.query import Phrase as WhooshPhrase
from whoosh.query import Prefix as WhooshPrefix

from indexer.keyword.analysis import tokens
from indexer.keyword.scoring import FieldWeight
from search_app.query.language import And, Field, Node, Not, Or, Phrase, Prefix, Word


class FieldStatistics:
    """Exact lengths and their mean, for each of `fields`, summed from the postings of `reader`."""

    def __init__(self, reader: Any, fields: Mapping[str, FieldWeight]) -> None:
        self.fields = fields
        self.documents = reader.doc_count_all()
        self.lengths: dict[str, dict[int, float]] = {}
        for name in fields:
            lengths: defaultdict[int, float] = defaultdict(float)
            for term in reader.lexicon(name):
                for document, frequency in _postings(reader, name, term):
                    lengths[document] += frequency
            self.lengths[name] = lengths

    def normalised(self, name: str, document: int) -> float:
        mean = sum(self.lengths[name].values()) / self.documents
        b = self.fields[name].b
        return 1 - b + b * self.lengths[name][document] / mean


def _postings(reader: Any, field: str, term: Any) -> Iterator[tuple[int, float]]:
    matcher = reader.postings(field, term)
    while matcher.is_active():
        yield matcher.id(), matcher.weight()
        matcher.next()


class JoinedTerm(Query):  # type: ignore[misc]
    """One stem in several fields at once."""

    def __init__(self, stem: str, statistics: FieldStatistics, k1: float) -> None:
        self.stem = stem
        self.statistics = statistics
        self.k1 = k1

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        reader, statistics = searcher.reader(), self.statistics
        weights: defaultdict[int, float] = defaultdict(float)
        for name, settings in statistics.fields.items():
            if (name, self.stem) in reader:
                for document, frequency in _postings(reader, name, self.stem):
                    weights[document] += settings.boost * frequency / statistics.normalised(name, document)
        if not weights:
            return NullMatcher()
        idf = math.log(1 + (statistics.documents - len(weights) + 0.5) / (len(weights) + 0.5))
        documents = sorted(weights)
        return ListMatcher(documents, [idf * weights[each] / (self.k1 + weights[each]) for each in documents])

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count_all())

    estimate_min_size = estimate_size

    def __hash__(self) -> int:
        return hash(self.stem)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JoinedTerm) and self.stem == other.stem


def ranking_query(stems: set[str], statistics: FieldStatistics, k1: float) -> Query:
    """Any of `stems`."""
    return WhooshOr([JoinedTerm(stem, statistics, k1) for stem in sorted(stems)])


def matching_query(node: Node) -> Query:
    """What must hold, as far as Whoosh can say it: a quotation as words in a row, and a field not at all."""
    if isinstance(node, And):
        return WhooshAnd([matching_query(part) for part in node.parts])
    if isinstance(node, Or):
        return WhooshOr([matching_query(part) for part in node.parts])
    if isinstance(node, Not):
        return WhooshAnd([Every(), WhooshNot(matching_query(node.part))])
    if isinstance(node, Prefix):
        return WhooshPrefix("words", node.text)
    if isinstance(node, Field):
        return Every()
    found = tokens(node.text)
    parts = [token for token in found if not token.compound]
    if isinstance(node, Phrase):
        return _row([part.word for part in parts])
    assert isinstance(node, Word)
    if len(parts) == 1:
        return Term("text", parts[0].stem) if parts[0].ranks else Term("words", parts[0].word)
    joined = [Term("text", token.stem) for token in found if token.compound]
    return WhooshOr([_row([part.word for part in parts]), *joined])


def _row(words: list[str]) -> Query:
    return Term("words", words[0]) if len(words) == 1 else WhooshPhrase("words", words)
