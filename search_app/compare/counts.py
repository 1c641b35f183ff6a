"""How often a theme comes up in which area and year, and how often as a strength or a shortfall.

What is counted are paragraphs: those with a strength and those with a shortfall by the tool's reading. A paragraph
that holds both counts under both, as under the two lenses of a search, so that every number can be searched for.
Areas stand in alphabetical order: numbers of paragraphs say what was written about, not who is better.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.language.themes import standard_themes
from search_app.answers.labels import count
from search_app.filters.fields import find_themes
from search_app.filters.filters import Filters, Lens
from search_app.store.embedded import FilterStore, Mask
from search_app.store.interface import Contents

TOO_FEW_PARAGRAPHS = 5
"""With fewer than five, one report more or less turns any share round."""

_NO_VALUE = -1


class Dimension(StrEnum):
    """What can be compared. Each is the name of a filter, too."""

    AREA = "area"
    YEAR = "year"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class Counts:
    """Paragraphs, and those among them with a strength or a shortfall by the tool's reading."""

    paragraphs: int = 0
    strengths: int = 0
    shortfalls: int = 0

    @property
    def too_few(self) -> bool:
        """Whether there are some, but not enough to compare with others."""
        return 0 < self.paragraphs < TOO_FEW_PARAGRAPHS

    @property
    def caution(self) -> str:
        """What to say of a small number; empty where it is large enough, or nothing."""
        return f"{count(self.paragraphs, 'paragraph')}: too few to compare" if self.too_few else ""

    def to_json(self) -> dict[str, Any]:
        return {
            "paragraphs": self.paragraphs,
            "strengths": self.strengths,
            "shortfalls": self.shortfalls,
            "too_few": self.too_few,
        }


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of one dimension in their order: areas by alphabet, years as they follow, themes as in their file."""

    dimension: Dimension
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`cells` maps a row's and a column's value to their counts, without those that have no paragraph.

    Without `columns` the second half of each key is None. `notes` say what is in no cell.
    """

    filters: Filters
    rows: Axis
    columns: Axis | None
    cells: Mapping[tuple[str, str | None], Counts]
    total: Counts
    notes: tuple[str, ...]

    def at(self, row: str, column: str | None = None) -> Counts:
        return self.cells.get((row, column), Counts())

    def filters_at(self, row: str, column: str | None = None, lens: Lens | None = None) -> Filters:
        """The filters that find exactly the paragraphs of a cell."""
        filters = _choosing(self.filters, self.rows.dimension, row)
        if self.columns is not None and column is not None:
            filters = _choosing(filters, self.columns.dimension, column)
        return filters.changed(lens=lens or filters.lens)

    def to_json(self) -> dict[str, Any]:
        cells = []
        for row in self.rows.values:
            for column in self.columns.values if self.columns else (None,):
                names = {self.rows.dimension.value: row}
                if self.columns and column is not None:
                    names[self.columns.dimension.value] = column
                if self.at(row, column).paragraphs:
                    cells.append(names | self.at(row, column).to_json())
        return {
            "by": [axis.dimension.value for axis in (self.rows, self.columns) if axis],
            "counted": "paragraphs; strengths and shortfalls are the tool's reading",
            "cells": cells,
            "total": self.total.to_json(),
            "notes": list(self.notes),
        }


def compare(generation: Contents, filters: Filters, rows: Dimension, columns: Dimension | None = None) -> Comparison:
    """Counts of what passes `filters`, by one dimension or two different ones.

    Raises QueryRefused for a year, theme or grade that is none.
    """
    if rows is columns:
        raise ValueError(f"rows and columns are both {rows}")
    store = FilterStore(generation)
    allowed = store.mask(filters.expression)
    row_axis, members = _members(generation, rows, filters)
    column_axis, placed = (None, None) if columns is None else _members(generation, columns, filters)
    by_dimension = {rows: members} | ({columns: placed} if columns and placed else {})
    ordinals, row_codes, column_codes = _joined(members, placed, len(generation))
    inside = allowed[ordinals]
    ordinals, row_codes, column_codes = ordinals[inside], row_codes[inside], column_codes[inside]
    width = len(column_axis.values) if column_axis else 1
    places = row_codes * max(1, width) + column_codes
    size = len(row_axis.values) * max(1, width)
    lenses = [store.mask(lens.expression) for lens in (Lens.GOOD_PRACTICE, Lens.SHORTFALL)]
    weights = [None, *(mask[ordinals] for mask in lenses)]
    numbers = [np.bincount(places, weights=each, minlength=size) for each in weights]
    cells = {
        (row_axis.values[at // width], column_axis.values[at % width] if column_axis else None): Counts(
            *(int(number[at]) for number in numbers)
        )
        for at in np.flatnonzero(numbers[0]).tolist()
    }
    total = Counts(*(int((allowed & mask).sum()) for mask in (allowed, *lenses)))
    used_rows = {row for row, _ in cells}
    used_columns = {column for _, column in cells}
    return Comparison(
        filters,
        _kept(row_axis, used_rows),
        _kept(column_axis, used_columns) if column_axis else None,
        cells,
        total,
        tuple(_notes(allowed, by_dimension)),
    )


@dataclass(frozen=True, slots=True)
class _Members:
    """Pairs of a chunk and its value: int64 (m,) each. `single` where no chunk has two values."""

    ordinals: NDArray[np.int64]
    codes: NDArray[np.int64]
    single: bool


def _members(generation: Contents, dimension: Dimension, filters: Filters) -> tuple[Axis, _Members]:
    if dimension is Dimension.THEME:
        return _theme_members(generation, filters)
    values = [
        report.area if dimension is Dimension.AREA else str(when.year) if (when := report.dated) else None
        for report in generation.reports
    ]
    names = sorted({value for value in values if value}, key=lambda name: (name.casefold(), name))
    places = {name: place for place, name in enumerate(names)}
    of_report = np.array([places.get(value or "", _NO_VALUE) for value in values], dtype=np.int64)
    codes = of_report[generation.report_rows]
    ordinals = np.flatnonzero(codes != _NO_VALUE)
    return Axis(dimension, tuple(names)), _Members(ordinals, codes[ordinals], single=True)


def _theme_members(generation: Contents, filters: Filters) -> tuple[Axis, _Members]:
    """Where themes are asked for, only these: their paragraphs touch others, too, which were not asked about."""
    known = generation.themes.names
    wanted = {slug for value in filters.themes for slug in find_themes(known, value)} or set(known)
    in_order = [theme.slug for theme in standard_themes().themes if theme.slug in known]
    names = [slug for slug in (*in_order, *(slug for slug in known if slug not in in_order)) if slug in wanted]
    found = [np.flatnonzero(generation.themes.mask(slug)) for slug in names]
    codes = [np.full(len(each), place, dtype=np.int64) for place, each in enumerate(found)]
    empty = np.zeros(0, dtype=np.int64)
    return Axis(Dimension.THEME, tuple(names)), _Members(
        np.concatenate([empty, *found]), np.concatenate([empty, *codes]), single=False
    )


def _joined(
    rows: _Members, columns: _Members | None, chunks: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Ordinals, row codes and column codes of every pair of values that a chunk has."""
    if columns is None:
        return rows.ordinals, rows.codes, np.zeros_like(rows.codes)
    many, one = (rows, columns) if columns.single else (columns, rows)
    lookup = np.full(chunks, _NO_VALUE, dtype=np.int64)
    lookup[one.ordinals] = one.codes
    other = lookup[many.ordinals]
    kept = other != _NO_VALUE
    ordinals, of_many, of_one = many.ordinals[kept], many.codes[kept], other[kept]
    return (ordinals, of_many, of_one) if many is rows else (ordinals, of_one, of_many)


def _kept(axis: Axis, used: Iterable[str | None]) -> Axis:
    wanted = set(used)
    return replace(axis, values=tuple(value for value in axis.values if value in wanted))


def _choosing(filters: Filters, dimension: Dimension, value: str) -> Filters:
    return filters.changed(**{f"{dimension.value}s": value})


_MISSING = {
    Dimension.AREA: "of reports that state no area",
    Dimension.YEAR: "of reports that state no date",
    Dimension.THEME: "on none of the themes",
}


def _notes(allowed: Mask, members: Mapping[Dimension, _Members]) -> Iterator[str]:
    """What is in no cell, and why."""
    for dimension, placed in members.items():
        outside = allowed.copy()
        outside[placed.ordinals] = False
        if number := int(outside.sum()):
            yield f"Left out: {count(number, 'paragraph')} {_MISSING[dimension]}."
