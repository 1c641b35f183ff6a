import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.keyword.analysis import fold, ranking_stems, read_terms, stem, tokens


def words_of(text: str) -> list[str]:
    return [token.word for token in tokens(text) if not token.compound]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("agency", "agencies"),
        ("child", "children"),
        ("children's", "child"),
        ("young people", "young person"),
        ("PLANNED", "planning"),
        ("Ynys Môn", "ynys mon"),
        ("women", "Woman"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert ranking_stems(tokens(one)) == ranking_stems(tokens(other))


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ"])
def test_a_possessive_is_its_word_whichever_apostrophe_is_used(apostrophe: str) -> None:
    assert words_of(f"children{apostrophe}s parents{apostrophe} plans") == ["children", "parents", "plans"]


def test_a_hyphenated_word_is_found_by_its_parts_and_joined() -> None:
    assert {"reoffend", "offend"} <= set(ranking_stems(tokens("re-offending")))
    assert ranking_stems(tokens("reoffending")) == ["reoffend"]


@pytest.mark.parametrize("hyphen", ["-", "‐", "‑", "–"])
def test_every_kind_of_hyphen_joins_a_compound(hyphen: str) -> None:
    compounds = [token.word for token in tokens(f"multi{hyphen}agency") if token.compound]
    assert compounds == ["multiagency"]


def test_a_dash_between_spaces_joins_nothing() -> None:
    assert not any(token.compound for token in tokens("custody - police -- court"))


def test_a_word_that_the_end_of_a_line_broke_is_found_by_the_whole_word() -> None:
    assert stem("agencies") in [token.stem for token in tokens("what other agen-cies told them")]


def test_a_range_of_numbers_is_no_compound() -> None:
    assert not any(token.compound for token in tokens("2012-2016"))


def test_negations_rank_and_function_words_do_not() -> None:
    assert ranking_stems(tokens("the plan was not with the court")) == ["plan", "not", "court"]


def test_a_soft_hyphen_inside_a_word_is_passed_over_and_its_place_kept() -> None:
    text = "the assess\u00adment was"
    token = tokens(text)[1]
    assert token.word == "assessment"
    assert text[token.start : token.end] == "assess\u00adment"


def test_a_ligature_leads_back_to_its_own_place() -> None:
    text = "two oﬃcers met"
    token = tokens(text)[1]
    assert (token.word, text[token.start : token.end]) == ("officers", "oﬃcers")


def test_positions_count_every_word_so_that_neighbours_are_neighbours() -> None:
    places = [token.position for token in tokens("one of the multi-agency plans") if not token.compound]
    assert places == [0, 1, 2, 3, 4, 5]


def test_a_very_long_word_is_kept_as_it_stands() -> None:
    assert stem("s" * 5_000) == "s" * 5_000


@given(st.text())
def test_every_token_lies_inside_the_text_and_holds_its_word(text: str) -> None:
    plain = [token for token in tokens(text) if not token.compound]
    assert [token.position for token in plain] == list(range(len(plain)))
    assert [token.start for token in plain] == sorted(token.start for token in plain)
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.word
        if not token.compound:
            assert token.word in fold(text[token.start : token.end]).text.replace("'", "")


def test_a_fraction_in_one_character_is_two_numbers_at_its_place() -> None:
    assert [(token.word, token.start, token.end) for token in tokens("¼")] == [("1", 0, 1), ("4", 0, 1)]


@given(st.text())
def test_folding_leads_every_folded_place_back_to_the_code_point_it_came_from(text: str) -> None:
    folded = fold(text)
    for place in range(len(folded.text)):
        start, end = folded.original_span(place, place + 1)
        assert end == start + 1
        assert folded.text[place] in fold(text[start:end]).text


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


FROZEN_SECONDS = 60
"""Of processor time: ten times and more what the slowest shape needs, and far under what a square would."""

HOSTILE = {
    "one long word with a hyphen": lambda size: "short-term " + "x" * size,
    "one long word": lambda size: "x" * size,
    "a compound of short parts": lambda size: "b-" * (size // 2) + "b",
    "many compounds of short parts behind many words": lambda size: "plan " * (size // 10) + "b-c " * (size // 8),
    "apostrophes": lambda size: "it'" * (size // 3) + "-",
    "accented letters": lambda size: "é" * size,
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", HOSTILE)
def test_analysing_half_a_million_hostile_characters_ends(shape: str) -> None:
    """In a second or two where the time grows with the length, and not within the hour where with its square."""
    begun = time.process_time()
    text = HOSTILE[shape](500_000)
    read_terms(text)
    ranking_stems(tokens(text))
    assert time.process_time() - begun < FROZEN_SECONDS


@given(st.text(alphabet="ab'-_ é", max_size=40))
def test_terms_read_in_one_go_are_those_of_the_tokens(text: str) -> None:
    words, stems = read_terms(text)
    assert words == words_of(text)
    assert sorted(stems) == sorted(ranking_stems(tokens(text)))
