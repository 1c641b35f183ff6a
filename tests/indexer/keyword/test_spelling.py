import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.keyword.postings import FieldPostings
from indexer.keyword.spelling import edit_distance, nearest_word, sound_of


def vocabulary(**frequencies: int) -> FieldPostings:
    terms = sorted(frequencies)
    counts = [frequencies[term] for term in terms]
    ordinals = np.concatenate([np.arange(count, dtype=np.int32) for count in counts])
    return FieldPostings(
        terms,
        np.cumsum([0, *counts], dtype=np.int64),
        ordinals,
        np.ones(len(ordinals), dtype=np.uint16),
        np.zeros(max(counts), dtype=np.int32),
    )


def test_of_two_words_as_near_the_more_frequent_is_taken() -> None:
    assert nearest_word("visits", vocabulary(visit=2, visitt=9, custody=50)) == "visitt"


def test_fewer_changes_win_over_frequency() -> None:
    assert nearest_word("safegarding", vocabulary(safeguarding=1, safegardens=90)) == "safeguarding"


def test_two_neighbours_exchanged_are_one_change() -> None:
    assert edit_distance("custody", "cusotdy", 1) == 1


def test_nothing_near_gives_nothing() -> None:
    assert nearest_word("zzzzzzzz", vocabulary(custody=3, police=4)) is None


@pytest.mark.parametrize("word", ["yot", "2016x", "a" * 31])
def test_short_words_numbers_and_endless_words_are_left_alone(word: str) -> None:
    assert nearest_word(word, vocabulary(yos=5, custody=3)) is None


def test_a_short_word_is_changed_once_at_most() -> None:
    assert nearest_word("corts", vocabulary(court=5, carta=9)) is None
    assert nearest_word("cort", vocabulary(court=5, carta=9)) == "court"


def plain_distance(first: str, second: str) -> int:
    if not first or not second:
        return len(first) + len(second)
    costs = [
        plain_distance(first[1:], second) + 1,
        plain_distance(first, second[1:]) + 1,
        plain_distance(first[1:], second[1:]) + (first[0] != second[0]),
    ]
    if len(first) > 1 and len(second) > 1 and first[:2] == second[1::-1]:
        costs.append(plain_distance(first[2:], second[2:]) + 1)
    return min(costs)


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.integers(0, 3))
def test_the_distance_is_the_definition_or_none_beyond_the_bound(first: str, second: str, most: int) -> None:
    expected = plain_distance(first, second)
    assert edit_distance(first, second, most) == (expected if expected <= most else None)


@pytest.mark.parametrize(
    ("word", "other"),
    [("white", "wight"), ("gloster", "gloucester"), ("boro", "borough"), ("reekin", "wrekin"), ("phillip", "filip")],
)
def test_words_that_are_said_alike_have_one_sound(word: str, other: str) -> None:
    assert sound_of(word) == sound_of(other)


@pytest.mark.parametrize(("word", "other"), [("drawn", "darwen"), ("north", "south"), ("hull", "halton")])
def test_words_that_are_said_otherwise_have_not(word: str, other: str) -> None:
    assert sound_of(word) != sound_of(other)
