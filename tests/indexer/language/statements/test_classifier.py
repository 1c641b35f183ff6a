from __future__ import annotations

import math

from indexer.language.classifier import CLASSES, Classifier, context_feature, load_classifier
from indexer.language.clauses import words_of
from indexer.language.statements import analyse
from indexer.records import Statement


def test_probabilities_are_the_softmax_of_the_weighted_features() -> None:
    classifier = Classifier(bias=(0.5, 0.0, 0.0), weights={"good": (1.0, -1.0, 0.0)})
    found = classifier.probabilities({"good": 2.0, "unknown": 9.0}, {Statement.NEUTRAL: 1.0})
    total = math.exp(2.5) + math.exp(-2.0) + math.exp(1.0)
    assert math.isclose(found[Statement.STRENGTH], math.exp(2.5) / total)
    assert math.isclose(found[Statement.SHORTFALL], math.exp(-2.0) / total)
    assert math.isclose(sum(found.values()), 1.0)


def test_the_stored_weights_know_every_cue_feature_that_is_computed() -> None:
    weights = load_classifier().weights
    computed = {name for name in analyse("The plan was good.").features if name.startswith("=")}
    assert computed == {name for name in weights if name.startswith("=")}


def test_the_stored_weights_know_the_context() -> None:
    weights = load_classifier().weights
    assert set(context_feature(words_of("However, plans were late"), Statement.STRENGTH)) <= set(weights)


def test_every_stored_row_has_one_finite_number_for_each_class() -> None:
    rows = load_classifier().weights.values()
    assert all(len(row) == len(CLASSES) and all(math.isfinite(weight) for weight in row) for row in rows)
