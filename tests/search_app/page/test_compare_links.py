from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from search_app.compare.counts import Axis, Comparison, Counts, Dimension
from search_app.filters.filters import Filters, Lens
from search_app.page.addresses import (
    CompareState,
    Matrix,
    Measure,
    cell_href,
    compare_href,
    read_compare,
    read_state,
)

STATES = st.builds(
    CompareState,
    matrix=st.sampled_from(Matrix),
    measure=st.sampled_from(Measure),
    filters=st.builds(
        Filters,
        areas=st.lists(st.sampled_from(["York", "Isle of Wight"]), unique=True).map(tuple),
        themes=st.lists(st.sampled_from(["health", "education"]), unique=True).map(tuple),
    ),
    ignored=st.just(()),
)


def comparison(rows: Dimension, columns: Dimension, filters: Filters) -> Comparison:
    return Comparison(filters, Axis(rows, ()), Axis(columns, ()), {}, Counts(), ())


@given(STATES)
def test_the_address_of_a_comparison_restores_it_exactly(state: CompareState) -> None:
    assert read_compare(parse_qs(urlsplit(compare_href(state)).query)) == state


def test_what_is_not_understood_is_left_out_and_said() -> None:
    state = read_compare({"matrix": ["y"], "measure": ["z"], "share": ["lots"], "theme": ["weather"]})
    assert state == CompareState(ignored=state.ignored)
    assert len(state.ignored) == 4


def test_a_cell_leads_to_a_search_for_its_line_and_column_under_the_filters() -> None:
    given_filters = Filters(types=("sqs",))
    href = cell_href(
        comparison(Dimension.AREA, Dimension.YEAR, given_filters), "Isle of Wight", "2014", Measure.SHORTFALLS
    )
    state = read_state(parse_qs(urlsplit(href).query))
    assert state.query == ""
    assert state.filters == Filters(areas="Isle of Wight", years="2014", types="sqs", lens=Lens.SHORTFALL)


def test_what_a_cell_asks_for_is_asked_once() -> None:
    given_filters = Filters(themes=("health", "education"))
    href = cell_href(comparison(Dimension.THEME, Dimension.AREA, given_filters), "health", "York", Measure.PARAGRAPHS)
    state = read_state(parse_qs(urlsplit(href).query))
    assert (state.query, state.filters) == ("", Filters(themes="health", areas="York"))
