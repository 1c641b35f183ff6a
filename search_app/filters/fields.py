"""The table of filters by value: one row a filter.

The fields of the query language, the parameters of an address, the options of the command, the counts, the chips and
the help are all made from it. A new filter is one more row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from indexer.errors import QueryRefused
from indexer.language.areas import standard_areas
from indexer.language.themes import standard_themes
from indexer.records import Report, ReportType, Section
from search_app.filters.printed_values import Grade, holds_name, inspectorates_of, read_grade, section_grades

if TYPE_CHECKING:
    from search_app.filters.filters import Filters


class Level(Enum):
    """What a value belongs to: a whole report, a section of it, or a single paragraph."""

    REPORT = auto()
    SECTION = auto()
    PARAGRAPH = auto()


def _sections(report: Report) -> Sequence[Any]:
    return report.sections


def _as_it_stands(value: str) -> str:
    return value


def _none(thing: Any) -> Iterable[str]:
    return ()


def _equals_nothing(value: str) -> Callable[[Any], bool]:
    return lambda thing: False


def _finds_nothing(names: Iterable[str], value: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter. `name` is the field, the parameter and the option; `attribute` that of `Filters`.

    It is about reports, or about the `things` of a report, of which there is one a section. `values` are those by which
    such a thing is counted; `matcher` reads what a person wrote, and tells of a thing whether that names it. Where
    `exact_first`, whoever writes a whole name means it, and no longer name that holds it. The values of single
    paragraphs are stored with them: `finder` tells which of them a person means. `matcher` and `finder` raise
    QueryRefused for what is no value.

    `check` raises QueryRefused for what is no value in any archive. `examples` are for messages, `typed` is for the
    help. `read` takes a value from an address, and raises ValueError. `in_order` is of values with an order of their
    own, such as years.
    """

    name: str
    attribute: str
    title: str
    examples: str
    level: Level = Level.REPORT
    things: Callable[[Report], Sequence[Any]] = _sections
    values: Callable[[Any], Iterable[str]] = _none
    matcher: Callable[[str], Callable[[Any], bool]] = _equals_nothing
    finder: Callable[[Iterable[str], str], tuple[str, ...]] = _finds_nothing
    exact_first: bool = False
    check: Callable[[str], object] = _as_it_stands
    read: Callable[[str], str] = _as_it_stands
    label: Callable[[str], str] = _as_it_stands
    typed: str = ""
    metavar: str = "NAME"
    help: str | None = None
    in_order: bool = False
    counted: bool = True

    def chosen(self, filters: Filters) -> tuple[str, ...]:
        return dict(filters.chosen).get(self.attribute, ())

    def choosing(self, filters: Filters, values: tuple[str, ...]) -> Filters:
        """`filters` with these values of this filter in place of those that it had."""
        return filters.changed(**{self.attribute: values})


# What values are called.


def section_label(name: str) -> str:
    """A section's name as counted, where a recognised section is a slug: "key-strengths" to "Key strengths"."""
    words = name if " " in name or name != name.lower() else name.replace("-", " ")
    return words[:1].upper() + words[1:]


def type_label(value: str) -> str:
    """The name of a report type by its value; the value itself where it is none of ours."""
    try:
        return ReportType(value).label
    except ValueError:
        return value


def theme_label(slug: str) -> str:
    """What a theme is called."""
    return standard_themes().named(slug)


def grade_label(value: str) -> str:
    """ "Requires improvement"; the value itself where it is no grade."""
    try:
        return read_grade(value).label
    except ValueError:
        return value


# How values are read.

_YEARS = re.compile(r"([0-9]{4})(?:\s*[-–]\s*([0-9]{4}))?")


def parse_years(value: str) -> tuple[int, int]:
    """The first and the last year that "2016" or "2012-2016" names. Raises QueryRefused."""
    match = _YEARS.fullmatch(value.strip())
    if match is None:
        raise QueryRefused(f"{value!r} is not a year.", hint="Write year:2016 or year:2012-2016.")
    first, last = match[1], match[2] or match[1]
    if last < first:
        raise QueryRefused(f"The years {value} run backwards.", hint=f"Write year:{last}-{first}.")
    return int(first), int(last)


_LISTED = re.compile(r",(?=\S)")


def listed_values(value: str) -> tuple[str, ...]:
    """The alternatives that the value of a field names: two in "York,Leeds". A comma before a space is part of a name,
    as in "Bournemouth, Christchurch and Poole"."""
    return tuple(filter(None, _LISTED.split(value)))


def _check_years(value: str) -> None:
    for each in listed_values(value):
        parse_years(each)


def section_name(section: Section) -> str:
    """The name under which sections of several years are counted together: canonical where recognised."""
    return section.canonical or section.heading


def find_themes(names: Iterable[str], value: str) -> tuple[str, ...]:
    """The themes that `value` names, of ours and of `names`: one by its id, else those with these words in their name.

    Raises QueryRefused where there is none, naming all.
    """
    known = {theme.slug: theme.name for theme in standard_themes().themes}
    known |= {slug: theme_label(slug) for slug in names if slug not in known}
    wanted = value.strip().casefold()
    found = (wanted,) if wanted in known else tuple(slug for slug, name in known.items() if holds_name(name, value))
    if not found:
        raise QueryRefused(f"There is no theme {value!r}.", hint=f"The themes are {', '.join(known)}.")
    return found


def _address_years(value: str) -> str:
    try:
        parse_years(value)
    except QueryRefused as refused:
        raise ValueError(value) from refused
    return value.strip()


def _address_theme(value: str) -> str:
    if value not in {theme.slug for theme in standard_themes().themes}:
        raise ValueError(value)
    return value


def _address_grade(value: str) -> str:
    return read_grade(value).value


# Which things a value names.


def _names_area(value: str) -> Callable[[Report], bool]:
    known = standard_areas()
    listed = known.named(value)

    def names(report: Report) -> bool:
        area = report.area or ""
        return holds_name(area, value) or (listed is not None and known.named(area) is listed)

    return names


def _within_years(value: str) -> Callable[[Report], bool]:
    first, last = parse_years(value)
    return lambda report: (when := report.dated) is not None and first <= when.year <= last


def _names_section(value: str) -> Callable[[Section], bool]:
    wanted = value.casefold()
    return lambda section: wanted in (section.canonical, section.number) or holds_name(section.heading, value)


def _names_type(value: str) -> Callable[[Report], bool]:
    wanted = value.casefold()

    def names(report: Report) -> bool:
        kind = report.type
        return kind is not None and (wanted in (kind.value, kind.short.casefold()) or holds_name(kind.label, value))

    return names


def _is_grade(value: str) -> Callable[[Grade | None], bool]:
    try:
        wanted = read_grade(value)
    except ValueError:
        grades = ", ".join(grade.value for grade in Grade)
        raise QueryRefused(f"{value!r} is not a grade.", hint=f"The grades are {grades}.") from None
    return lambda grade: grade is wanted


def _names_inspectorate(value: str) -> Callable[[Report], bool]:
    return lambda report: any(holds_name(name, value) for name in inspectorates_of(report))


def _is_report(value: str) -> Callable[[Report], bool]:
    wanted = value.casefold()
    return lambda report: wanted in (report.report_id, report.source.casefold())


def _year_of(report: Report) -> Iterable[str]:
    when = report.dated
    return (str(when.year),) if when else ()


FIELDS: tuple[FilterField, ...] = (
    FilterField(
        "area",
        "areas",
        "Area",
        'area:Southwark or area:"Barking and Dagenham"',
        values=lambda report: filter(None, (report.area,)),
        matcher=_names_area,
        exact_first=True,
    ),
    FilterField(
        "year",
        "years",
        "Year",
        "year:2016 or year:2012-2016",
        values=_year_of,
        matcher=_within_years,
        check=_check_years,
        read=_address_years,
        typed="year:2012-2016",
        metavar="YEAR",
        help="2016, or 2012-2016",
        in_order=True,
    ),
    FilterField(
        "theme",
        "themes",
        "Theme",
        'theme:custody or theme:"early help"',
        level=Level.PARAGRAPH,
        finder=find_themes,
        read=_address_theme,
        label=theme_label,
        metavar="THEME",
        help="such as custody",
    ),
    FilterField(
        "section",
        "sections",
        "Section",
        'section:"protecting the public"',
        values=lambda section: (section_name(section),),
        matcher=_names_section,
        level=Level.SECTION,
        exact_first=True,
        label=section_label,
    ),
    FilterField(
        "type",
        "types",
        "Type of report",
        "type:SQS",
        values=lambda report: (report.type.value,) if report.type else (),
        matcher=_names_type,
        label=type_label,
        typed="type:sqs",
        metavar="TYPE",
    ),
    FilterField(
        "grade",
        "grades",
        "Grade",
        "grade:outstanding or grade:requires-improvement",
        values=lambda grade: (grade.value,) if grade else (),
        matcher=_is_grade,
        level=Level.SECTION,
        things=section_grades,
        read=_address_grade,
        label=grade_label,
        typed="grade:good",
        metavar="GRADE",
        help="printed over the section",
    ),
    FilterField(
        "inspectorate",
        "inspectorates",
        "Inspectorate",
        "inspectorate:Ofsted",
        values=inspectorates_of,
        matcher=_names_inspectorate,
        typed="inspectorate:ofsted",
    ),
    FilterField(
        "report",
        "reports",
        "Report",
        "report:southwark-2016",
        values=lambda report: (str(report.report_id),),
        matcher=_is_report,
        metavar="ID",
        counted=False,
    ),
)
"""In the order in which they are shown."""


def filter_fields() -> tuple[FilterField, ...]:
    """All rows of the table."""
    return FIELDS


def counted_fields() -> tuple[FilterField, ...]:
    """Those whose values an answer counts."""
    return tuple(field for field in filter_fields() if field.counted)


def field_named(name: str) -> FilterField | None:
    """The row of this name, which is in small letters; None where there is none."""
    return next((field for field in filter_fields() if field.name == name), None)
