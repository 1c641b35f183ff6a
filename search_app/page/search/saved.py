"""Saved searches: what a visitor's browser or file keeps of them, and how many paragraphs are new to each.

A search is kept as the parameters of its address, with the generation that it was last seen in; of that
generation the checksums of its reports. New is what stands in a report that is not among them: one that came
since, or one whose file has changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

import numpy as np
from markupsafe import Markup

from indexer.errors import PrecedentError
from indexer.records import Report
from search_app.answers.labels import LENS_NAMES, MODE_NAMES, long_date
from search_app.archive import Archive
from search_app.filters.filters import Filters
from search_app.page.addresses import (
    SEARCH_PAGE,
    SearchState,
    feed_href,
    read_state,
    search_href,
    state_parameters,
)
from search_app.page.hit_html import chips
from search_app.page.process import offers_feeds
from search_app.page.templates import macro

FORMAT = 1

_TEMPLATE = "search/saved.html"

_SUM_CHARACTERS = 16
"""Of a report's SHA-256: 64 bits tell any number of reports apart, and a browser keeps little."""

_MOST_SEARCHES = 200
_LONGEST_NAME_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with its name. `seen_on` is when it was seen last, `seen` the checksums of the reports then."""

    name: str
    state: SearchState
    seen_on: date | None
    seen: frozenset[str]


@dataclass(frozen=True, slots=True)
class NewSince:
    """A saved search and the number of paragraphs new to it; None where it can no longer be asked."""

    search: SavedSearch
    paragraphs: int | None


def checksums(reports: Sequence[Report]) -> list[str]:
    """What is kept of the reports of a generation, in corpus order."""
    return [report.sha256[:_SUM_CHARACTERS] for report in reports]


def read_saved(text: str) -> tuple[SavedSearch, ...]:
    """The searches in what a browser or file has kept. What is malformed is left out: others may have written it."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        return ()
    archives, searches = value.get("archives"), value.get("searches")
    if not isinstance(searches, list):
        return ()
    known = archives if isinstance(archives, dict) else {}
    return tuple(_read(row, known) for row in searches[:_MOST_SEARCHES])


def _read(row: Any, archives: Mapping[str, Any]) -> SavedSearch:
    """A search that cannot be read keeps its place, since the browser names searches by it."""
    fields = row if isinstance(row, dict) else {}
    name, parameters, seen, day = (fields.get(key) for key in ("name", "parameters", "seen", "seenOn"))
    sums = archives.get(seen, "") if isinstance(seen, str) else ""
    state = read_state(parse_qs(parameters)) if isinstance(parameters, str) else SearchState()
    return SavedSearch(
        name=name.strip()[:_LONGEST_NAME_CHARACTERS] if isinstance(name, str) else "",
        state=state,
        seen_on=_day(day),
        seen=frozenset(sums.split()) if isinstance(sums, str) else frozenset(),
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def has_new_reports(archive: Archive, search: SavedSearch) -> bool:
    """Whether the archive holds a report that was not in it when `search` was seen last."""
    return not search.seen.issuperset(checksums(archive.reports()))


def count_new(archive: Archive, search: SavedSearch) -> NewSince:
    """How many paragraphs of new reports come near what `search` asks; those that only rank are not counted."""
    if not has_new_reports(archive, search):
        return NewSince(search, 0)
    state = search.state
    try:
        ranked = archive.engine.rank(state.query, mode=state.mode, filters=state.filters, ignore=state.literal)
    except PrecedentError:
        return NewSince(search, None)
    generation = ranked.opened.generation
    is_new = np.array([each not in search.seen for each in checksums(generation.reports)], dtype=np.bool_)
    return NewSince(search, int(is_new[generation.report_rows[ranked.ranking.near]].sum()))


# HTML of saved searches: the list of them on the first page, and the way to save one beside its results.


def save_html(state: SearchState) -> Markup:
    """A name to type for the search shown, the way to those that are saved, and its feed where there are feeds."""
    parameters = urlencode(state_parameters(state.on_page(1)), doseq=True)
    name = state.query if state.query.strip() else _filter_words(state.filters, {})
    return macro(_TEMPLATE, "save", name, parameters, feed_href(state) if offers_feeds() else "", SEARCH_PAGE)


def list_html(searches: Sequence[NewSince], report_names: dict[str, str]) -> Markup:
    """The saved searches, each with what is new to it; or how to save one. `report_names` maps ids to names."""
    items = [_item(place, each, report_names) for place, each in enumerate(searches)]
    return macro(_TEMPLATE, "listed", items, SEARCH_PAGE)


def _item(place: int, found: NewSince, report_names: dict[str, str]) -> dict[str, Any]:
    search = found.search
    return {
        "place": place,
        "name": search.name or search.state.query or "Search without a name",
        "href": search_href(search.state),
        "is_new": bool(found.paragraphs),
        "news": _news(found.paragraphs, search.seen_on),
        "about": _about(search.state, report_names),
    }


def _news(paragraphs: int | None, seen_on: date | None) -> str:
    since = f"since {long_date(seen_on)}" if seen_on else "since it was last opened"
    if paragraphs is None:
        return "cannot be run on this archive"
    return f"{paragraphs:,} new {since}" if paragraphs else f"nothing new {since}"


def _about(state: SearchState, report_names: dict[str, str]) -> str:
    """The query and filters in words, where the name does not say them."""
    said = [f"“{state.query}”", MODE_NAMES[state.mode].lower()] if state.query.strip() else []
    if state.filters.lens:
        said.append(LENS_NAMES[state.filters.lens].lower())
    if state.filters != Filters():
        said.append(_filter_words(state.filters, report_names))
    return " · ".join(said)


def _filter_words(filters: Filters, report_names: dict[str, str]) -> str:
    return " · ".join(chip.words for chip in chips(filters, report_names))
