"""Train the classifier of the strength share: python -m benchmarks.training.train_strength_share [--cross-validate]

What a sentence states is known of those that were labelled by reading (the splits "train" and "tune"). Of those in
graded sections only the grade is, which inspectors gave and nobody here. So the classifier learns from both, by
expectation maximisation: it tells how likely each class is for a sentence, moved towards what is usual under the
sentence's grade; and is fitted anew with these as labels in part; some times over.

Writes `indexer/language/strength_share_weights.json`, or prints the area under the curve of single paragraphs in
sections graded good or outstanding against inadequate, each report told by a classifier that saw nothing of it. Needs
scikit-learn.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

import indexer.language
from benchmarks.training.graded_paragraphs import BAD_GRADE, GradedParagraph, area_under_curve, graded_paragraphs
from benchmarks.training.labelled_sentences import labelled_sentences, read_reports
from benchmarks.training.train_statements import (
    FEATURE_SENTENCES_MINIMUM,
    INVERSE_REGULARISATION,
    as_json,
    capitalised_names,
    has_name,
    to_classifier,
)
from indexer.language import split_sentences
from indexer.language.classifier import CLASSES, Classifier
from indexer.language.statements import WEIGHTS_FILE, Ground, read_sentences, share_of

GRADED_SENTENCES_MINIMUM = 8
"""A word seen in fewer graded sentences, and hardly in labelled ones, tells more of a report than of praise."""
GRADED_WEIGHT = 0.6
"""What a sentence in a graded section counts beside one labelled by reading."""
TOWARDS_GRADE = 4.0
"""How far the classes of a sentence are moved towards what is usual under its grade, as a power of the odds."""
ROUNDS = 3
"""Cross-validated, weights of .3 to 1, powers of 1 to 4 and two to four rounds gave .839 to .875, most by the power."""
LEAST_WEIGHT = 0.03
"""A feature none of whose weights reaches this moves nothing."""
FOLDS = 6
_TOLERANCE = 1e-3
_GRADES = {"outstanding": 0, "good": 1, BAD_GRADE: 3}
_GRADE_BETWEEN = 2

Features = Mapping[str, float]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence whose statement was labelled by reading."""

    report: str
    text: str
    features: Features
    label: int


def main() -> None:
    """Write the weights, or print the cross-validated figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cross-validate", action="store_true")
    options = parser.parse_args()
    labelled, graded = hand_labelled(), [*graded_paragraphs(read_reports())]
    if options.cross_validate:
        print(f"area under the curve, cross-validated by report: {cross_validated(graded, labelled):.3f}")
        return
    classifier = _without_the_slightest(train(labelled, graded))
    path = Path(indexer.language.__file__).with_name(WEIGHTS_FILE)
    path.write_text(as_json(classifier), encoding="utf-8")
    print(f"{len(labelled)} labelled sentences, {len(graded)} graded paragraphs, {len(classifier.weights)} features")


def hand_labelled() -> list[Labelled]:
    """The labelled sentences that are not held out, of those that are told by their words."""
    found = []
    for each in labelled_sentences()[0]:
        sentence = each.sentence
        if each.split == "test" or each.statement not in CLASSES:
            continue
        features = read_sentences(sentence.chunk, split_sentences(sentence.chunk))[sentence.index].features
        if features:
            found.append(Labelled(sentence.report, sentence.text, features, CLASSES.index(each.statement)))
    return found


def cross_validated(graded: Sequence[GradedParagraph], labelled: Sequence[Labelled]) -> float:
    """The area under the curve of paragraphs, each read by a classifier trained without its report."""
    bad = {paragraph.report for paragraph in graded if paragraph.good is False}
    reports = sorted({paragraph.report for paragraph in graded})
    in_turn = [*filter(bad.__contains__, reports), *(report for report in reports if report not in bad)]
    shares: dict[bool, list[float]] = {True: [], False: []}
    for fold in range(FOLDS):
        held_out = set(in_turn[fold::FOLDS])
        classifier = train(
            [each for each in labelled if each.report not in held_out],
            [paragraph for paragraph in graded if paragraph.report not in held_out],
        )
        for paragraph in graded:
            if paragraph.report in held_out and paragraph.good is not None:
                shares[paragraph.good].append(share_of(paragraph.read, classifier))
    return area_under_curve(shares[True], shares[False])


def train(labelled: Sequence[Labelled], graded: Sequence[GradedParagraph]) -> Classifier:
    """The classifier after some rounds."""
    weak = [
        (sentence.features, _GRADES.get(paragraph.grade, _GRADE_BETWEEN))
        for paragraph in graded
        for sentence in paragraph.read
        if sentence.ground is Ground.WORDS and sentence.features
    ]
    rows, grades = [features for features, _ in weak], np.array([grade for _, grade in weak])
    names = capitalised_names(chain((each.text for each in labelled), (each.text for each in graded)))
    kept = _kept_features([each.features for each in labelled], rows, names)
    vectorizer = DictVectorizer()
    vectorizer.fit([dict.fromkeys(kept, 1.0)])
    known, unknown = vectorizer.transform([each.features for each in labelled]), vectorizer.transform(rows)
    told = np.array([each.label for each in labelled])
    model = _fit(known, told, np.ones(len(told)))
    for _ in range(ROUNDS):
        likely = _towards_grades(model.predict_proba(unknown), grades)
        model = _fit(
            sparse.vstack([known, *[unknown] * len(CLASSES)]),
            np.concatenate([told, np.repeat(np.arange(len(CLASSES)), len(grades))]),
            np.concatenate([np.ones(len(told)), GRADED_WEIGHT * likely.T.ravel()]),
        )
    return to_classifier(model, vectorizer, [*range(len(CLASSES))])


def _kept_features(labelled: Iterable[Features], graded: Iterable[Features], names: frozenset[str]) -> set[str]:
    often = Counter(name for row in labelled for name in row)
    weakly = Counter(name for row in graded for name in row)
    return {
        name
        for name in often | weakly
        if (often[name] >= FEATURE_SENTENCES_MINIMUM or weakly[name] >= GRADED_SENTENCES_MINIMUM)
        and not has_name(name, names)
    }


def _towards_grades(likely: NDArray[np.float64], grades: Ints) -> NDArray[np.float64]:
    """float (sentences, classes): `likely`, moved towards what is usual among the sentences of the same grade."""
    usual = likely.mean(axis=0)
    under = np.stack([likely[grades == grade].mean(axis=0) if (grades == grade).any() else usual for grade in range(4)])
    moved = likely * (under[grades] / usual) ** TOWARDS_GRADE
    return np.asarray(moved / moved.sum(axis=1, keepdims=True))


def _fit(rows: sparse.csr_matrix, labels: Ints, weights: NDArray[np.float64]) -> LogisticRegression:
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=500, tol=_TOLERANCE)
    return model.fit(rows, labels, sample_weight=weights)


def _without_the_slightest(classifier: Classifier) -> Classifier:
    kept = {name: row for name, row in classifier.weights.items() if max(map(abs, row)) >= LEAST_WEIGHT}
    return Classifier(classifier.bias, kept)


if __name__ == "__main__":
    main()
