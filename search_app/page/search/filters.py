"""HTML of the filters: each value with the paragraphs that it would leave, as a link that adds or removes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from search_app.answers.answer import Answer
from search_app.answers.labels import count
from search_app.archive import Archive
from search_app.filters.fields import FilterField, counted_fields
from search_app.filters.filters import Lens
from search_app.page.addresses import SEARCH_PAGE, SearchState, hrefs_choosing
from search_app.page.templates import macro

_TEMPLATE = "search/filters.html"

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """`facets` is facet -> value -> number of paragraphs; `lenses` has None for no lens at all."""

    facets: Mapping[str, Counts]
    lenses: Mapping[Lens | None, int]


def live_counts(archive: Archive, state: SearchState, answer: Answer) -> LiveCounts:
    """The counts beside the filters of `state`, whose answer is `answer`. Raises as `Archive.search`."""
    filters = state.filters
    if (
        filters.lens is None
        and answer.understood_lens is None
        and not any(field.chosen(filters) for field in counted_fields())
    ):
        facets, without_lens = answer.facets, answer.near
    else:
        choices = archive.choices(state.query, mode=state.mode, filters=filters, ignore=state.literal)
        facets, without_lens = choices.counts, choices.without_lens
    by_value = {field.name: facets.get(field.name, {}) for field in counted_fields()}
    by_lens = facets.get("lens", {})
    return LiveCounts(by_value, {None: without_lens} | {lens: by_lens.get(lens, 0) for lens in Lens})


_VALUES_IN_SIGHT = 8
"""Four filters of eight values fit the side of a laptop's screen; the rest are one click away."""


def facets_html(state: SearchState, facets: Mapping[str, Counts], *, near_only: bool = False) -> Markup:
    """Every filter that has values in this search. `near_only` is whether some of what is listed is not counted."""
    filters = [_filter(state, each, facets.get(each.name, {})) for each in counted_fields()]
    return macro(_TEMPLATE, "facets", [each for each in filters if each["in_sight"]], near_only, SEARCH_PAGE)


def heading_html(title: str) -> Markup:
    """The heading of a filter that has no values to count."""
    return macro(_TEMPLATE, "heading", title)


def _filter(state: SearchState, shown: FilterField, counts: Counts) -> dict[str, Any]:
    chosen = shown.chosen(state.filters)
    values = [*chosen, *(value for value in counts if value not in chosen)]
    limit = len(values) if shown.in_order else _VALUES_IN_SIGHT
    in_sight, behind = values[:limit], values[limit:]
    if shown.in_order:
        in_sight.sort()
    href = hrefs_choosing(state, shown.name)

    def drawn(value: str) -> dict[str, Any]:
        is_chosen, number = value in chosen, counts.get(value, 0)
        rest = tuple(other for other in chosen if other != value) if is_chosen else (*chosen, value)
        deed = "Remove the filter" if is_chosen else "Only"
        return {
            "chosen": is_chosen,
            "href": href(rest),
            "words": shown.label(value),
            "label": f"{deed} {shown.title}: {shown.label(value)}, {count(number, 'paragraph')}",
            "number": number,
        }

    return {
        "title": shown.title,
        "in_sight": [*map(drawn, in_sight)],
        "behind": [*map(drawn, sorted(behind, key=shown.label))],
    }
