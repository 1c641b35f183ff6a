"""HTML of the filters: each value with the paragraphs that it would leave, as a link that adds or removes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from search_app.answers.answer import Answer
from search_app.answers.labels import count
from search_app.engine import SearchEngine
from search_app.filters.fields import FilterField, counted_fields
from search_app.filters.filters import Lens
from search_app.page.addresses import SEARCH_PAGE, SearchState, search_href
from search_app.page.markup import link

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """`facets` is facet -> value -> number of paragraphs; `lenses` has None for no lens at all."""

    facets: Mapping[str, Counts]
    lenses: Mapping[Lens | None, int]


def live_counts(engine: SearchEngine, state: SearchState, answer: Answer) -> LiveCounts:
    """The counts beside the filters of `state`, whose answer is `answer`. Raises as `SearchEngine.search`."""
    filters = state.filters
    if filters.lens is None and not any(field.chosen(filters) for field in counted_fields()):
        facets, without_lens = answer.facets, answer.counted
    else:
        choices = engine.choices(state.query, mode=state.mode, filters=filters, ignore=state.literal)
        facets, without_lens = choices.counts, choices.without_lens
    by_value = {field.name: facets.get(field.name, {}) for field in counted_fields()}
    by_lens = facets.get("lens", {})
    return LiveCounts(by_value, {None: without_lens} | {lens: by_lens.get(lens, 0) for lens in Lens})


_VALUES_IN_SIGHT = 8
"""Four filters of eight values fit the side of a laptop's screen; the rest are one click away."""


def facets_html(state: SearchState, facets: Mapping[str, Counts], *, near_only: bool = False) -> str:
    """Every filter that has values in this search. `near_only` is whether only what comes near was counted."""
    blocks = (_filter(state, each, facets.get(each.name, {})) for each in counted_fields())
    about = '<p class="pr-note">Paragraphs that come near</p>' if near_only else ""
    return f'<nav class="pr-facets" aria-label="Filters">{about}{"".join(blocks)}</nav>'


def heading_html(title: str) -> str:
    """The heading of a filter that has no values to count."""
    return f'<div class="pr-facets"><h2>{escape(title)}</h2></div>'


def _filter(state: SearchState, shown: FilterField, counts: Counts) -> str:
    chosen = shown.chosen(state.filters)
    values = [*chosen, *(value for value in counts if value not in chosen)]
    if not values:
        return ""
    limit = len(values) if shown.in_order else _VALUES_IN_SIGHT
    in_sight, behind = values[:limit], values[limit:]
    if shown.in_order:
        in_sight.sort()
    more = ""
    if behind:
        items = "".join(_value(state, shown, value, chosen, counts) for value in sorted(behind, key=shown.label))
        more = f"<details><summary>{len(behind):,} more</summary><ul>{items}</ul></details>"
    items = "".join(_value(state, shown, value, chosen, counts) for value in in_sight)
    return f"<section><h2>{escape(shown.title)}</h2><ul>{items}</ul>{more}</section>"


def _value(state: SearchState, shown: FilterField, value: str, chosen: tuple[str, ...], counts: Counts) -> str:
    is_chosen = value in chosen
    rest = tuple(other for other in chosen if other != value) if is_chosen else (*chosen, value)
    href = search_href(state.filtered(shown.choosing(state.filters, rest)))
    number = counts.get(value, 0)
    deed = "Remove the filter" if is_chosen else "Only"
    label = f"{deed} {shown.title}: {shown.label(value)}, {count(number, 'paragraph')}"
    return (
        f'<li class="{"pr-chosen" if is_chosen else ""}">'
        f"{link(href, shown.label(value), page=SEARCH_PAGE, label=label)}"
        f'<span class="pr-quiet">{number:,}</span></li>'
    )
