"""A search as the parameters of an address, and back; and the address of a paragraph.

Parameters and no fragment, because the page loses a fragment as soon as a parameter changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar
from urllib.parse import parse_qs, urlencode

from indexer.errors import QueryRefused
from indexer.language.themes import standard_themes
from search_app.answers import Mode, Order
from search_app.filters import Filters, Lens
from search_app.grades import read_grade
from search_app.share_filter import ShareRange, parse_share

SEARCH_PAGE = "search"
READ_PAGE = "read"
BASKET_PAGE = "basket"

HITS_PER_PAGE = 20
"""Of results: two screens or three, enough to compare, few enough to draw at once."""

_SEARCH_PATH = "./"
_READ_PATH = "read"
_SEARCH_PARAMETER = "search"
_YEAR = re.compile(r"\d{4}(?:\s*[-–]\s*\d{4})?")

_Parameters = Mapping[str, Sequence[str]]
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class SearchState:
    """One search as a person sees it. `page` counts from 1. `ignored` says in words what a link asked in vain.

    `literal` holds keys of what is not to be understood in the query ("area:Southwark"); `distant` shows hits
    even where none is close.
    """

    query: str = ""
    mode: Mode = Mode.HYBRID
    filters: Filters = field(default_factory=Filters)
    page: int = 1
    order: Order = Order.BEST
    literal: tuple[str, ...] = ()
    distant: bool = False
    ignored: tuple[str, ...] = ()

    def on_page(self, page: int) -> SearchState:
        return replace(self, page=page)

    def filtered(self, filters: Filters) -> SearchState:
        """The same search under other filters, from its first page."""
        return replace(self, filters=filters, page=1)

    def ordered(self, order: Order) -> SearchState:
        """The same search in another order, from its first page."""
        return replace(self, order=order, page=1)

    def asking(self, query: str) -> SearchState:
        """Another query under the same mode and filters, from its first page."""
        return replace(self, query=query, page=1, literal=(), distant=False)

    def reading_literally(self, keys: tuple[str, ...]) -> SearchState:
        """The same search with these keys, and no others, not understood."""
        return replace(self, literal=keys, page=1)

    def showing_distant(self) -> SearchState:
        """The same search with its hits shown even where none is close."""
        return replace(self, distant=True)


def read_state(parameters: _Parameters) -> SearchState:
    """The search that an address asks for. What is not understood is left out and named in `ignored`."""
    ignored: list[str] = []
    filters = Filters(
        areas=_values(parameters, "area"),
        sections=_values(parameters, "section"),
        reports=_values(parameters, "report"),
        types=_values(parameters, "type"),
        years=_known(parameters, "year", _year, ignored),
        earliest=_first(_known(parameters, "from", date.fromisoformat, ignored)),
        latest=_first(_known(parameters, "to", date.fromisoformat, ignored)),
        lens=_first(_known(parameters, "lens", Lens, ignored)),
        themes=_known(parameters, "theme", _theme, ignored),
        grades=_known(parameters, "grade", _grade, ignored),
        inspectorates=_values(parameters, "inspectorate"),
        share=_first(_known(parameters, "share", _share, ignored)),
    )
    return SearchState(
        query=_first(_values(parameters, "q")) or "",
        mode=_first(_known(parameters, "mode", Mode, ignored)) or Mode.HYBRID,
        filters=filters,
        page=_first(_known(parameters, "page", _page, ignored)) or 1,
        order=_first(_known(parameters, "sort", Order, ignored)) or Order.BEST,
        literal=_values(parameters, "literal"),
        distant=bool(_values(parameters, "distant")),
        ignored=tuple(ignored),
    )


def state_parameters(state: SearchState) -> dict[str, list[str]]:
    """The parameters that restore `state`; what is at its default is left out."""
    filters = state.filters
    parameters = {
        "q": [state.query],
        "mode": [] if state.mode is Mode.HYBRID else [state.mode.value],
        "lens": [filters.lens.value] if filters.lens else [],
        "area": list(filters.areas),
        "year": list(filters.years),
        "theme": list(filters.themes),
        "section": list(filters.sections),
        "grade": list(filters.grades),
        "inspectorate": list(filters.inspectorates),
        "type": list(filters.types),
        "report": list(filters.reports),
        "from": [filters.earliest.isoformat()] if filters.earliest else [],
        "to": [filters.latest.isoformat()] if filters.latest else [],
        "share": [filters.share.text] if filters.share else [],
        "sort": [] if state.order is Order.BEST else [state.order.value],
        "page": [str(state.page)] if state.page > 1 else [],
        "literal": list(state.literal),
        "distant": ["1"] if state.distant else [],
    }
    return {name: values for name, values in parameters.items() if any(values)}


def search_href(state: SearchState) -> str:
    """The address of a search, relative to any page of the site."""
    parameters = state_parameters(state)
    return _SEARCH_PATH + (f"?{urlencode(parameters, doseq=True)}" if parameters else "")


def read_href(
    report_id: str,
    address: str | None = None,
    search: SearchState | None = None,
    *,
    find: str = "",
    sheet: int | None = None,
) -> str:
    """The address of a report, or of one paragraph in it, relative to any page of the site.

    With `search`, the reader marks its words in the report and leads from hit to hit; `find` is looked for in the
    report; `sheet` is the page of its file that is shown, from 1.
    """
    searching = search is not None and search.query.strip()
    parameters = {
        "report": report_id,
        "para": address,
        _SEARCH_PARAMETER: urlencode(state_parameters(search.on_page(1)), doseq=True) if search and searching else "",
        "find": find,
        "sheet": str(sheet) if sheet else "",
    }
    return f"{_READ_PATH}?{urlencode({name: value for name, value in parameters.items() if value})}"


def search_of_reader(parameters: _Parameters) -> SearchState | None:
    """The search that the reader's address carries; None where it carries none."""
    carried = _first(_values(parameters, _SEARCH_PARAMETER))
    state = read_state(parse_qs(carried)) if carried else SearchState()
    return state if state.query.strip() else None


def _values(parameters: _Parameters, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in parameters.get(name, ()) if value.strip()))


def _known(parameters: _Parameters, name: str, read: Callable[[str], _Value], ignored: list[str]) -> tuple[_Value, ...]:
    found = []
    for value in _values(parameters, name):
        try:
            found.append(read(value))
        except ValueError:
            ignored.append(f"This link asks for {name} “{value}”, which is not known here; it was left out.")
    return tuple(found)


def _first(values: Sequence[_Value]) -> _Value | None:
    return values[0] if values else None


def _year(value: str) -> str:
    if not _YEAR.fullmatch(value.strip()):
        raise ValueError(value)
    return value.strip()


def _theme(value: str) -> str:
    if value not in {theme.slug for theme in standard_themes().themes}:
        raise ValueError(value)
    return value


def _grade(value: str) -> str:
    return read_grade(value).value


def _share(value: str) -> ShareRange:
    try:
        return parse_share(value)
    except QueryRefused as refused:
        raise ValueError(value) from refused


def _page(value: str) -> int:
    page = int(value)
    if page < 1:
        raise ValueError(value)
    return page
