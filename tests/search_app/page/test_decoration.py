from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from search_app.page.markup import Decoration, decorated

TEXT = "Plans <were> good & prompt."
SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


def test_marks_that_cross_are_cut_and_well_nested() -> None:
    outer = Decoration(0, 12, "<a>", "</a>")
    inner = Decoration(6, 17, "<mark>", "</mark>")
    assert decorated("Plans were good today", 0, 21, [outer, inner]) == (
        "<a>Plans </a><a><mark>were g</mark></a><mark>ood t</mark>oday"
    )


def test_what_lies_outside_the_stretch_is_left_out() -> None:
    assert decorated(TEXT, 0, 5, [Decoration(6, 12, "<b>", "</b>")]) == "Plans"


@given(st.lists(SPANS, max_size=5))
def test_the_words_stay_as_they_were_under_any_marks(spans: list[list[int]]) -> None:
    marks = [Decoration(start, end, "<mark>", "</mark>") for start, end in spans]
    markup = decorated(TEXT, 0, len(TEXT), marks)
    assert unescape(re.sub(r"</?mark>", "", markup)) == TEXT
    assert markup.count("<mark>") == markup.count("</mark>")
