"""The store over one generation in this process: an expression becomes a mask, and arrays answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from indexer.embedding.matrix import Scan
from indexer.keyword.index import KeywordIndex
from indexer.records import Report
from indexer.storage.generation import Generation
from search_app.filters.expression import DateRange, Expression, Holds, HoldsQuotation, Match, OneOf
from search_app.query.quotations import holds_phrase
from search_app.store.columns import Columns, Mask
from search_app.store.interface import NOTHING_RANKED, Ids, RankedList, Terms, Vector
from search_app.store.masks import MaskStore


def _no_text(ordinal: int) -> str:
    raise LookupError(f"paragraph {ordinal} has no text here")


def _no_field(condition: OneOf | DateRange) -> Mask:
    raise LookupError(f"{condition} cannot be asked here")


class KeywordStore(MaskStore):
    """What the keyword index alone can answer; `text_of` and `passing` tell what it does not know."""

    vocabulary: KeywordIndex

    def __init__(
        self,
        index: KeywordIndex,
        text_of: Callable[[int], str] = _no_text,
        passing: Callable[[OneOf | DateRange], Mask] = _no_field,
    ) -> None:
        super().__init__(len(index), passing)
        self.vocabulary = index
        self._text_of = text_of

    def sparse(self, terms: Terms, where: Expression, k: int) -> RankedList:
        """As `Store.sparse`. Raises QueryRefused as `mask` does, IndexDamaged."""
        ordinals, scores = self.vocabulary.rank(terms.stems, k, self.mask(where), terms.synonyms, terms.weights)
        return ordinals.astype(np.int64), scores.astype(np.float64)

    def _holding(self, node: Holds, within: Mask | None) -> Mask:
        index = self.vocabulary
        if node.match is Match.STEM:
            return index.with_stem(*node.terms)
        if node.match is Match.IN_A_ROW:
            return index.with_words_in_a_row(list(node.terms))
        return index.with_word(*node.terms) if len(node.terms) == 1 else index.with_any_word(node.terms)

    def _quoting(self, node: HoldsQuotation, within: Mask | None) -> Mask:
        holding, unsure = self.vocabulary.with_quotation(list(node.words), node.gaps)
        for ordinal in dict.fromkeys(unsure.tolist()):
            if (within is None or within[ordinal]) and not holding[ordinal]:
                holding[ordinal] = holds_phrase(self._text_of(ordinal), node.pattern)
        return holding


class EmbeddedStore(KeywordStore):
    """A whole generation as `Store` asks for it."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._columns = Columns(generation)
        self.report = generation.report
        super().__init__(generation.keyword, self._text, self._columns.passing)

    @property
    def reports(self) -> Sequence[Report]:
        return self._generation.reports

    def _text(self, ordinal: int) -> str:
        return self._generation.chunk(ordinal).text

    def begin(self, vector: Vector) -> Vector | Scan:
        """The other threads of the machine look at every vector, while this one goes on."""
        embeddings = self._generation.embeddings
        return vector if embeddings is None else embeddings.begin(vector)

    def dense(self, vector: Vector | Scan, where: Expression, k: int) -> RankedList:
        begun = vector if isinstance(vector, Scan) else self.begin(vector)
        if not isinstance(begun, Scan):
            return NOTHING_RANKED
        ordinals, cosines = begun.nearest(k, self.mask(where))
        return ordinals, cosines.astype(np.float64)

    def rows(self, ids: Ids, fields: Collection[str]) -> Mapping[str, Any]:
        readers: dict[str, Callable[[Ids], Any]] = {
            "report": lambda ids: self._generation.report_rows[ids],
            "section": lambda ids: self._generation.section_rows[ids],
            "reading": lambda ids: self._generation.reading_codes[ids],
            "strength_share": lambda ids: self._generation.strength_shares[ids],
            "text": lambda ids: [self._text(ordinal) for ordinal in ids.tolist()],
        }
        if (embeddings := self._generation.embeddings) is not None:
            readers["vector"] = lambda ids: np.stack([embeddings.stored(ordinal) for ordinal in ids.tolist()])
        if (tokens := self._generation.tokens) is not None:
            readers["codes"] = lambda ids: tokens.take(ids.tolist())
        return {field: readers[field](ids) for field in fields if field in readers}

    def notes(self, where: Expression) -> tuple[str, ...]:
        return ()

    def prepare(self) -> None:
        if self._generation.embeddings is not None:
            self._generation.embeddings.prepare()

    def counts(self, ids: Ids, names: Collection[str] | None = None) -> dict[str, dict[str, int]]:
        return self._columns.counts(ids, names)
