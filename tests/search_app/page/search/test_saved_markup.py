from __future__ import annotations

from datetime import date
from html import unescape

import pytest

from search_app.filters.filters import Filters, Lens
from search_app.page.addresses import SearchState
from search_app.page.search import saved
from search_app.page.search.saved import NewSince, SavedSearch, list_html, save_html
from search_app.ranking.fusion import Order

STATE = SearchState(query="visits", filters=Filters(areas=("Ashmere",), lens=Lens.SHORTFALL))
SEARCH = SavedSearch("<b>Visits</b>", STATE, date(2026, 11, 3), frozenset())


@pytest.mark.parametrize(
    ("paragraphs", "words"),
    [
        (12, "12 new since 3 November 2026"),
        (0, "nothing new since 3 November 2026"),
        (None, "cannot be run on this archive"),
    ],
)
def test_what_is_new_is_said_with_the_day_it_was_seen_last(paragraphs: int | None, words: str) -> None:
    assert words in list_html([NewSince(SEARCH, paragraphs)], {})


def test_a_saved_search_opens_what_was_saved_and_says_what_it_asks() -> None:
    markup = unescape(list_html([NewSince(SEARCH, 0)], {}))
    assert 'href="./?q=visits&lens=shortfall&area=Ashmere"' in markup
    assert 'data-saved-open="0"' in markup
    assert "“visits” · words and meaning · shortfalls · Area: Ashmere" in markup


def test_names_stay_text() -> None:
    assert "<b>" not in list_html([NewSince(SEARCH, 0)], {})


def test_without_a_saved_search_the_way_to_save_one_is_said() -> None:
    markup = list_html([], {})
    assert "Save this search" in markup
    assert "Open a file of searches" in markup


def test_the_address_of_a_feed_is_there_where_feeds_are(monkeypatch: pytest.MonkeyPatch) -> None:
    state = SearchState(
        query="home visits", page=4, order=Order.AREA, literal=("synonym:PSR",), filters=Filters(areas=("York", "Kent"))
    )
    assert "feed" not in save_html(state)
    monkeypatch.setattr(saved, "offers_feeds", lambda: True)
    address = "api/feed?q=home+visits&amp;area=York&amp;area=Kent&amp;ignore=synonym%3APSR"
    assert f'data-copy-href="{address}"' in save_html(state)


def test_a_search_is_saved_from_its_first_page() -> None:
    markup = save_html(SearchState(query='"home visits" <now>', page=4))
    assert 'value="&#34;home visits&#34; &lt;now&gt;"' in markup
    assert "page" not in markup.split('data-parameters="')[1].split('"')[0]
