from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest

from search_app.archive import Archive
from search_app.page.addresses import ReaderState, SearchState, read_reader_state
from search_app.page.reader.body_html import Body, body_html
from search_app.page.reader.html import found_html, walk_html
from search_app.page.reader.reader import Reader, Sight, rank_search
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

PARTS = [
    ("furniture", "Plans department"),
    ("heading", "Plans", "2", None),
    ("paragraph", "Reviews of <plans> were late.", "2.1"),
    ("paragraph", "See paragraph 2.1 on plans.", "2.2"),
]
SEARCH = SearchState(query="plans")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    publish_archive(tmp_path / "index", [make_report(parts=PARTS)], model=None)
    return Archive.open(tmp_path / "index")


def reader(archive: Archive, state: ReaderState) -> Reader:
    report = archive.catalogue.report(state.report_id)
    return Reader(archive.catalogue, report, state, rank_search(archive, state.search))


def body(archive: Archive, state: ReaderState) -> str:
    read = reader(archive, state)
    return body_html(Body(read.report, read.places, state.address, tuple(read.decorations()), state))


def test_the_words_of_the_search_are_marked_wherever_it_looks_and_nowhere_else(archive: Archive) -> None:
    markup = body(archive, ReaderState("ashmere-2014", "2.1", SEARCH))
    assert markup.count("<mark>") == 3
    assert "&lt;<mark>plans</mark>&gt;" in markup
    assert "Plans department" in markup


def test_words_looked_for_are_numbered_through_the_whole_report(archive: Archive) -> None:
    markup = body(archive, ReaderState("ashmere-2014", find="plans"))
    assert [f'data-found="{number}"' in markup for number in (1, 2, 3, 4, 5)] == [True] * 4 + [False]


def test_links_inside_the_report_take_search_and_words_along(archive: Archive) -> None:
    state = ReaderState("ashmere-2014", "2.2", SEARCH, find="late")
    href = "read?report=ashmere-2014&amp;para=2.1&amp;search=q%3Dplans&amp;find=late"
    assert href in body(archive, state)


def test_the_bar_says_which_hit_is_in_view_and_leads_to_the_next(archive: Archive) -> None:
    read = reader(archive, ReaderState("ashmere-2014", "2.1", SEARCH))
    assert read.walk is not None
    markup = walk_html(read.walk, "<plans>", read.href)
    assert "of 2" in markup
    assert 'data-key="n"' in markup or 'data-key="p"' in markup
    assert "para=2.2" in markup
    assert "“&lt;plans&gt;”" in markup


def test_a_search_that_finds_nothing_any_more_is_said(archive: Archive) -> None:
    read = reader(archive, ReaderState("ashmere-2014", "2.1", SearchState(query='"no such words"')))
    assert read.walk is not None
    assert "any more" in walk_html(read.walk, "no such words", read.href)


@pytest.mark.parametrize("query", ['"', "a*", "NOT"])
def test_a_search_that_is_refused_marks_nothing(archive: Archive, query: str) -> None:
    read = reader(archive, ReaderState("ashmere-2014", "2.1", SearchState(query=query)))
    assert read.walk is None
    assert list(read.decorations()) == []


def test_an_address_is_read_as_it_was_written() -> None:
    state = ReaderState("ashmere-2014", "2.1", SEARCH, find="late plans", sheet=3)
    query = state.href.partition("?")[2]
    assert read_reader_state(parse_qs(query)) == state
    assert read_reader_state({"report": ["x"], "sheet": ["three"]}) == ReaderState("x")


def test_how_often_words_were_found_is_said() -> None:
    assert "“&lt;x&gt;” is not in this report." in found_html("<x>", 0)
    assert "1,200 found" in found_html("x", 1_200)


@pytest.mark.parametrize(
    "said",
    [None, "x", {}, {"view": "read?report=other", "page": 7}, {"page": "7"}, {"view": None, "page": 7, "para": "2.2"}],
)
def test_what_is_said_of_another_view_is_not_in_sight(archive: Archive, said: object) -> None:
    read = reader(archive, ReaderState("ashmere-2014", "2.1"))
    assert read.in_sight(said) == Sight(1, read.here)


def test_the_page_and_the_paragraph_in_sight_are_what_the_script_says(archive: Archive) -> None:
    read = reader(archive, ReaderState("ashmere-2014", "2.1"))
    sight = read.in_sight({"view": read.state.href, "page": 7, "para": "2.2"})
    assert sight.page == 7
    assert sight.place is not None
    assert sight.place.address == "2.2"
    assert read.in_sight({"view": read.state.href, "page": 7, "para": ["<b>"]}) == Sight(7, read.here)
