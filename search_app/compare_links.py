"""What the page "Compare" shows, as the parameters of its address and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from search_app.comparison import Comparison, Dimension
from search_app.filters import Filters, Lens
from search_app.permalinks import SearchState, read_state, search_href, state_parameters
from search_app.share_filter import ShareRange

COMPARE_PAGE = "compare"

_Choice = TypeVar("_Choice", bound=StrEnum)


class Tab(StrEnum):
    OVERVIEW = "overview"
    WORDING = "wording"


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
    """One comparison as a person sees it. `share` is of cases, None for any, and asked of words only."""

    tab: Tab = Tab.OVERVIEW
    matrix: Matrix = Matrix.THEME_YEAR
    measure: Measure = Measure.PARAGRAPHS
    share: ShareRange | None = None
    filters: Filters = field(default_factory=Filters)
    ignored: tuple[str, ...] = ()

    def on_tab(self, tab: Tab) -> CompareState:
        return replace(self, tab=tab)

    def filtered(self, filters: Filters) -> CompareState:
        return replace(self, filters=filters)


def read_compare(parameters: Mapping[str, Sequence[str]]) -> CompareState:
    """What an address asks for; what is not understood is left out and named in `ignored`."""
    search = read_state(parameters)
    ignored = list(search.ignored)
    return CompareState(
        tab=_choice(Tab, parameters, "tab", Tab.OVERVIEW, ignored),
        matrix=_choice(Matrix, parameters, "matrix", Matrix.THEME_YEAR, ignored),
        measure=_choice(Measure, parameters, "measure", Measure.PARAGRAPHS, ignored),
        share=search.filters.share,
        filters=replace(search.filters, lens=None, share=None),
        ignored=tuple(ignored),
    )


def compare_href(state: CompareState) -> str:
    """The address of a comparison, relative to any page of the site."""
    parameters = state_parameters(SearchState(filters=replace(state.filters, share=state.share))) | {
        "tab": [] if state.tab is Tab.OVERVIEW else [state.tab.value],
        "matrix": [] if state.matrix is Matrix.THEME_YEAR else [state.matrix.value],
        "measure": [] if state.measure is Measure.PARAGRAPHS else [state.measure.value],
    }
    kept = {name: values for name, values in parameters.items() if values}
    return COMPARE_PAGE + (f"?{urlencode(kept, doseq=True)}" if kept else "")


def cell_href(comparison: Comparison, row: str, column: str, measure: Measure) -> str:
    """The search that finds exactly the paragraphs counted in a cell.

    A search needs a query, and a field will do: the year or else the theme is asked for as one.
    """
    filters = comparison.filters_at(row, column, measure.lens)
    axes = {comparison.rows.dimension: row}
    if comparison.columns is not None:
        axes[comparison.columns.dimension] = column
    if Dimension.YEAR in axes:
        return search_href(SearchState(f"year:{axes[Dimension.YEAR]}", filters=replace(filters, years=())))
    return search_href(SearchState(f"theme:{axes[Dimension.THEME]}", filters=replace(filters, themes=())))


def _choice(
    kind: type[_Choice], parameters: Mapping[str, Sequence[str]], name: str, default: _Choice, ignored: list[str]
) -> _Choice:
    value = _first(parameters, name)
    try:
        return kind(value) if value else default
    except ValueError:
        ignored.append(f"This link asks for {name} “{value}”, which is not known here; it was left out.")
        return default


def _first(parameters: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(parameters.get(name, ())), "").strip()
