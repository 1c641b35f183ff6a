import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.keyword import positions
from indexer.keyword.positions import (
    ANYTHING_ELSE,
    HYPHEN,
    NOT_WHITE_SPACE,
    READ_THE_TEXT,
    WHATEVER,
    WHITE_SPACE,
    WordPositions,
    pack,
    packed_length,
    positions_from_arrays,
    positions_to_arrays,
    quoted_gaps,
    read_gaps,
    unpack,
    unpack_all,
    verdicts,
)
from indexer.keyword.postings import FieldPostings

LETTERS = "abc"


def places_in(texts: list[str]) -> list[list[tuple[int, int]]]:
    """For each letter the text and the place of each time that it stands somewhere."""
    return [
        [(row, at) for row, text in enumerate(texts) for at, word in enumerate(text) if word == letter]
        for letter in LETTERS
    ]


def postings_of(texts: list[str]) -> FieldPostings:
    found = places_in(texts)
    held = [sorted({row for row, _ in places}) for places in found]
    frequencies = [sum(other == row for other, _ in found[term]) for term, rows in enumerate(held) for row in rows]
    return FieldPostings(
        list(LETTERS),
        np.cumsum([0, *map(len, held)]),
        np.array([row for rows in held for row in rows], dtype=np.uint16),
        np.array(frequencies, dtype=np.uint8),
        np.array([len(text) for text in texts], dtype=np.uint8),
    )


def positions_of(texts: list[str]) -> WordPositions:
    places = np.array([at for places in places_in(texts) for _, at in places], dtype=np.uint16)
    starts = np.cumsum([0, *map(len, places_in(texts))])
    return WordPositions(postings_of(texts), places, starts, pack(np.full(len(places), READ_THE_TEXT)))


@given(
    st.lists(st.text(LETTERS, max_size=8), max_size=6),
    st.text(LETTERS, min_size=1, max_size=5),
    st.sampled_from([0, positions._MARKS_PER_LOOKUP, 1_000]),
)
def test_words_in_a_row_are_found_as_often_as_they_stand(texts: list[str], row: str, marks_per_lookup: int) -> None:
    expected = [
        number for number, text in enumerate(texts) for at in range(len(text)) if text[at : at + len(row)] == row
    ]
    with pytest.MonkeyPatch.context() as patch:  # by looking numbers up, by marks, and as it is decided
        patch.setattr(positions, "_MARKS_PER_LOOKUP", marks_per_lookup)
        found = positions_of(texts).in_a_row([LETTERS.index(letter) for letter in row])
    assert found.tolist() == expected


def test_a_row_of_words_does_not_run_from_one_paragraph_into_the_next() -> None:
    assert positions_of(["a", "b"]).in_a_row([0, 1]).tolist() == []


def test_a_row_with_a_word_that_nobody_holds_stands_nowhere() -> None:
    assert positions_of(["ab"]).in_a_row([0, None]).tolist() == []


def vocabulary(count: int) -> FieldPostings:
    return FieldPostings(
        list(LETTERS[:count]),
        np.arange(count + 1, dtype=np.int64),
        np.zeros(count, dtype=np.int32),
        np.ones(count, dtype=np.uint16),
        np.array([count], dtype=np.int32),
    )


def test_what_is_written_is_what_is_opened() -> None:
    written = positions_of(["abc", "cab"])
    opened = positions_from_arrays("words", positions_to_arrays("words", written), postings_of(["abc", "cab"]))
    assert opened == written
    assert opened != positions_of(["abc", "cba"])


def test_places_of_another_vocabulary_are_refused() -> None:
    arrays = positions_to_arrays("words", positions_of(["abc"]))
    with pytest.raises(ValueError, match="do not agree"):
        positions_from_arrays("words", arrays, vocabulary(2))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("home visits", [ANYTHING_ELSE, WHITE_SPACE]),
        ("home\n visits, often", [ANYTHING_ELSE, WHITE_SPACE, ANYTHING_ELSE]),
        ("multi‑agency work", [ANYTHING_ELSE, HYPHEN, WHITE_SPACE]),
        ("children’s rights", [ANYTHING_ELSE, ANYTHING_ELSE]),
        ("at nine o'clock sharp", [ANYTHING_ELSE, WHITE_SPACE, READ_THE_TEXT, READ_THE_TEXT]),
        ("_home visits_ often", [READ_THE_TEXT, READ_THE_TEXT, READ_THE_TEXT]),
        ("home_visits often", [READ_THE_TEXT, READ_THE_TEXT, WHITE_SPACE]),
        ("", []),
        ("...", []),
    ],
)
def test_what_lies_before_each_word_is_coded(text: str, codes: list[int]) -> None:
    assert read_gaps(text) == codes


@pytest.mark.parametrize(
    ("phrase", "codes"),
    [
        ("visits", [WHATEVER, WHATEVER]),
        (" home  visits ", [WHATEVER, WHITE_SPACE, WHATEVER]),
        ("multi-agency work", [WHATEVER, HYPHEN, WHITE_SPACE, WHATEVER]),
        ("children's rights", [WHATEVER, ANYTHING_ELSE, WHATEVER]),
        ("children's", [WHATEVER, ANYTHING_ELSE]),
        ("home visits.", [WHATEVER, WHITE_SPACE, NOT_WHITE_SPACE]),
        ("(home, visits", [NOT_WHITE_SPACE, ANYTHING_ELSE, WHATEVER]),
        ("nine o'clock", None),
        ("'home visits", None),
        ("home_visits", None),
    ],
)
def test_a_quotation_asks_what_must_lie_around_its_words(phrase: str, codes: list[int] | None) -> None:
    assert quoted_gaps(phrase) == codes


@given(st.lists(st.integers(0, 3), max_size=30))
def test_codes_come_back_out_of_their_bytes(codes: list[int]) -> None:
    packed = pack(np.array(codes, dtype=np.uint8))
    assert len(packed) == packed_length(np.array(codes))
    assert unpack(packed, np.arange(len(codes))).tolist() == codes
    assert unpack_all(packed, len(codes)).tolist() == codes


def test_a_row_is_the_quotation_is_not_or_must_be_read() -> None:
    first = np.array([ANYTHING_ELSE, WHITE_SPACE, READ_THE_TEXT, ANYTHING_ELSE], dtype=np.uint8)
    second = np.array([WHITE_SPACE, HYPHEN, WHITE_SPACE, READ_THE_TEXT], dtype=np.uint8)
    certain, unsure = verdicts([first, second], [WHATEVER, WHITE_SPACE, WHATEVER])
    assert certain.tolist() == [True, False, False, False]
    assert unsure.tolist() == [False, False, True, True]
    certain, unsure = verdicts([first, second, second], [WHATEVER, WHITE_SPACE, NOT_WHITE_SPACE])
    assert not certain.any()
    assert unsure.tolist() == [False, False, False, True]
    certain, unsure = verdicts([first, second], None)
    assert not certain.any()
    assert unsure.all()
