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
from html import escape
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

import numpy as np

from indexer.errors import PrecedentError
from indexer.records import Report
from search_app.answers.labels import LENS_NAMES, MODE_NAMES, long_date
from search_app.engine import SearchEngine
from search_app.filters.filters import Filters
from search_app.page.addresses import SEARCH_PAGE, SearchState, read_state, search_href, state_parameters
from search_app.page.hit_html import chips
from search_app.page.markup import link
from search_app.ranking.closeness import near_paragraphs

FORMAT = 1

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


def has_new_reports(engine: SearchEngine, search: SavedSearch) -> bool:
    """Whether the archive holds a report that was not in it when `search` was seen last."""
    return not search.seen.issuperset(checksums(engine.catalogue.heads()))


def count_new(engine: SearchEngine, search: SavedSearch) -> NewSince:
    """How many paragraphs of new reports come near what `search` asks; those that only rank are not counted."""
    if not has_new_reports(engine, search):
        return NewSince(search, 0)
    state = search.state
    try:
        ranked = engine.rank(state.query, mode=state.mode, filters=state.filters, ignore=state.literal)
    except PrecedentError:
        return NewSince(search, None)
    generation, ranking = ranked.opened.generation, ranked.ranking
    near = near_paragraphs(ranked.opened.store, ranked.parsed, ranking, cosine_is_known=ranked.opened.cosine_is_known)
    is_new = np.array([each not in search.seen for each in checksums(generation.reports)], dtype=np.bool_)
    return NewSince(search, int((near & is_new[generation.report_rows[ranking.ordinals]]).sum()))


# HTML of saved searches: the list of them on the first page, and the way to save one beside its results.

_FILES = (
    '<button type="button" class="pr-copy" data-saved="to-file">Save them to a file</button>'
    '<button type="button" class="pr-copy" data-saved="from-file">Open a file of searches</button>'
)


def save_html(state: SearchState) -> str:
    """A name to type for the search shown, and the way to those that are saved."""
    parameters = urlencode(state_parameters(state.on_page(1)), doseq=True)
    saved = link("./", "Saved searches", page=SEARCH_PAGE)
    return (
        '<details class="pr-save"><summary>Save this search</summary><span>'
        f'<input type="text" aria-label="Name of this search" value="{escape(state.query)}" maxlength="200" />'
        f'<button type="button" class="pr-copy" data-saved="keep" data-parameters="{quote(parameters)}">Save</button>'
        f"{saved}</span></details>"
    )


def list_html(searches: Sequence[NewSince], report_names: dict[str, str]) -> str:
    """The saved searches, each with what is new to it; or how to save one. `report_names` maps ids to names."""
    if not searches:
        return (
            '<section class="pr-saved" aria-label="Saved searches"><h2>Saved searches</h2>'
            '<p class="pr-note">None yet. “Save this search” stands beside every result; from then on what is new to '
            "it is counted here. They are kept in this browser.</p>"
            '<p class="pr-actions"><button type="button" class="pr-copy" data-saved="from-file">Open a file of searches'
            "</button></p></section>"
        )
    items = "".join(_item(place, each, report_names) for place, each in enumerate(searches))
    return (
        '<section class="pr-saved" aria-label="Saved searches"><h2>Saved searches</h2>'
        f'<ul class="pr-list">{items}</ul><p class="pr-actions">{_FILES}</p></section>'
    )


def _item(place: int, found: NewSince, report_names: dict[str, str]) -> str:
    search = found.search
    name = search.name or search.state.query or "Search without a name"
    opens = (
        f'<a href="{escape(search_href(search.state))}" data-page="{SEARCH_PAGE}" data-saved-open="{place}">'
        f"{escape(name)}</a>"
    )
    tools = "".join(
        f'<button type="button" class="pr-copy" data-saved="{deed}" data-place="{place}" '
        f'aria-label="{words} {escape(name)}">{words}</button>'
        for deed, words in (("rename", "Rename"), ("remove", "Remove"))
    )
    about = _about(search.state, report_names)
    return f'<li data-name="{quote(name)}">{opens}{_news(found.paragraphs, search.seen_on)}{about}{tools}</li>'


def _news(paragraphs: int | None, seen_on: date | None) -> str:
    since = f"since {long_date(seen_on)}" if seen_on else "since it was seen last"
    if paragraphs is None:
        return '<span class="pr-quiet">cannot be asked of this archive</span>'
    if not paragraphs:
        return f'<span class="pr-quiet">nothing new {since}</span>'
    return f"<strong>{paragraphs:,} new {since}</strong>"


def _about(state: SearchState, report_names: dict[str, str]) -> str:
    """The query and filters in words, where the name does not say them."""
    said = [f"“{state.query}”", MODE_NAMES[state.mode].lower()]
    if state.filters.lens:
        said.append(LENS_NAMES[state.filters.lens].lower())
    if state.filters != Filters():
        said += [chip.words for chip in chips(state.filters, report_names)]
    return f'<span class="pr-quiet pr-about">{escape(" · ".join(said))}</span>'
