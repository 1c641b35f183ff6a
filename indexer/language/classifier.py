"""A linear classifier over a sentence's words and cues: strength, shortfall or neutral.

Multinomial logistic regression; its weights are trained by `python -m benchmarks.train_statements` from
sentences labelled by reading, and stored beside this file as JSON, so that every decision can be retraced.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexer.records import Statement

WEIGHTS_FILE = "statement_weights.json"
CLASSES = (Statement.STRENGTH, Statement.SHORTFALL, Statement.NEUTRAL)
"""Order of the weights in the file. Expectations are told by their grammar and never reach the classifier."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """`bias` and each row of `weights` hold one number for each of `CLASSES`."""

    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def probabilities(
        self, features: Mapping[str, float], leaning: Mapping[Statement, float]
    ) -> dict[Statement, float]:
        """Probability of each class, summing to 1. `leaning` adds log-odds for what is known beforehand."""
        strength, shortfall, neutral = (self.bias[at] + leaning.get(each, 0.0) for at, each in enumerate(CLASSES))
        # Written out: a list made for each of a hundred features takes longer than reading the sentence.
        weights = self.weights
        for name, value in features.items():
            if name in weights:
                row = weights[name]
                strength += row[0] * value
                shortfall += row[1] * value
                neutral += row[2] * value
        sums = (strength, shortfall, neutral)
        top = max(sums)
        shares = [math.exp(each - top) for each in sums]
        total = sum(shares)
        return {statement: share / total for statement, share in zip(CLASSES, shares, strict=True)}


@cache
def load_classifier() -> Classifier:
    """The classifier that comes with Precedent, read once."""
    return read_classifier(WEIGHTS_FILE)


def read_classifier(name: str) -> Classifier:
    """The one in a file beside this one; it is part of the installation, so it is there."""
    stored = json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return Classifier(bias=tuple(stored["bias"]), weights={name: tuple(row) for name, row in stored["weights"].items()})
