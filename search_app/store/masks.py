"""An expression as a mask: the algebra that every store shares, over what each of them finds by itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np

from indexer.keyword.scoring import Kept
from search_app.filters.expression import (
    AllOf,
    Among,
    AnyOf,
    DateRange,
    Everything,
    Except,
    Expression,
    Holds,
    HoldsQuotation,
    OneOf,
    reads_texts,
)
from search_app.store.columns import Columns, Mask
from search_app.store.interface import Contents, Ids

_MASKS_KEPT = 50
"""Expressions whose masks are kept, a byte a paragraph each: one search asks for the same one several times."""

_LEAST_KEPT_PARAGRAPHS = 10_000


class MaskStore(ABC):
    """Which paragraphs pass an expression. Safe for several threads, as far as what it is made of is."""

    def __init__(self, count: int, passing: Callable[[OneOf | DateRange], Mask]) -> None:
        """`passing` tells which of `count` paragraphs pass a condition on the columns."""
        self._count = count
        self._passing = passing
        self._masks = Kept[Mask](max(count, _LEAST_KEPT_PARAGRAPHS) * _MASKS_KEPT)

    def __len__(self) -> int:
        return self._count

    def ids(self, where: Expression) -> Ids:
        """As `Store.ids`."""
        return np.flatnonzero(self.mask(where))

    def count(self, where: Expression) -> int:
        """As `Store.count`."""
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
                met = self._holding(node, within)
            case HoldsQuotation():
                met = self._quoting(node, within)
            case Among():
                met = np.zeros(len(self), dtype=np.bool_)
                met[list(node.ids)] = True
            case _:
                met = self._passing(node)
        return met if within is None else within & met

    @abstractmethod
    def _holding(self, node: Holds, within: Mask | None) -> Mask:
        """Those that hold it, of `within` at least."""

    @abstractmethod
    def _quoting(self, node: HoldsQuotation, within: Mask | None) -> Mask:
        """Those that hold it, of `within` at least; texts outside need not be read."""


class FilterStore(MaskStore):
    """What the columns alone can answer: filters, and nothing about words."""

    def __init__(self, contents: Contents) -> None:
        super().__init__(len(contents), Columns(contents).passing)

    def _holding(self, node: Holds, within: Mask | None) -> Mask:
        raise LookupError(f"{node} cannot be asked of the columns")

    def _quoting(self, node: HoldsQuotation, within: Mask | None) -> Mask:
        raise LookupError(f"{node} cannot be asked of the columns")
