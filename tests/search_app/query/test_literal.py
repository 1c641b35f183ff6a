import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.keyword.analysis import fold, tokens
from search_app.query.quotations import holds_phrase, phrase_pattern, phrase_spans


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Home visits took place.", "home visits"),
        ("many home\n  visits", "home visits"),
        ("the children’s plans", "children's plans"),
        ("the children's plans", "children"),
        ("he wrote “home visits”", "home visits"),
        ("ANWEN and Ynys Môn", "ynys mon"),
        ("the multi‑agency panel", "multi-agency panel"),
        ("seven of the ten cases", "of the ten"),
        ("rose by 12.5% in all", "12.5%"),
        ("two oﬃcers", "officers"),
    ],
)
def test_a_phrase_stands_whatever_its_case_white_space_and_quotes(text: str, phrase: str) -> None:
    assert holds_phrase(text, phrase_pattern(phrase))


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("a plan was made", "planning"),
        ("planning began", "plan"),
        ("home, visits", "home visits"),
        ("visits home", "home visits"),
        ("the multi agency panel", "multi-agency panel"),
        ("seven o'clock", "o"),
        ("seven o'clock", "clock"),
        ("rose by 112.5% in all", "12.5%"),
        ("", "home"),
    ],
)
def test_a_phrase_does_not_stand_where_only_something_like_it_does(text: str, phrase: str) -> None:
    assert not holds_phrase(text, phrase_pattern(phrase))


def test_spans_lead_back_to_the_text_as_printed() -> None:
    text = "A home\u00ad  Visit, then another home visit."
    assert [text[start:end] for start, end in phrase_spans(fold(text), phrase_pattern("home visit"))] == [
        "home\u00ad  Visit",
        "home visit",
    ]


@given(st.text("abs' -(", max_size=12), st.text("abs'(", min_size=1, max_size=3).filter(tokens))
def test_what_may_not_stand_around_a_phrase_is_asked_of_every_place(text: str, phrase: str) -> None:
    before = r"(?<!\w)(?<!\w')" if phrase[0].isalpha() else ""
    after = r"(?!\w)(?!'(?!s(?!\w))\w)" if phrase[-1].isalpha() else ""
    expected = re.finditer(f"{before}{re.escape(phrase)}{after}", text)
    assert [found.span() for found in phrase_pattern(phrase).finditer(text)] == [found.span() for found in expected]


@given(st.text(max_size=60), st.data())
def test_every_run_of_whole_words_is_found_in_its_own_text(text: str, data: st.DataObject) -> None:
    words = [token for token in tokens(text) if not token.compound]
    assume(words)
    assume("_" not in text and fold(text).starts is None)  # "_" is no letter, and "¼" is three characters
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    phrase = text[words[first].start : words[last].end]
    assert holds_phrase(text, phrase_pattern(phrase))
