import math

import numpy as np
import pytest

from indexer.keyword.scoring import inverse_document_frequency, normalised_lengths, saturate


def test_the_idf_is_the_formula() -> None:
    assert inverse_document_frequency(10, 3) == pytest.approx(math.log(1 + 7.5 / 3.5))


def test_a_word_that_every_document_holds_never_counts_against_one() -> None:
    assert inverse_document_frequency(10, 10) > 0


def test_a_field_of_mean_length_is_divided_by_one() -> None:
    lengths = np.array([50, 100, 150], dtype=np.int32)
    assert normalised_lengths(lengths, 0.75).tolist() == pytest.approx([0.625, 1.0, 1.375])


def test_fields_that_are_empty_everywhere_divide_by_no_zero() -> None:
    assert normalised_lengths(np.zeros(3, dtype=np.int32), 0.5).tolist() == [0.5, 0.5, 0.5]


def test_no_document_needs_no_mean() -> None:
    assert normalised_lengths(np.zeros(0, dtype=np.int32), 0.5).shape == (0,)


def test_saturation_is_half_at_k1_and_never_reaches_one() -> None:
    values = saturate(np.array([1.6, 160.0], dtype=np.float32), 1.6)
    assert values[0] == pytest.approx(0.5)
    assert values[0] < values[1] < 1
