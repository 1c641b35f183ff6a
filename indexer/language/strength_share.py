"""How far a paragraph praises: the share of strengths that is to be expected among what its sentences state.

A count of strengths and shortfalls takes each sentence for certain, and says the same of one praise as of ten. Here
each sentence counts by how likely it is a strength or a shortfall, and one of each is counted beforehand (Laplace's
rule of succession). The likelihoods are of a classifier of its own, trained by
`python -m benchmarks.train_strength_share` on the labelled sentences and, beside them, on thousands that stand in
sections which inspectors graded.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from indexer.language.classifier import Classifier, read_classifier
from indexer.language.statements import Ground, StatementReading, leaning_of
from indexer.records import Statement

WEIGHTS_FILE = "strength_share_weights.json"

_DECIMALS = 2


def strength_share(read: Sequence[StatementReading], *, section: str | None = None) -> float | None:
    """From 0 to 1, of a paragraph whose sentences were `read` so in `section`, a canonical slug.

    One half where nothing tells; None for a table and where there is no sentence, which state nothing.
    """
    if not read or all(sentence.ground is Ground.TABLE for sentence in read):
        return None
    return round(share_of(read, load_share_classifier(), section=section), _DECIMALS)


def share_of(read: Sequence[StatementReading], classifier: Classifier, *, section: str | None = None) -> float:
    """The same by any classifier, not rounded."""
    strengths = shortfalls = 1.0
    leaning = leaning_of(section)
    for sentence in read:
        if sentence.ground is Ground.WORDS and sentence.features:
            probabilities = classifier.probabilities(sentence.features, leaning)
            strengths += probabilities[Statement.STRENGTH]
            shortfalls += probabilities[Statement.SHORTFALL]
        else:
            strengths += sentence.statement is Statement.STRENGTH
            shortfalls += sentence.statement is Statement.SHORTFALL
    return strengths / (strengths + shortfalls)


@cache
def load_share_classifier() -> Classifier:
    """The classifier that comes with Precedent. Read once, and only where reports are read."""
    return read_classifier(WEIGHTS_FILE)
