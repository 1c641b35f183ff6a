"""How many of an answer's chunks each filter value would leave."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from indexer.generation import Generation
from indexer.records import Reading, Report, Section
from search_app.filters import Lens, lens_mask, report_date

FACET_NAMES = ("area", "year", "type", "section", "reading", "lens")

_READINGS = tuple(Reading)


def count_facets(generation: Generation, ordinals: NDArray[np.int64]) -> dict[str, dict[str, int]]:
    """Facet -> value -> number of chunks, most frequent first. A report without a value counts under none."""
    reports = Counter(generation.report_rows[ordinals].tolist())
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACET_NAMES}
    for row, number in reports.items():
        report = generation.reports[row]
        for name, value in _values(report).items():
            if value:
                counts[name][value] += number
    places = Counter(
        zip(generation.report_rows[ordinals].tolist(), generation.section_rows[ordinals].tolist(), strict=True)
    )
    for (row, at), number in places.items():
        if at >= 0:
            counts["section"][section_name(generation.reports[row].sections[at])] += number
    for code, number in Counter(generation.reading_codes[ordinals].tolist()).items():
        counts["reading"][_READINGS[code].value] += number
    for lens in Lens:
        counts["lens"][lens.value] = int(lens_mask(generation, lens)[ordinals].sum())
    return {name: dict(counter.most_common()) for name, counter in counts.items()}


def section_name(section: Section) -> str:
    """The name under which sections of several years are counted together: canonical where recognised."""
    return section.canonical or section.heading


def _values(report: Report) -> dict[str, str | None]:
    when = report_date(report)
    return {
        "area": report.area,
        "year": str(when.year) if when else None,
        "type": report.type.value if report.type else None,
    }
