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
from urllib.parse import parse_qs

import numpy as np

from indexer.errors import PrecedentError
from indexer.records import Report
from search_app.closeness import near_paragraphs
from search_app.engine import SearchEngine
from search_app.permalinks import SearchState, read_state

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
    except ValueError:
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
    near = near_paragraphs(
        generation.keyword, ranked.parsed, ranking, cosine_is_known=ranked.opened.cosine_is_known
    )
    is_new = np.array([each not in search.seen for each in checksums(generation.reports)], dtype=np.bool_)
    return NewSince(search, int((near & is_new[generation.report_rows[ranking.ordinals]]).sum()))
