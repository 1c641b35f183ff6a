"""Train the statement classifier: python -m benchmarks.training.train_statements

Reads the labelled sentences of the splits "train" and "tune" out of the real reports, fits a multinomial
logistic regression and writes `indexer/language/statement_weights.json`. The split "test" is never used.
Needs scikit-learn.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

import indexer.language
from benchmarks.training.labelled_sentences import LabelledSentence, ReadSentence, labelled_sentences
from indexer.language import split_sentences
from indexer.language.classifier import CLASSES, WEIGHTS_FILE, Classifier, context_feature
from indexer.language.statements import analyse, decide
from indexer.records import Statement

INVERSE_REGULARISATION = 0.3
"""Best of 0.1, 0.3 and 1 by ten-fold cross-validation on the training split; the three lie within .005."""
FEATURE_SENTENCES_MINIMUM = 3
"""A word seen in fewer training sentences says more about its report than about praise and fault."""
MISSING_SHARE_MAXIMUM = 0.1
"""More labels without a sentence than this mean that the reading is at fault, not a changed boundary."""
_WORD = re.compile(r"[\w'-]+")
NAME_SHARE_MAXIMUM = 0.7
"""A word printed with a capital inside the sentence more often than this is a name: no feature."""


def main() -> None:
    """Train and write the weights; prints the number of sentences and of features."""
    labelled, missing = labelled_sentences()
    if missing > MISSING_SHARE_MAXIMUM * (len(labelled) + missing):
        sys.exit(f"{missing} labels found no sentence: the reports are read otherwise now. Nothing is written.")
    chosen = [each for each in labelled if each.split != "test" and each.statement in CLASSES]
    names = capitalised_names(each.sentence.text for each in chosen)
    analyses = [analyse(each.sentence.text) for each in chosen]
    rows = [dict(analysis.features) for analysis in analyses]
    seen = Counter(name for row in rows for name in row)
    rows = [_kept(row, seen, names) for row in rows]
    alone = _fit(rows, chosen)
    for row, analysis, each in zip(rows, analyses, chosen, strict=True):
        row.update(context_feature(analysis.words, _previous(each.sentence, alone)))
    classifier = _fit(rows, chosen)
    path = Path(indexer.language.__file__).with_name(WEIGHTS_FILE)
    path.write_text(as_json(classifier), encoding="utf-8")
    print(f"{len(chosen)} sentences, {len(classifier.weights)} features, {missing} labels not found")


def _previous(sentence: ReadSentence, classifier: Classifier) -> Statement | None:
    """What the sentence before `sentence` states, read by itself."""
    if sentence.index == 0:
        return None
    start, end = split_sentences(sentence.chunk)[sentence.index - 1]
    return decide(analyse(sentence.chunk[start:end]), classifier)[0]


def _fit(rows: Sequence[Mapping[str, float]], labelled: Sequence[LabelledSentence]) -> Classifier:
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=3000)
    model.fit(vectorizer.fit_transform(rows), [each.statement.value for each in labelled])
    return to_classifier(model, vectorizer, [list(model.classes_).index(each.value) for each in CLASSES])


def to_classifier(model: LogisticRegression, vectorizer: DictVectorizer, order: Sequence[int]) -> Classifier:
    """What a fitted model weighs, rounded; `order` says which of its classes each of `CLASSES` is."""
    return Classifier(
        bias=tuple(round(float(model.intercept_[at]), 3) for at in order),
        weights={
            name: tuple(round(float(model.coef_[at, column]), 3) for at in order)
            for column, name in enumerate(vectorizer.feature_names_)
        },
    )


def _kept(row: Mapping[str, float], seen: Counter[str], names: frozenset[str]) -> dict[str, float]:
    return {
        name: value
        for name, value in row.items()
        if seen[name] >= FEATURE_SENTENCES_MINIMUM and not has_name(name, names)
    }


def has_name(feature: str, names: frozenset[str]) -> bool:
    """Whether one of `names` is part of a feature."""
    return not names.isdisjoint(_WORD.findall(feature))


def capitalised_names(texts: Iterable[str]) -> frozenset[str]:
    """Words that `texts` print mostly with a capital: names, of which a classifier is not to learn."""
    capital: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for text in texts:
        for word in re.findall(r"(?<=[a-z,] )[A-Za-z][\w'’-]*", text):
            total[word.lower()] += 1
            capital[word.lower()] += word[0].isupper()
    return frozenset(word for word in total if capital[word] > NAME_SHARE_MAXIMUM * total[word])


def as_json(classifier: Classifier) -> str:
    """The file that `read_classifier` reads, in one line: numbers are no text to be read in a review."""
    head = {"classes": [statement.value for statement in CLASSES], "bias": classifier.bias}
    return json.dumps(head | {"weights": dict(classifier.weights)}, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    main()
