from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.filters.filters import Filters, Lens
from search_app.filters.shares import parse_share
from search_app.page.addresses import SearchState, read_href, read_state, search_href, search_of_reader
from search_app.ranking.fusion import Mode, Order

VALUES = st.lists(st.text(min_size=1).filter(str.strip), unique=True, max_size=3).map(tuple)
FILTERS = st.builds(
    Filters,
    areas=VALUES,
    sections=VALUES,
    reports=VALUES,
    types=VALUES,
    years=st.lists(st.sampled_from(["2012", "2016", "2012-2016"]), unique=True).map(tuple),
    earliest=st.none() | st.dates(),
    latest=st.none() | st.dates(),
    lens=st.none() | st.sampled_from(Lens),
    themes=st.lists(st.sampled_from(["education", "health"]), unique=True).map(tuple),
    grades=st.lists(st.sampled_from(["good", "requires-improvement"]), unique=True).map(tuple),
    inspectorates=VALUES,
    share=st.none() | st.sampled_from([">=0.75", "<=0.5", "=0.7", "0.5-0.75", ">0.5", "<0.5"]).map(parse_share),
)
STATES = st.builds(
    SearchState,
    query=st.text().filter(lambda text: not text or text.strip()),
    mode=st.sampled_from(Mode),
    filters=FILTERS,
    page=st.integers(1, 10**6),
    order=st.sampled_from(Order),
    ignored=st.just(()),
)


def state_at(href: str) -> SearchState:
    return read_state(parse_qs(urlsplit(href).query))


@given(STATES)
def test_the_address_of_a_search_restores_it_exactly(state: SearchState) -> None:
    assert state_at(search_href(state)) == state


def test_an_address_without_parameters_is_an_empty_search() -> None:
    assert read_state({}) == SearchState()
    assert search_href(SearchState()) == "./"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "magic"),
        ("lens", "rosy"),
        ("year", "last"),
        ("page", "0"),
        ("theme", "weather"),
        ("grade", "splendid"),
        ("page", "two"),
        ("from", "2016-13-01"),
        ("to", "yesterday"),
        ("share", "most"),
        ("sort", "nicest"),
    ],
)
def test_what_is_not_understood_is_left_out_and_said(name: str, value: str) -> None:
    state = read_state({"q": ["plans"], name: [value]})
    assert (state.query, state.mode, state.filters, state.page) == ("plans", Mode.HYBRID, Filters(), 1)
    assert len(state.ignored) == 1
    assert f"{name} “{value}”" in state.ignored[0]


def test_other_filters_and_another_query_begin_at_the_first_page() -> None:
    state = SearchState(query="plans", page=4)
    assert state.filtered(Filters(areas=("Ashmere",))).page == 1
    assert state.asking("reviews") == SearchState(query="reviews")


def test_dates_bound_a_search_by_its_address() -> None:
    filters = read_state({"from": ["2014-01-01"], "to": ["2016-12-31"]}).filters
    assert (filters.earliest, filters.latest) == (date(2014, 1, 1), date(2016, 12, 31))


def test_a_paragraph_is_addressed_by_parameters_and_not_by_a_fragment() -> None:
    assert read_href("ashmere-2014", "2.1") == "read?report=ashmere-2014&para=2.1"
    assert read_href("ashmere-2014") == "read?report=ashmere-2014"


@given(STATES)
def test_the_reader_takes_a_search_along_and_gives_it_back(state: SearchState) -> None:
    parameters = parse_qs(urlsplit(read_href("ashmere-2014", "2.1", state)).query)
    carried = state.on_page(1) if state.query else None
    assert search_of_reader(parameters) == carried
    assert parameters["report"] == ["ashmere-2014"]


def test_a_reader_without_a_search_is_addressed_without_one() -> None:
    assert read_href("ashmere-2014", "2.1", SearchState()) == "read?report=ashmere-2014&para=2.1"
    assert search_of_reader({"report": ["ashmere-2014"]}) is None
