"""The store over one generation in this process: columns and arrays answer, and an expression becomes a mask.

Another store needs the columns and the masks as well, for what lies beside every front end.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.matrix import Scan
from indexer.keyword.index import KeywordIndex
from indexer.keyword.scoring import Kept
from indexer.records import Reading, Report, Statement
from indexer.storage.generation import Generation
from search_app.filters.expression import (
    BOILERPLATE,
    AllOf,
    Among,
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
from search_app.filters.fields import FilterField, Level, counted_fields, field_named
from search_app.filters.filters import Lens
from search_app.filters.shares import shares_of
from search_app.query.quotations import holds_phrase
from search_app.store.interface import NOTHING_RANKED, Contents, Ids, RankedList, Terms, Vector

# The columns of the filters: which paragraphs have a value, and how many of some have each.

Mask = NDArray[np.bool_]
Coded = tuple[list[str], NDArray[np.int64], NDArray[np.int64]]
"""Values, and pairs of a row and the place of a value that it has."""

_MASKS_KEPT = 50
"""Of the filters and of the expressions asked last, a byte a paragraph each: one search asks for the same one several
times."""

_LEAST_KEPT_PARAGRAPHS = 10_000


class Columns:
    """Safe for several threads: two that ask first may both look a column up, to the same end."""

    def __init__(self, generation: Contents) -> None:
        self._generation = generation
        self._coded: dict[str, Coded] = {}
        self._masks = Kept[Mask](max(len(generation), _LEAST_KEPT_PARAGRAPHS) * _MASKS_KEPT)

    # Which paragraphs have a value.

    def passing(self, condition: OneOf | DateRange) -> Mask:
        """bool (n,), not to be changed: which paragraphs pass. Raises QueryRefused for a value that is none."""
        return self._masks.get(condition, lambda: self._passing(condition))

    def _passing(self, condition: OneOf | DateRange) -> Mask:
        if isinstance(condition, DateRange):
            return self._of_reports([_between(report, condition) for report in self._generation.reports])
        if condition.field == "reading":
            return self._generation.reading_mask([Reading(value) for value in condition.values])
        if condition == BOILERPLATE:
            return self._generation.boilerplate
        if condition.field == "statement":
            masks = [self._generation.statement_mask(Statement(value)) for value in condition.values]
        else:
            field = field_named(condition.field)
            if field is None:
                raise KeyError(condition.field)
            masks = [self._having(field, value) for value in condition.values]
        return np.asarray(np.logical_or.reduce(masks))

    def _having(self, field: FilterField, value: str) -> Mask:
        if field.level is Level.PARAGRAPH:
            themes = self._generation.themes
            found = [themes.mask(name) for name in field.finder(themes.names, value)]
            return np.asarray(np.logical_or.reduce(found))
        if field.exact_first:
            folded = value.casefold()
            exact = self._of_things(field, lambda thing: folded in map(str.casefold, field.values(thing)))
            if exact.any():
                return exact
        return self._of_things(field, field.matcher(value))

    def _of_things(self, field: FilterField, passes: Callable[[Any], bool]) -> Mask:
        reports = self._generation.reports
        if field.level is Level.REPORT:
            return self._of_reports([passes(report) for report in reports])
        flat = [holds for report in reports for holds in (False, *map(passes, field.things(report)))]
        return np.asarray(np.array(flat, dtype=np.bool_)[self._places])

    def _of_reports(self, passes: Sequence[bool]) -> Mask:
        return np.asarray(np.array(passes, dtype=np.bool_)[self._generation.report_rows])

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        """int64 (n,): the place of each paragraph in a flat table of sections.

        Before the sections of each report it has one place for what stands before the first of them.
        """
        sizes = [1 + len(report.sections) for report in self._generation.reports]
        first = np.cumsum([0, *sizes], dtype=np.int64)[:-1]
        return np.asarray(first[self._generation.report_rows] + self._generation.section_rows + 1)

    # How many of some have each value.

    def counts(self, ids: NDArray[np.int64], names: Collection[str] | None = None) -> dict[str, dict[str, int]]:
        """Filter -> value -> number of these paragraphs, the most frequent first; equal ones as the archive has them.

        Of the filters called `names`, or of all. A paragraph counts under each of its values.
        """
        fields = {field.name: field for field in counted_fields()}
        wanted = (*fields, "reading", "lens") if names is None else names
        return {name: self._count(fields.get(name), name, ids) for name in wanted}

    def _count(self, field: FilterField | None, name: str, ids: NDArray[np.int64]) -> dict[str, int]:
        if name == "reading":
            readings = np.bincount(self._generation.reading_codes[ids], minlength=len(Reading))
            return _falling([reading.value for reading in Reading], readings)
        if field is None:
            lenses = [np.count_nonzero(self.passing(lens.expression)[ids]) for lens in Lens]
            return _falling([lens.value for lens in Lens], np.array(lenses), all_shown=True)
        if field.level is Level.PARAGRAPH:
            found = self._generation.themes.counts(ids)
            return _falling(list(found), np.array(list(found.values()), dtype=np.int64))
        rows = self._generation.report_rows if field.level is Level.REPORT else self._places
        values, things, codes = self._column(field)
        numbers = np.bincount(rows[ids], minlength=int(things.max(initial=0)) + 1)
        return _falling(values, np.bincount(codes, weights=numbers[things], minlength=len(values)))

    def _column(self, field: FilterField) -> Coded:
        if field.name not in self._coded:
            self._coded[field.name] = _coded(self._values(field))
        return self._coded[field.name]

    def _values(self, field: FilterField) -> Iterable[Iterable[str]]:
        for report in self._generation.reports:
            if field.level is Level.REPORT:
                yield field.values(report)
            else:
                yield ()
                yield from map(field.values, field.things(report))


def _coded(values: Iterable[Iterable[str]]) -> Coded:
    places: dict[str, int] = {}
    rows, codes = [], []
    for row, of_thing in enumerate(values):
        for value in of_thing:
            rows.append(row)
            codes.append(places.setdefault(value, len(places)))
    return list(places), np.array(rows, dtype=np.int64), np.array(codes, dtype=np.int64)


def _falling(values: Sequence[str], numbers: NDArray[Any], *, all_shown: bool = False) -> dict[str, int]:
    order = np.argsort(-numbers, kind="stable").tolist()
    return {values[place]: int(numbers[place]) for place in order if all_shown or numbers[place]}


def _between(report: Report, bounds: DateRange) -> bool:
    when: date | None = report.dated
    if when is None:
        return False
    return (bounds.earliest is None or bounds.earliest <= when) and (bounds.latest is None or when <= bounds.latest)


# An expression as a mask: the algebra that every store shares, over what each of them finds by itself.


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


# The keyword index, and a whole generation.


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
        return ordinals, scores.astype(np.float64)

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
        self.head = generation.head
        super().__init__(generation.keyword, generation.words_of, self._columns.passing)

    @property
    def reports(self) -> Sequence[Report]:
        return self._generation.reports

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
            "text": lambda ids: self._generation.words_at(ids.tolist()),
            "shares": self._shares,
        }
        if (embeddings := self._generation.embeddings) is not None:
            readers["vector"] = lambda ids: np.stack([embeddings.stored(ordinal) for ordinal in ids.tolist()])
        if (tokens := self._generation.tokens) is not None:
            readers["codes"] = lambda ids: tokens.take(ids.tolist())
        return {field: readers[field](ids) for field in fields if field in readers}

    def _shares(self, ids: Ids) -> list[list[tuple[float, float]]]:
        """Of a generation that keeps none, the texts are read."""
        if (column := self._generation.shares) is not None:
            return [column.of_row(ordinal) for ordinal in ids.tolist()]
        inspectorates = [self.reports[row].inspectorate for row in self._generation.report_rows[ids].tolist()]
        return list(map(shares_of, self._generation.words_at(ids.tolist()), inspectorates))

    def notes(self, where: Expression) -> tuple[str, ...]:
        return ()

    def prepare(self) -> None:
        if self._generation.embeddings is not None:
            self._generation.embeddings.prepare()

    def counts(self, ids: Ids, names: Collection[str] | None = None) -> dict[str, dict[str, int]]:
        return self._columns.counts(ids, names)
