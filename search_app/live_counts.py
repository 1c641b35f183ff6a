"""How many paragraphs each choice of each filter would leave, whatever is chosen in that filter already.

An answer counts its own paragraphs, so once an area is chosen it counts only that area. A person who wants to
add a second area needs the counts that the search would have without the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from search_app.answers import Answer
from search_app.engine import SearchEngine
from search_app.filters import Filters, Lens
from search_app.permalinks import SearchState
from search_app.value_filters import FACET_FILTERS

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """`facets` is facet -> value -> number of paragraphs; `lenses` has None for no lens at all."""

    facets: Mapping[str, Counts]
    lenses: Mapping[Lens | None, int]


def live_counts(engine: SearchEngine, state: SearchState, answer: Answer) -> LiveCounts:
    """The counts beside the filters of `state`, whose answer is `answer`. Raises as `SearchEngine.search`."""
    filters = state.filters
    facets = {}
    for facet in FACET_FILTERS:
        chosen = facet.chosen(filters)
        source = _ask(engine, state, facet.choosing(filters, ())) if chosen else answer
        facets[facet.name] = source.facets.get(facet.name, {})
    unlensed = answer if filters.lens is None else _ask(engine, state, replace(filters, lens=None))
    return LiveCounts(facets, _lens_counts(unlensed))


def _ask(engine: SearchEngine, state: SearchState, filters: Filters) -> Answer:
    return engine.search(state.query, mode=state.mode, limit=0, filters=filters, ignore=state.literal)


def _lens_counts(answer: Answer) -> dict[Lens | None, int]:
    counted = answer.facets.get("lens", {})
    return {None: answer.counted} | {lens: counted.get(lens, 0) for lens in Lens}
