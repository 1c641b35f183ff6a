"""The filters that are chosen by value: what each is called, and how its values are read and replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from search_app.answers.labels import grade_label, section_label, theme_label, type_label
from search_app.filters.filters import Filters


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
