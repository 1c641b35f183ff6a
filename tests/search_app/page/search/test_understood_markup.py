from __future__ import annotations

from html import unescape

from search_app.answers.answer import Answer
from search_app.filters.filters import Filters
from search_app.page.addresses import SearchState, read_state, search_href, state_parameters
from search_app.page.search.results import nothing_close_html, understood_html
from search_app.query.understanding import Understood, UnderstoodKind
from search_app.ranking.fusion import Mode

AREA = Understood(UnderstoodKind.AREA, "Ashmere", 6, 13, "Ashmere")
SYNONYM = Understood(UnderstoodKind.SYNONYM, "yos", 0, 3, "YOS", ("YOT", "<b>youth</b>"))


EXPECTATION = Understood(UnderstoodKind.EXPECTATION, "recommendation", 0, 22, "Ensure <b>plans</b> are")


def answer(*understood: Understood, close: bool = True, near: int = 0) -> Answer:
    return Answer("plans Ashmere", Mode.HYBRID, 1.0, near, 12, "gen", (), understood=understood, close=close)


def test_a_chip_says_what_was_understood_and_takes_it_back() -> None:
    markup = unescape(understood_html(SearchState(query="plans Ashmere", page=3), answer(AREA)))
    assert "Understood as area: Ashmere ×" in markup
    assert "literal=area%3AAshmere" in markup
    assert "page=3" not in markup


def test_what_is_taken_literally_can_be_understood_again() -> None:
    state = SearchState(query="plans Ashmere", literal=("area:Ashmere",))
    markup = unescape(understood_html(state, answer()))
    assert "“Ashmere” taken as a plain word ↺" in markup
    assert 'href="./?q=plans+Ashmere"' in markup


def test_synonyms_are_named_and_their_words_are_escaped() -> None:
    markup = understood_html(SearchState(query="YOS"), answer(SYNONYM))
    assert "YOS: also YOT" in markup
    assert "<b>" not in markup


def test_a_recommendation_is_named_and_can_be_taken_back_and_read_again() -> None:
    markup = understood_html(SearchState(query="plans"), answer(EXPECTATION))
    assert "Read as a recommendation: shortfalls rank higher ×" in markup
    assert "literal=expectation%3Arecommendation" in markup
    back = unescape(understood_html(SearchState(query="plans", literal=(EXPECTATION.key,)), answer()))
    assert "Not read as a recommendation ↺" in back


def test_nothing_understood_takes_no_room() -> None:
    assert understood_html(SearchState(query="plans"), answer()) == ""


def test_what_is_not_close_is_one_click_away() -> None:
    markup = unescape(nothing_close_html(SearchState(query="plans Ashmere"), answer(close=False)))
    assert "Nothing in this archive comes close" in markup
    assert "distant=1" in markup
    assert "12 paragraphs" in markup


def test_what_other_areas_say_is_offered_as_theirs_where_the_asked_one_has_nothing() -> None:
    markup = unescape(nothing_close_html(SearchState(query="plans Leeds"), answer(close=False, near=3)))
    assert "What comes near is about other areas." in markup
    assert "Show 3 paragraphs about other areas" in markup
    assert "distant=1" in markup
    assert "Nothing in this archive" not in markup


def test_an_address_keeps_what_is_literal_and_what_is_shown() -> None:
    state = SearchState(query="plans", literal=("area:Ashmere", "synonym:yos"), distant=True)
    assert read_state(state_parameters(state)) == state
    assert "literal" in search_href(state)


def test_another_query_is_understood_afresh() -> None:
    assert SearchState(query="a", literal=("area:x",), distant=True).asking("b") == SearchState(query="b")


def test_a_proportion_in_the_query_is_offered_as_a_filter_until_there_is_one() -> None:
    markup = unescape(understood_html(SearchState(query="plans late in more than half of cases"), answer()))
    assert "Only paragraphs that state more than 50% +" in markup
    assert "share=%3E0.5" in markup
    filtered = SearchState(query="plans late in more than half of cases", filters=Filters(share=">0.5"))
    assert understood_html(filtered, answer()) == ""
