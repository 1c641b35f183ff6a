import math

import numpy as np
import pytest

from indexer.keyword.postings import FieldPostings
from indexer.keyword.scoring import FieldWeight, Impact, impact_of, normalised_lengths, sum_impacts, where_set

K1 = 1.6
WEIGHTS = {"text": FieldWeight(1.0, 0.6), "heading": FieldWeight(4.0, 0.5)}
COUNT = 40


def field(ordinals: list[int], frequencies: list[int]) -> FieldPostings:
    lengths = np.bincount(ordinals, weights=frequencies, minlength=COUNT).astype(np.int32)
    return FieldPostings.of(
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
    impacts = [Impact(np.array(held, dtype=np.int32), np.ones(len(held), dtype=np.float32)) for held in lists]
    for wanted in ([], [3, 20], [0, 7], list(range(40))):
        mask = np.zeros(COUNT, dtype=np.bool_)
        mask[wanted] = True
        assert where_set(mask, len(wanted), impacts).tolist() == wanted
