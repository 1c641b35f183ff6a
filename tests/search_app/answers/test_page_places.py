from __future__ import annotations

from indexer.reading.pictures import letters_of, places_of

PARAGRAPH = "The ﬁrst plans were re-viewed¹ in good time."


def spans(text: str, *pages: str) -> list[str | None]:
    found = places_of(text, [letters_of(page) for page in pages])
    return [page[span[0] : span[1]] if span else None for page, span in zip(pages, found, strict=True)]


def test_hyphens_spaces_ligatures_and_raised_marks_make_no_difference() -> None:
    page = "2.3 The first plans\nwere re\ufffe\nviewed1 in good time. 2.4 Others"
    assert spans(PARAGRAPH, page) == ["The first plans\nwere re\ufffe\nviewed1 in good time"]


def test_a_paragraph_over_a_page_break_has_a_place_on_each_page() -> None:
    assert spans(PARAGRAPH, "2.3 The first plans were re\nPage 4", "Report of 2016\nviewed1 in good time.") == [
        "The first plans were re",
        "viewed1 in good time",
    ]


def test_words_that_stand_twice_on_a_page_have_no_certain_place() -> None:
    assert spans("Plans were good.", "Plans were good. Plans were good.") == [None]


def test_a_paragraph_that_the_page_has_in_other_words_has_no_place() -> None:
    assert spans(PARAGRAPH, "The first plans were late.") == [None]
    assert spans(PARAGRAPH, "The first plans were re", "in good time.") == [None, None]


def test_a_break_that_may_lie_in_two_places_is_not_certain() -> None:
    assert spans("Plans were made for every child.", "Plans were made for every", "every child.") == [None, None]


def test_a_few_letters_have_no_certain_place() -> None:
    assert spans("Yes.", "Yes.") == [None]
