from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import find_proportions
from indexer.records import Reading
from search_app.answers.answer import Highlight, HighlightKind
from search_app.page.markup import badge, link, marked_text, notice, refusal, shares_html
from search_app.page.templates import macro

TEXT = "Plans were good. Reviews <late>."
HOSTILE = "<script>x</script> & \"quoted\" 'single' **bold** $x$ -->"
_TAG = re.compile(r"</?(?:mark|span|strong)\b[^>]*>")


def exact(start: int, end: int) -> Highlight:
    return Highlight(start, end, HighlightKind.EXACT)


def meaning(start: int, end: int) -> Highlight:
    return Highlight(start, end, HighlightKind.MEANING)


def test_a_word_found_is_a_mark() -> None:
    assert marked_text(TEXT, [exact(0, 5)]) == "<mark>Plans</mark> were good. Reviews &lt;late&gt;."


def test_a_word_inside_the_nearest_sentence_carries_both_marks() -> None:
    expected = '<span class="pr-meaning"><mark>Plans</mark> were good.</span> Reviews &lt;late&gt;.'
    assert marked_text(TEXT, [meaning(0, 16), exact(0, 5)]) == expected


def test_a_phrase_that_runs_out_of_the_nearest_sentence_is_cut_at_its_end() -> None:
    expected = '<span class="pr-meaning">Plans were <mark>good.</mark></span><mark> Reviews</mark> &lt;late&gt;.'
    assert marked_text(TEXT, [meaning(0, 16), exact(11, 24)]) == expected


def test_marks_past_the_end_of_the_text_change_nothing() -> None:
    assert marked_text("Plans", [exact(9, 12)]) == "Plans"


@given(
    st.text(),
    st.lists(st.builds(Highlight, st.integers(0, 40), st.integers(0, 40), st.sampled_from(HighlightKind)), max_size=6),
)
def test_marking_loses_and_adds_no_character(text: str, highlights: list[Highlight]) -> None:
    markup = marked_text(text, highlights)
    assert unescape(_TAG.sub("", markup)) == unescape(escape(text))
    assert markup.count("<span") == markup.count("</span>")


@pytest.mark.parametrize(
    "markup",
    [
        link(HOSTILE, HOSTILE, page="read", label=HOSTILE),
        macro("components.html", "copy_button", "citation", HOSTILE, HOSTILE),
        notice(HOSTILE, HOSTILE, command=HOSTILE),
        refusal(HOSTILE, 3, HOSTILE, HOSTILE),
        marked_text(HOSTILE, []),
    ],
)
def test_nothing_from_outside_becomes_an_element(markup: str) -> None:
    assert "<script" not in markup
    assert "</script" not in markup


def test_text_to_be_copied_looks_like_no_markup_and_comes_back_whole() -> None:
    button = macro("components.html", "copy_button", "quotation", HOSTILE + " “é”", "label")
    value = re.search(r'data-copy="([^"]*)"', button)
    assert value is not None
    assert re.fullmatch(r"[\w%./-]+", value[1], re.ASCII)
    assert unquote(value[1]) == HOSTILE + " “é”"


def test_a_badge_says_whose_reading_it_is() -> None:
    assert "tool’s reading" in badge(Reading.STRENGTH)
    assert "strength" in badge(Reading.STRENGTH)


def test_every_reading_has_its_own_sign() -> None:
    signs = {re.search(r'aria-hidden="true">(.)<', badge(reading))[1] for reading in Reading}  # type: ignore[index]
    assert len(signs) == len(Reading)


def caret_of(markup: str) -> str:
    found = re.search(r'<span class="pr-caret">(.*?)</span>', markup)
    assert found is not None
    return unescape(found[1])


def test_the_place_of_a_refusal_is_marked_in_a_short_query() -> None:
    markup = refusal("parents AND (custody", 12, "A parenthesis is open.", "Close it.")
    assert caret_of(markup) == "("
    assert "parents AND " in markup
    assert "…" not in markup


def test_the_place_of_a_refusal_stays_in_sight_in_a_long_query() -> None:
    query = "word " * 100 + "(" + " word" * 100
    markup = refusal(query, 500, "A parenthesis is open.", "")
    assert caret_of(markup) == "("
    assert markup.count("…") == 2


@pytest.mark.parametrize("position", [-1, 7, 99])
def test_a_place_outside_the_query_is_marked_at_its_edge(position: int) -> None:
    assert caret_of(refusal("parents", position, "No.", "")) in {"p", " "}


def test_a_share_stands_below_the_quotation_and_not_in_it() -> None:
    text = "In seven of the ten cases plans were good, in most cases they were prompt."
    assert re.sub(r"<[^>]+>", "", marked_text(text, [Highlight(3, 8, HighlightKind.EXACT)])) == text
    below = shares_html(text, find_proportions(text))
    assert re.sub(r"<[^>]+>", "", below) == "Proportions “seven of the ten”: 70%"
    in_ofsteds_words = shares_html(text, find_proportions(text, "Ofsted"))
    assert "“most”: 80–96% in Ofsted’s words" in in_ofsteds_words


@pytest.mark.parametrize(
    "text",
    [
        "In 96% of cases plans were good.",
        "In about 20% of cases plans were late.",
        "In most cases plans were good.",
        "A small number of cases were poor.",
    ],
)
def test_a_figure_and_words_without_a_share_have_nothing_below_them(text: str) -> None:
    assert shares_html(text, find_proportions(text)) == ""


def test_words_that_carried_a_match_are_strong_within_its_sentence() -> None:
    expected = '<span class="pr-meaning">The <strong class="pr-carried">parents</strong> came</span>'
    assert marked_text("The parents came", [meaning(0, 16), meaning(4, 11)]) == expected
