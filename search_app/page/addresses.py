"""A search as the parameters of an address, and back; and the address of a paragraph.

Parameters and no fragment, because the page loses a fragment as soon as a parameter changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode

from search_app.compare.counts import Comparison, Dimension
from search_app.filters.fields import filter_fields
from search_app.filters.filters import Filters, Lens, single_filters
from search_app.ranking.fusion import Mode, Order

SEARCH_PAGE = "search"
READ_PAGE = "read"
BASKET_PAGE = "basket"

HITS_PER_PAGE = 20
"""Of results: two screens or three, enough to compare, few enough to draw at once."""

_SEARCH_PATH = "./"
_READ_PATH = "read"
_SEARCH_PARAMETER = "search"
_SEARCHES_CACHED = 64

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

    @property
    def asks(self) -> bool:
        """Whether there is something to search: words, or filters alone."""
        return bool(self.query.strip()) or self.filters != Filters()

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
    chosen: dict[str, Any] = {}
    for each in filter_fields():
        chosen[each.attribute] = _known(parameters, each.name, each.read, ignored)
    for single in single_filters():
        chosen[single.attribute] = _first_value(_known(parameters, single.name, single.read, ignored))
    return SearchState(
        query=_first_value(_values(parameters, "q")) or "",
        mode=_first_value(_known(parameters, "mode", Mode, ignored)) or Mode.HYBRID,
        filters=Filters(**chosen),
        page=_first_value(_known(parameters, "page", _page, ignored)) or 1,
        order=_first_value(_known(parameters, "sort", Order, ignored)) or Order.BEST,
        literal=_values(parameters, "literal"),
        distant=bool(_values(parameters, "distant")),
        ignored=tuple(ignored),
    )


def state_parameters(state: SearchState) -> dict[str, list[str]]:
    """The parameters that restore `state`; what is at its default is left out."""
    singles = {each.name: each.text(state.filters) for each in single_filters()}
    parameters = {
        "q": [state.query],
        "mode": [] if state.mode is Mode.HYBRID else [state.mode.value],
        "lens": [singles.pop("lens")],
        **{each.name: list(each.chosen(state.filters)) for each in filter_fields()},
        **{name: [text] for name, text in singles.items()},
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


def feed_href(state: SearchState) -> str:
    """The address of a search as an Atom feed, where the API is served beside the page."""
    parameters = state_parameters(replace(state.on_page(1), order=Order.BEST, distant=False))
    asked = {"ignore" if name == "literal" else name: values for name, values in parameters.items()}
    return f"api/feed?{urlencode(asked, doseq=True)}"


def hrefs_choosing(state: SearchState, name: str) -> Callable[[Sequence[str]], str]:
    """What gives the address of the same search, from its first page, with other values of the filter `name`: of all
    the values beside a page of results, most of the address is the same."""
    rest = {other: values for other, values in state_parameters(state.on_page(1)).items() if other != name}
    same = urlencode(rest, doseq=True)

    def href(values: Sequence[str]) -> str:
        parameters = "&".join(filter(None, (same, urlencode({name: values}, doseq=True))))
        return _SEARCH_PATH + (f"?{parameters}" if parameters else "")

    return href


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
    parameters = {
        "report": report_id,
        "para": address,
        _SEARCH_PARAMETER: _carried(search) if search else "",
        "find": find,
        "sheet": str(sheet) if sheet else "",
    }
    return f"{_READ_PATH}?{urlencode({name: value for name, value in parameters.items() if value})}"


@lru_cache(maxsize=_SEARCHES_CACHED)
def _carried(search: SearchState) -> str:
    """A search in words as one parameter, the same for every paragraph that it found; empty where it has no words."""
    return urlencode(state_parameters(search.on_page(1)), doseq=True) if search.query.strip() else ""


def search_of_reader(parameters: _Parameters) -> SearchState | None:
    """The search that the reader's address carries; None where it carries none."""
    carried = _first_value(_values(parameters, _SEARCH_PARAMETER))
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


def _first_value(values: Sequence[_Value]) -> _Value | None:
    return values[0] if values else None


def _page(value: str) -> int:
    page = int(value)
    if page < 1:
        raise ValueError(value)
    return page


# What the page "Compare" shows, as the parameters of its address and back.

COMPARE_PAGE = "compare"

_Choice = TypeVar("_Choice", bound=StrEnum)


class Matrix(StrEnum):
    """Lines and columns of the overview."""

    THEME_YEAR = "theme-year"
    AREA_YEAR = "area-year"
    THEME_AREA = "theme-area"

    @property
    def rows(self) -> Dimension:
        return Dimension(self.value.split("-")[0])

    @property
    def columns(self) -> Dimension:
        return Dimension(self.value.split("-")[1])


class Measure(StrEnum):
    """What a cell shows: all its paragraphs, or those with a strength or a shortfall."""

    PARAGRAPHS = "paragraphs"
    STRENGTHS = "strengths"
    SHORTFALLS = "shortfalls"

    @property
    def lens(self) -> Lens | None:
        return {Measure.STRENGTHS: Lens.GOOD_PRACTICE, Measure.SHORTFALLS: Lens.SHORTFALL}.get(self)


@dataclass(frozen=True, slots=True)
class CompareState:
    """One comparison as a person sees it."""

    matrix: Matrix = Matrix.THEME_YEAR
    measure: Measure = Measure.PARAGRAPHS
    filters: Filters = field(default_factory=Filters)
    ignored: tuple[str, ...] = ()

    def filtered(self, filters: Filters) -> CompareState:
        return replace(self, filters=filters)


def read_compare(parameters: Mapping[str, Sequence[str]]) -> CompareState:
    """What an address asks for; what is not understood is left out and named in `ignored`."""
    search = read_state(parameters)
    ignored = list(search.ignored)
    return CompareState(
        matrix=_choice(Matrix, parameters, "matrix", Matrix.THEME_YEAR, ignored),
        measure=_choice(Measure, parameters, "measure", Measure.PARAGRAPHS, ignored),
        filters=search.filters.changed(lens=None, share=None),
        ignored=tuple(ignored),
    )


def compare_href(state: CompareState) -> str:
    """The address of a comparison, relative to any page of the site."""
    parameters = state_parameters(SearchState(filters=state.filters)) | {
        "matrix": [] if state.matrix is Matrix.THEME_YEAR else [state.matrix.value],
        "measure": [] if state.measure is Measure.PARAGRAPHS else [state.measure.value],
    }
    kept = {name: values for name, values in parameters.items() if values}
    return COMPARE_PAGE + (f"?{urlencode(kept, doseq=True)}" if kept else "")


def cell_href(comparison: Comparison, row: str, column: str, measure: Measure) -> str:
    """The search that finds exactly the paragraphs counted in a cell: its row, its column and the filters in force are
    all filters there, each with a chip that takes it away."""
    return search_href(SearchState(filters=comparison.filters_at(row, column, measure.lens)))


def _choice(
    kind: type[_Choice], parameters: Mapping[str, Sequence[str]], name: str, default: _Choice, ignored: list[str]
) -> _Choice:
    value = _first_parameter(parameters, name)
    try:
        return kind(value) if value else default
    except ValueError:
        ignored.append(f"This link asks for {name} “{value}”, which is not known here; it was left out.")
        return default


def _first_parameter(parameters: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(parameters.get(name, ())), "").strip()


# What can be asked about one paragraph of the archive, and the address that asks it.
#
# A pasted draft has no address: it may be far too long for one, and it is nobody's but its author's.

PRECEDENTS_PAGE = "precedents"

_REPORT, _PARAGRAPH, _QUESTION = "report", "para", "as"


class Asked(StrEnum):
    """What is asked about a paragraph, as it stands in an address."""

    DRAFT = "draft"
    SIMILAR = "similar"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Reference:
    """A paragraph, and what is asked about it. `ignored` is what the address asked in vain, empty where nothing."""

    report_id: str
    address: str
    asked: Asked
    ignored: str = ""


def precedents_href(report_id: str, address: str, asked: Asked) -> str:
    """The address of the answer, relative to any page of the site."""
    return f"{PRECEDENTS_PAGE}?{urlencode({_REPORT: report_id, _PARAGRAPH: address, _QUESTION: asked.value})}"


def read_reference(parameters: Mapping[str, Sequence[str]]) -> Reference | None:
    """What an address asks; None where it names no paragraph. Without a known question, the paragraph as a draft."""
    report_id, address, asked = (_first_filled_parameter(parameters, name) for name in (_REPORT, _PARAGRAPH, _QUESTION))
    if not report_id or not address:
        return None
    try:
        return Reference(report_id, address, Asked(asked or Asked.DRAFT))
    except ValueError:
        return Reference(report_id, address, Asked.DRAFT, asked)


def _first_filled_parameter(parameters: Mapping[str, Sequence[str]], name: str) -> str:
    return next((value.strip() for value in parameters.get(name, ()) if value.strip()), "")


# What the reader shows, as the parameters of its address, and back.


@dataclass(frozen=True, slots=True)
class ReaderState:
    """A report, the paragraph in view, the search that led to it, the words looked for in it, and a page of its file.

    `sheet` counts from 1; None is the page that the paragraph stands on.
    """

    report_id: str = ""
    address: str | None = None
    search: SearchState | None = None
    find: str = ""
    sheet: int | None = None

    @property
    def href(self) -> str:
        """The address of this view, relative to any page of the site."""
        return read_href(self.report_id, self.address, self.search, find=self.find, sheet=self.sheet)

    def at(self, report_id: str, address: str) -> ReaderState:
        """The same view of another paragraph."""
        return replace(self, report_id=report_id, address=address, sheet=None)

    def on_sheet(self, sheet: int) -> ReaderState:
        """The same view with another page of the file beside it."""
        return replace(self, sheet=sheet)


def read_reader_state(parameters: Mapping[str, Sequence[str]]) -> ReaderState:
    """The view that an address asks for; a page that is no number is left out."""

    def first(name: str) -> str:
        return next(iter(parameters.get(name, ())), "")

    sheet = first("sheet")
    return ReaderState(
        report_id=first("report"),
        address=first("para") or None,
        search=search_of_reader(parameters),
        find=first("find"),
        sheet=int(sheet) if sheet.isascii() and sheet.isdigit() else None,
    )
