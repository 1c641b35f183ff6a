from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from indexer.language.chunking import cut_chunks
from search_app.answers.answer import Highlight, HighlightKind, Hit, plain_sentences
from search_app.answers.citation import addresses, cite
from search_app.page.hit_html import LINE_CHARACTERS, excerpt
from tests.indexer.reports import make_report

SENTENCES = [f"Sentence number {number} tells of plans that were made for a child in care." for number in range(12)]


def hit_of(text: str, *highlights: Highlight) -> Hit:
    report = make_report(parts=[("paragraph", text, "1.1")])
    chunk = next(iter(cut_chunks(report, 0)))
    address = addresses(report)[chunk.start]
    return Hit(1, 1.0, 1.0, None, chunk, report, address, cite(chunk, report), plain_sentences(chunk), highlights)


def shown(hit: Hit) -> str:
    start, end = excerpt(hit)
    return hit.text[start:end]


def nearest(text: str, words: str) -> Highlight:
    start = text.index(words)
    return Highlight(start, start + len(words), HighlightKind.MEANING)


def test_a_short_paragraph_is_shown_whole() -> None:
    text = " ".join(SENTENCES[:4])
    assert shown(hit_of(text)) == text


def test_a_long_one_shows_its_nearest_sentence_with_about_two_lines_around() -> None:
    text = " ".join(SENTENCES)
    found = shown(hit_of(text, nearest(text, SENTENCES[6])))
    assert SENTENCES[6] in found
    assert SENTENCES[5] in found
    assert SENTENCES[0] not in found
    assert len(found) <= len(SENTENCES[6]) + 4 * LINE_CHARACTERS


def test_without_meaning_the_sentence_with_most_of_the_words_is_the_nearest() -> None:
    text = " ".join(SENTENCES)
    place = text.index("number 9")
    found = shown(hit_of(text, Highlight(place, place + 8, HighlightKind.EXACT)))
    assert SENTENCES[9] in found


def test_a_list_of_short_lines_counts_them_as_lines() -> None:
    text = "\n".join(f"Item {number} of the box" for number in range(40))
    found = shown(hit_of(text, nearest(text, "Item 20 of the box")))
    assert "Item 20" in found
    assert found.count("\n") <= 6


def test_what_is_left_out_is_worth_the_click() -> None:
    text = " ".join(SENTENCES)
    start, _ = excerpt(hit_of(text, nearest(text, SENTENCES[2])))
    assert start == 0


@given(st.text(alphabet="ab .\n;,", min_size=1, max_size=2_000), st.integers(0, 2_000), st.integers(1, 300))
def test_the_stretch_lies_inside_and_is_cut_between_words(text: str, start: int, length: int) -> None:
    if not text.strip():
        return
    hit = hit_of("A beginning of a report. " + text.strip().replace("\n", " "))
    mark = Highlight(min(start, len(hit.text) - 1), min(start + length, len(hit.text)), HighlightKind.MEANING)
    first, last = excerpt(replace(hit, highlights=(mark,)))
    assert 0 <= first <= last <= len(hit.text)
