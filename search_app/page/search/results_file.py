"""The results of a search as a file: the answer as JSON, or its hits as a table for a spreadsheet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from indexer.limits import RESULT_LIMIT_HITS
from search_app.answers.answer import Answer, first_far
from search_app.archive import Archive
from search_app.basket.export.tables import table_csv
from search_app.page.addresses import SearchState
from search_app.page.messages import TakenFile

TAKE_RESULTS = "results-take"
"""The data-action of the buttons; their data-reference is the ending of the file."""

_MEDIA_TYPES = {".csv": "text/csv", ".json": "application/json"}
_LONGEST_NAME_CHARACTERS = 60


def write_results(archive: Archive, state: SearchState, suffix: str, day: date) -> TakenFile:
    """All that comes near in the search `state`, up to the most that a search gives; where nothing does, the nearest.

    The fields are those of `precedent search --json`. Raises QueryRefused and ModelUnavailable as the search does, and
    KeyError for a `suffix` that is none of ".csv" and ".json".
    """
    media_type = _MEDIA_TYPES[suffix]
    answer = _ask(archive, state)
    value = answer.to_json()
    far = first_far(answer.hits, answer.near)
    if answer.near and far is not None:
        value["hits"] = value["hits"][: far.rank - 1]
    content = _table(value["hits"]) if suffix == ".csv" else json.dumps(value, ensure_ascii=False, indent=1).encode()
    return TakenFile(f"{_file_name(state.query)}-{day.isoformat()}{suffix}", media_type, content)


def _ask(archive: Archive, state: SearchState) -> Answer:
    return archive.search(
        state.query,
        mode=state.mode,
        limit=RESULT_LIMIT_HITS,
        filters=state.filters,
        ignore=state.literal,
        order=state.order,
    )


def _table(hits: Iterable[Mapping[str, Any]]) -> bytes:
    """A line for each hit; the names of nested fields are joined with a dot, and lists stand as JSON."""
    rows = [dict(_flat(hit)) for hit in hits]
    heads = list(rows[0]) if rows else []
    return table_csv(heads, ([row[head] for head in heads] for row in rows))


def _flat(fields: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, object]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _file_name(query: str) -> str:
    """The words of the query, fit for a file's name."""
    words = re.sub(r"\W+", "-", query.casefold())[:_LONGEST_NAME_CHARACTERS].strip("-")
    return words or "search"
