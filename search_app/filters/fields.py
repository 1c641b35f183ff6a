"""The filters that are chosen by value: what each is called, and how its values are read and replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from indexer.language.themes import standard_themes
from indexer.records import ReportType
from search_app.filters.filters import Filters
from search_app.filters.printed_values import read_grade


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


@dataclass(frozen=True, slots=True)
class ValueFilter:
    """`name` is the facet's name and the parameter's; `in_order` where the values have an order of their own."""

    name: str
    title: str
    attribute: str
    label: Callable[[str], str] = str
    in_order: bool = False

    def chosen(self, filters: Filters) -> tuple[str, ...]:
        values: tuple[str, ...] = getattr(filters, self.attribute)
        return values

    def choosing(self, filters: Filters, values: tuple[str, ...]) -> Filters:
        """`filters` with these values of this filter in place of those that it had."""
        return replace(filters, **{self.attribute: values})  # type: ignore[arg-type]  # a name known only here


FACET_FILTERS = (
    ValueFilter("area", "Area", "areas"),
    ValueFilter("year", "Year", "years", in_order=True),
    ValueFilter("theme", "Theme", "themes", theme_label),
    ValueFilter("section", "Section", "sections", section_label),
    ValueFilter("type", "Type of report", "types", type_label),
    ValueFilter("grade", "Grade", "grades", grade_label),
    ValueFilter("inspectorate", "Inspectorate", "inspectorates"),
)
"""Those whose values an answer counts."""
