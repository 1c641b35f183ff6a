"""Which chunks a search may return: by area, theme, section, date, grade and more, and the tool's reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from indexer.errors import QueryRefused
from indexer.language.themes import standard_themes
from indexer.records import Reading, Report, ReportType, Section, Statement
from indexer.storage.generation import Generation
from search_app.filters.printed_values import Grade, holds_name, inspectorates_of, read_grade, section_grades
from search_app.filters.shares import ShareRange

Mask = NDArray[np.bool_]


class Lens(StrEnum):
    """A filter by the tool's reading.

    A mixed chunk holds both a strength and a shortfall, so both lenses show it. Expectations mostly stand beside
    a finding, so that lens shows every chunk in which a sentence expects something.
    """

    GOOD_PRACTICE = "good-practice"
    SHORTFALL = "shortfall"
    EXPECTATION = "expectation"


_LENS_READINGS = {
    Lens.GOOD_PRACTICE: (Reading.STRENGTH, Reading.MIXED),
    Lens.SHORTFALL: (Reading.SHORTFALL, Reading.MIXED),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means no restriction; several values of one filter are alternatives; filters add up.

    `earliest` and `latest` bound the report's date, both included. That is the date of publication, or the end
    of the inspection where none is stated; a report with neither passes no filter by date or year. `share` asks
    for a proportion said in the text; reading a text for it takes long, so it is asked only of what was ranked.
    """

    areas: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    inspectorates: tuple[str, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    lens: Lens | None = None
    share: ShareRange | None = None


def filter_mask(generation: Generation, filters: Filters) -> Mask:
    """bool (n,): which chunks pass every filter. Raises QueryRefused as `field_mask` does."""
    mask = np.ones(len(generation), dtype=np.bool_)
    for name, values in (
        ("area", filters.areas),
        ("section", filters.sections),
        ("report", filters.reports),
        ("type", filters.types),
        ("year", filters.years),
        ("theme", filters.themes),
        ("grade", filters.grades),
        ("inspectorate", filters.inspectorates),
    ):
        if values:
            mask &= np.logical_or.reduce([field_mask(generation, name, value) for value in values])
    if filters.earliest or filters.latest:
        mask &= _by_report(generation, lambda report: _between(report, filters.earliest, filters.latest))
    if filters.lens is not None:
        mask &= lens_mask(generation, filters.lens)
    return mask


def lens_mask(generation: Generation, lens: Lens) -> Mask:
    """bool (n,): which chunks a lens shows."""
    if lens is Lens.EXPECTATION:
        return generation.statement_mask(Statement.EXPECTATION)
    return generation.reading_mask(_LENS_READINGS[lens])


def field_mask(generation: Generation, field: str, value: str) -> Mask:
    """bool (n,): which chunks have `value` in `field`, one of `query_tree.FIELD_NAMES`.

    An area, section, type or inspectorate is matched by whole words, whatever their case, so "barking" finds
    "Barking and Dagenham"; but the whole name of an area or a section finds only it, and no longer name that holds
    it. A report is matched by its id or file name; a year as 2016 or 2012-2016; a theme by its id, else by words of
    its name. Raises QueryRefused for a year, theme or grade that is none.
    """
    if field == "theme":
        return theme_mask(generation, find_themes(generation, value))
    if field == "grade":
        return grade_mask(generation, _grade(value))
    if field == "section":
        exact = _by_section(generation, lambda section: section_name(section).casefold() == value.casefold())
        return exact if exact.any() else _by_section(generation, lambda section: _names_section(section, value))
    if field == "year":
        first, last = _years(value)
        return _by_report(generation, lambda report: _dated_in(report, first, last))
    if field == "area" and (exact := _by_report(generation, lambda report: _is(report.area, value))).any():
        return exact
    matchers: dict[str, Callable[[Report], bool]] = {
        "area": lambda report: holds_name(report.area or "", value),
        "inspectorate": lambda report: any(holds_name(name, value) for name in inspectorates_of(report)),
        "report": lambda report: value.casefold() in (report.report_id, report.source.casefold()),
        "type": lambda report: report.type is not None and _names_type(report.type, value),
    }
    return _by_report(generation, matchers[field])


def theme_mask(generation: Generation, slugs: Iterable[str]) -> Mask:
    """bool (n,): which chunks have one of these themes."""
    mask = np.zeros(len(generation), dtype=np.bool_)
    for slug in slugs:
        mask |= generation.themes.mask(slug)
    return mask


def find_themes(generation: Generation, value: str) -> tuple[str, ...]:
    """The themes that `value` names: one by its id, else those with these words in their name.

    Raises QueryRefused where there is none, naming all.
    """
    known = {theme.slug: theme.name for theme in standard_themes().themes}
    known |= {slug: standard_themes().named(slug) for slug in generation.themes.names if slug not in known}
    wanted = value.strip().casefold()
    found = (wanted,) if wanted in known else tuple(slug for slug, name in known.items() if holds_name(name, value))
    if not found:
        raise QueryRefused(f"There is no theme {value!r}.", hint=f"The themes are {', '.join(known)}.")
    return found


def grade_mask(generation: Generation, grade: Grade) -> Mask:
    """bool (n,): which chunks stand under a heading that prints this grade."""
    return _by_place(generation, [[each is grade for each in section_grades(r)] for r in generation.reports])


def _grade(value: str) -> Grade:
    try:
        return read_grade(value)
    except ValueError:
        raise QueryRefused(
            f"{value!r} is not a grade.", hint=f"The grades are {', '.join(grade.value for grade in Grade)}."
        ) from None


def _by_report(generation: Generation, passes: Callable[[Report], bool]) -> Mask:
    passing = np.array([passes(report) for report in generation.reports], dtype=np.bool_)
    return np.asarray(passing[generation.report_rows], dtype=np.bool_)


def _by_section(generation: Generation, passes: Callable[[Section], bool]) -> Mask:
    return _by_place(generation, [[passes(section) for section in report.sections] for report in generation.reports])


def _by_place(generation: Generation, sections: list[list[bool]]) -> Mask:
    """From what holds for each section of each report to the chunks in them.

    The flat table has one place a section, and one for "before any" a report.
    """
    passing: list[bool] = []
    first_places = []
    for of_report in sections:
        first_places.append(len(passing))
        passing += [False, *of_report]
    places = np.array(first_places)[generation.report_rows] + generation.section_rows + 1
    return np.asarray(np.array(passing)[places], dtype=np.bool_)


def _is(area: str | None, value: str) -> bool:
    return area is not None and area.casefold() == value.casefold()


def section_name(section: Section) -> str:
    """The name under which sections of several years are counted together: canonical where recognised."""
    return section.canonical or section.heading


def _names_section(section: Section, value: str) -> bool:
    return value.casefold() in (section.canonical, section.number) or holds_name(section.heading, value)


def _names_type(kind: ReportType, value: str) -> bool:
    wanted = value.casefold()
    return wanted in (kind.value, kind.short.casefold()) or holds_name(kind.label, value)


def _years(value: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?", value.strip())
    if match is None:
        raise QueryRefused(f"{value!r} is not a year.", hint="Write year:2016, or year:2012-2016 for a range.")
    return int(match[1]), int(match[2] or match[1])


def report_date(report: Report) -> date | None:
    """The date that filters and counts by year go by."""
    return report.published or report.inspection_end or report.inspection_start


def _dated_in(report: Report, first: int, last: int) -> bool:
    when = report_date(report)
    return when is not None and first <= when.year <= last


def _between(report: Report, earliest: date | None, latest: date | None) -> bool:
    when = report_date(report)
    if when is None:
        return False
    return (earliest is None or earliest <= when) and (latest is None or when <= latest)
