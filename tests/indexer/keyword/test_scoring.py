import math

import numpy as np
import pytest

from indexer.keyword.postings import FieldPostings
from indexer.keyword.scoring import (
    FieldWeight,
    Impact,
    Kept,
    impact_of,
    inverse_document_frequency,
    normalised_lengths,
    saturate,
    sum_impacts,
    where_set,
)


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


K1 = 1.6
WEIGHTS = {"text": FieldWeight(1.0, 0.6), "heading": FieldWeight(4.0, 0.5)}
COUNT = 40


def field(ordinals: list[int], frequencies: list[int]) -> FieldPostings:
    lengths = np.bincount(ordinals, weights=frequencies, minlength=COUNT).astype(np.int32)
    return FieldPostings(
        ["plan"] if ordinals else [],
        np.array([0, len(ordinals)] if ordinals else [0], dtype=np.int64),
        np.array(ordinals, dtype=np.int32),
        np.array(frequencies, dtype=np.uint16),
        lengths,
    )


@pytest.mark.parametrize("holding", [[3], [3, 7, 20], list(range(0, 40, 2))])
def test_an_impact_is_the_formula_for_few_documents_and_for_many(holding: list[int]) -> None:
    fields = {"text": field(holding, [2] * len(holding)), "heading": field([3, 5], [1, 1])}
    divisors = {name: normalised_lengths(fields[name].lengths, WEIGHTS[name].b) for name in WEIGHTS}
    impact = impact_of("plan", fields, divisors, WEIGHTS, K1)
    held = sorted({*holding, 3, 5})
    idf = math.log(1 + (COUNT - len(held) + 0.5) / (len(held) + 0.5))
    expected = np.zeros(COUNT)
    for document in held:
        weight = 2 / divisors["text"][document] if document in holding else 0.0
        weight += 4 / divisors["heading"][document] if document in (3, 5) else 0.0
        expected[document] = idf * weight / (K1 + weight)
    scores = np.zeros(COUNT, dtype=np.float32)
    impact.add_to(scores)
    assert np.allclose(scores, expected, rtol=1e-6)
    some = np.array([0, 3, 4, 5, 39])
    assert np.array_equal(impact.of(some), scores[some])
    assert np.array_equal(sum_impacts([impact, impact], some), 2 * scores[some])


def test_a_term_that_nobody_holds_adds_nothing() -> None:
    fields = {"text": field([], []), "heading": field([], [])}
    divisors = {name: np.ones(COUNT, dtype=np.float32) for name in WEIGHTS}
    impact = impact_of("plan", fields, divisors, WEIGHTS, K1)
    assert impact.of(np.array([0, 39])).tolist() == [0, 0]


@pytest.mark.parametrize("lists", [[], [[3, 7, 20]], [[3, 7, 20, 31], list(range(40))], [[7]]])
def test_the_documents_of_a_mask_are_found_whether_or_not_they_hold_the_rarest_word(lists: list[list[int]]) -> None:
    impacts = [Impact(np.array(held, dtype=np.int32), np.array(held, dtype=np.float32) + 1) for held in lists]
    for wanted in ([], [3, 20], [0, 7], list(range(40))):
        mask = np.zeros(COUNT, dtype=np.bool_)
        mask[wanted] = True
        documents, cut = where_set(mask, len(wanted), impacts)
        assert documents.tolist() == wanted
        assert np.array_equal(sum_impacts(cut, documents), sum_impacts(impacts, np.array(wanted, dtype=np.int32)))


def test_a_value_is_computed_once_and_what_was_asked_for_longest_ago_is_let_go() -> None:
    computed: list[str] = []

    def compute(name: str) -> np.ndarray:
        computed.append(name)
        return np.zeros(100, dtype=np.uint8)

    cache = Kept[np.ndarray](limit_bytes=250)
    for name in ("a", "b", "a", "c", "a", "b"):
        cache.get(name, lambda name=name: compute(name))
    assert computed == ["a", "b", "c", "b"]


def test_what_is_larger_than_the_cache_is_still_answered() -> None:
    cache = Kept[np.ndarray](limit_bytes=10)
    large = np.ones(100)
    assert cache.get("large", lambda: large) is large
