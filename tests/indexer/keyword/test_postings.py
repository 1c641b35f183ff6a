import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.keyword.postings import FieldPostings, postings_from_arrays, postings_to_arrays

STARTS = np.array([0, 2, 3, 5], dtype=np.int64)
FREQUENCIES = np.array([1, 4, 1, 2, 1], dtype=np.uint16)


def three_terms(frequencies: NDArray[np.uint16] = FREQUENCIES) -> FieldPostings:
    return FieldPostings(
        ["plan", "planned", "police"],
        STARTS.copy(),
        np.array([0, 2, 1, 0, 1], dtype=np.int32),
        frequencies,
        np.array([3, 2, 4], dtype=np.int32),
    )


def test_what_is_written_is_what_is_opened() -> None:
    opened = postings_from_arrays("text", postings_to_arrays("text", three_terms()))
    assert opened == three_terms()
    assert opened.terms == ["plan", "planned", "police"]
    assert opened.lengths.tolist() == [3, 2, 4]
    assert [opened.ordinals(row).tolist() for row in range(3)] == [[0, 2], [1], [0, 1]]
    assert [opened.frequencies(row).tolist() for row in range(3)] == [[1, 4], [1], [2, 1]]


def test_a_term_is_found_whole_and_not_by_its_beginning() -> None:
    assert three_terms().find("planned") == 1
    assert three_terms().find("pla") is None
    assert three_terms().find("zeal") is None


@pytest.mark.parametrize(("prefix", "rows"), [("plan", [0, 1]), ("p", [0, 1, 2]), ("plann", [1]), ("x", []), ("a", [])])
def test_a_prefix_names_the_rows_that_begin_with_it(prefix: str, rows: list[int]) -> None:
    assert list(three_terms().rows_with_prefix(prefix)) == rows


def test_postings_that_do_not_agree_are_refused() -> None:
    with pytest.raises(ValueError, match="do not agree"):
        FieldPostings(
            ["plan"],
            np.array([0, 2], dtype=np.int64),
            np.array([0], dtype=np.int32),
            np.array([1], dtype=np.uint16),
            np.array([1], dtype=np.int32),
        )


def test_an_array_of_another_kind_is_refused() -> None:
    arrays = postings_to_arrays("text", three_terms()) | {"text.ordinals": np.array([0.5, 1, 2, 3, 4])}
    with pytest.raises(ValueError, match=r"text\.ordinals holds float64"):
        postings_from_arrays("text", arrays)


@pytest.mark.parametrize("name", ["starts", "all_ordinals", "lengths"])
def test_postings_that_differ_anywhere_are_not_the_same(name: str) -> None:
    other = three_terms()
    getattr(other, name)[1] += 1
    assert other != three_terms()


def test_postings_whose_terms_stand_more_often_are_not_the_same() -> None:
    assert three_terms(FREQUENCIES + np.uint16(1)) != three_terms()


def test_an_empty_field_is_written_and_opened() -> None:
    nothing = FieldPostings(
        [],
        np.zeros(1, dtype=np.int64),
        np.zeros(0, dtype=np.int32),
        np.zeros(0, dtype=np.uint16),
        np.zeros(0, dtype=np.int32),
    )
    assert postings_from_arrays("heading", postings_to_arrays("heading", nothing)).find("plan") is None
