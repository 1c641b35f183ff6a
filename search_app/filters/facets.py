"""How many of an answer's chunks each filter value would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.records import Reading, Report
from indexer.storage.generation import Generation
from search_app.filters.filters import Lens, lens_mask, report_date, section_name
from search_app.filters.printed_values import inspectorates_of, section_grades

_READINGS = tuple(Reading)
_NO_VALUE = -1

Ordinals = NDArray[np.int64]


class Facets:
    """Counts the values of one generation. What each report and section counts under is looked up once.

    Safe for several threads: two that ask first may both look it up, to the same end.
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    def count(self, ordinals: Ordinals) -> dict[str, dict[str, int]]:
        """Facet -> value -> number of chunks, most frequent first. A report without a value counts under none."""
        generation = self._generation
        reports = generation.report_rows[ordinals]
        counts = {name: _counted(*values, reports) for name, values in self._by_report.items()}
        names, codes = self._sections
        places = self._first_places[reports] + generation.section_rows[ordinals]
        counts["section"] = _counted(names, codes, places)
        counts["grade"] = _counted(*self._grades, places)
        counts["theme"] = dict(Counter(generation.themes.counts(ordinals)).most_common())
        counts["inspectorate"] = self._by_inspectorate(reports)
        counts["reading"] = _counted(_READING_NAMES, _READING_CODES, generation.reading_codes[ordinals])
        lenses = {lens.value: int(mask[ordinals].sum()) for lens, mask in self._lenses.items()}
        counts["lens"] = dict(Counter(lenses).most_common())
        return counts

    @cached_property
    def _by_report(self) -> dict[str, tuple[list[str], NDArray[np.int32]]]:
        values = [_values(report) for report in self._generation.reports]
        return {name: _coded(value[name] for value in values) for name in ("area", "year", "type")}

    @cached_property
    def _first_places(self) -> NDArray[np.int64]:
        """int64 (reports,): where each report's sections begin in the flat table, which has one more place a report."""
        sizes = [1 + len(report.sections) for report in self._generation.reports]
        return np.cumsum([0, *sizes], dtype=np.int64)[:-1] + 1

    @cached_property
    def _sections(self) -> tuple[list[str], NDArray[np.int32]]:
        """The flat table: for each report what stands before any section, which counts under none, and its sections."""
        return _coded(
            name
            for report in self._generation.reports
            for name in (None, *(section_name(section) for section in report.sections))
        )

    @cached_property
    def _grades(self) -> tuple[list[str], NDArray[np.int32]]:
        """As `_sections`, with the grade that each section stands under."""
        return _coded(
            grade.value if grade else None
            for report in self._generation.reports
            for grade in (None, *section_grades(report))
        )

    @cached_property
    def _inspectorates(self) -> list[tuple[str, ...]]:
        return [inspectorates_of(report) for report in self._generation.reports]

    def _by_inspectorate(self, reports: NDArray[np.integer]) -> dict[str, int]:
        """A joint inspection counts under each of its inspectorates."""
        found: Counter[str] = Counter()
        for row, number in enumerate(np.bincount(reports, minlength=len(self._inspectorates)).tolist()):
            found.update(dict.fromkeys(self._inspectorates[row], number))
        return {name: number for name, number in found.most_common() if number}

    @cached_property
    def _lenses(self) -> dict[Lens, NDArray[np.bool_]]:
        return {lens: lens_mask(self._generation, lens) for lens in Lens}


_READING_NAMES = [reading.value for reading in _READINGS]
_READING_CODES = np.arange(len(_READINGS), dtype=np.int32)


def _coded(values: Iterable[str | None]) -> tuple[list[str], NDArray[np.int32]]:
    """The different values in order of appearance, and for each of `values` its place among them, or -1."""
    places: dict[str, int] = {}
    codes = [places.setdefault(value, len(places)) if value else _NO_VALUE for value in values]
    return list(places), np.array(codes, dtype=np.int32)


def _counted(names: list[str], codes: NDArray[np.int32], rows: NDArray[np.integer]) -> dict[str, int]:
    """Of equal counts, the value that appears first among `rows` comes first."""
    found = codes[rows]
    values, firsts, numbers = np.unique(found[found != _NO_VALUE], return_index=True, return_counts=True)
    order = np.lexsort((firsts, -numbers))
    return {names[values[place]]: int(numbers[place]) for place in order}


def _values(report: Report) -> dict[str, str | None]:
    when = report_date(report)
    return {
        "area": report.area,
        "year": str(when.year) if when else None,
        "type": report.type.value if report.type else None,
    }
