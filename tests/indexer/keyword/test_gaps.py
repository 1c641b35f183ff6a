import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.keyword.positions import (
    ANYTHING_ELSE,
    HYPHEN,
    READ_THE_TEXT,
    WHITE_SPACE,
    pack,
    packed_length,
    quoted_gaps,
    read_gaps,
    unpack,
    verdicts,
)


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
        ("visits", []),
        (" home  visits ", [WHITE_SPACE]),
        ("multi-agency work", [HYPHEN, WHITE_SPACE]),
        ("children's rights", None),
        ("home visits.", None),
        ("home, visits", None),
        ("home_visits", None),
    ],
)
def test_a_quotation_of_words_white_space_and_hyphens_needs_no_text(phrase: str, codes: list[int] | None) -> None:
    assert quoted_gaps(phrase) == codes


@given(st.lists(st.integers(0, 3), max_size=30))
def test_codes_come_back_out_of_their_bytes(codes: list[int]) -> None:
    packed = pack(np.array(codes, dtype=np.uint8))
    assert len(packed) == packed_length(np.array(codes))
    assert unpack(packed, np.arange(len(codes))).tolist() == codes


def test_a_row_is_the_quotation_is_not_or_must_be_read() -> None:
    first = np.array([ANYTHING_ELSE, WHITE_SPACE, READ_THE_TEXT, ANYTHING_ELSE], dtype=np.uint8)
    second = np.array([WHITE_SPACE, HYPHEN, WHITE_SPACE, READ_THE_TEXT], dtype=np.uint8)
    certain, unsure = verdicts([first, second], [WHITE_SPACE])
    assert certain.tolist() == [True, False, False, False]
    assert unsure.tolist() == [False, False, True, True]
    certain, unsure = verdicts([first, second], None)
    assert not certain.any()
    assert unsure.all()
