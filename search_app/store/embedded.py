"""The store over one generation in this process: an expression becomes a mask, and arrays answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.matrix import Scan
from indexer.keyword.index import KeywordIndex
from indexer.keyword.scoring import Kept
from indexer.records import Report
from indexer.storage.generation import Generation
from search_app.filters.expression import (
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    Except,
    Expression,
    Holds,
    HoldsQuotation,
    Match,
    OneOf,
    reads_texts,
)
from search_app.query.quotations import holds_phrase
from search_app.store.columns import Columns, Mask
from search_app.store.interface import NOTHING_RANKED, Ids, RankedList, Terms, Vector

_MASKS_KEPT = 50
"""Expressions whose masks are kept, a byte a paragraph each: one search asks for the same one several times."""

_LEAST_KEPT_PARAGRAPHS = 10_000


def _no_text(ordinal: int) -> str:
    raise LookupError(f"paragraph {ordinal} has no text here")


def _no_field(condition: OneOf | DateRange) -> Mask:
    raise LookupError(f"{condition} cannot be asked here")


class KeywordStore:
    """What the keyword index alone can answer; `text_of` and `passing` tell what it does not know."""

    def __init__(
        self,
        index: KeywordIndex,
        text_of: Callable[[int], str] = _no_text,
        passing: Callable[[OneOf | DateRange], Mask] = _no_field,
    ) -> None:
        self.vocabulary = index
        self._text_of = text_of
        self._passing = passing
        self._masks = Kept[Mask](max(len(index), _LEAST_KEPT_PARAGRAPHS) * _MASKS_KEPT)

    def __len__(self) -> int:
        return len(self.vocabulary)

    def sparse(self, terms: Terms, where: Expression, k: int) -> RankedList:
        """As `Store.sparse`. Raises QueryRefused as `mask` does, IndexDamaged."""
        ordinals, scores = self.vocabulary.rank(terms.stems, k, self.mask(where), terms.synonyms, terms.weights)
        return ordinals.astype(np.int64), scores.astype(np.float64)

    def ids(self, where: Expression) -> Ids:
        return np.flatnonzero(self.mask(where))

    def count(self, where: Expression) -> int:
        return int(np.count_nonzero(self.mask(where)))

    def mask(self, where: Expression) -> Mask:
        """bool (n,), not to be changed: which paragraphs pass. Raises QueryRefused for a value that is none."""

        def evaluate() -> Mask:
            mask = self._meeting(where, None)
            mask.flags.writeable = False
            return mask

        return self._masks.get(where, evaluate)

    def _meeting(self, node: Expression, within: Mask | None) -> Mask:
        """Those of `within`, or of all, that meet `node`."""
        match node:
            case Everything():
                return np.ones(len(self), dtype=np.bool_) if within is None else within
            case AllOf():
                for part in sorted(node.parts, key=reads_texts):  # only the texts that are left are then read
                    within = self._meeting(part, within)
                return np.ones(len(self), dtype=np.bool_) if within is None else within
            case AnyOf():
                return np.asarray(np.logical_or.reduce([self._meeting(part, within) for part in node.parts]))
            case Except():
                met = ~self._meeting(node.part, within)
            case Holds():
                met = self._holding(node)
            case HoldsQuotation():
                met = self._quoting(node, within)
            case _:
                met = self._passing(node)
        return met if within is None else within & met

    def _holding(self, node: Holds) -> Mask:
        index = self.vocabulary
        if node.match is Match.STEM:
            return index.with_stem(*node.terms)
        if node.match is Match.IN_A_ROW:
            return index.with_words_in_a_row(list(node.terms))
        return index.with_word(*node.terms) if len(node.terms) == 1 else index.with_any_word(node.terms)

    def _quoting(self, node: HoldsQuotation, within: Mask | None) -> Mask:
        """Those that hold it, of `within` at least; texts outside need not be read."""
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

    def counts(self, ids: Ids, names: Collection[str] | None = None) -> dict[str, dict[str, int]]:
        return self._columns.counts(ids, names)


def mask_of(generation: Generation, where: Expression) -> NDArray[np.bool_]:
    """bool (n,): which paragraphs of a generation pass, as an array that may be changed."""
    return EmbeddedStore(generation).mask(where).copy()
