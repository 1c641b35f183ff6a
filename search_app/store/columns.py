"""The columns of the filters over one generation: which paragraphs have a value, and how many of some have each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.keyword.scoring import Kept
from indexer.records import Reading, Report, Statement
from search_app.filters.expression import BOILERPLATE, DateRange, OneOf
from search_app.filters.fields import FilterField, Level, counted_fields, field_named, report_date
from search_app.filters.filters import Lens
from search_app.store.interface import Contents

Mask = NDArray[np.bool_]
Coded = tuple[list[str], NDArray[np.int64], NDArray[np.int64]]
"""Values, and pairs of a row and the place of a value that it has."""

_MASKS_KEPT = 50
"""Of the filters asked last: a byte a paragraph each."""

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
    when: date | None = report_date(report)
    if when is None:
        return False
    return (bounds.earliest is None or bounds.earliest <= when) and (bounds.latest is None or when <= bounds.latest)
