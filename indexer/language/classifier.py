"""A linear classifier over a sentence's words and cues: strength, shortfall or neutral.

Multinomial logistic regression; its weights are trained by `python -m benchmarks.training.train_statements` from
sentences labelled by reading, and stored beside this file as JSON, so that every decision can be retraced.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexer.language.clauses import Clause, FoundCue, Standing, Word, word_set
from indexer.language.cues import CueKind
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


# What the statement classifier looks at: words in their scope, and cues. Pure functions.

SCORE_LIMIT = 4.0
"""Past four net steps a sentence says no more clearly what it says; keeps long sentences comparable."""
_TURNED_REACH_WORDS = 9
_NUMBER = re.compile(r"\d")
_NUMBER_TOKENS = frozenset({"#", "%"})
_YEAR = re.compile(r"(?:19|20)\d\d$")


_TURNS = word_set("however but")
_REFERS_BACK = word_set("this these it they consequently")
_GIVES_CASES = word_set("for in one some")


def context_feature(words: tuple[Word, ...], previous: Statement | None) -> dict[str, float]:
    """What the sentence before it says of a sentence: praise is followed by praise, unless "however" comes
    first. Empty for the first sentence of a paragraph."""
    if previous is None:
        return {}
    opening = words[0].text if words else ""
    features = {f"<{previous}": 1.0}
    for name, openings in (("turns", _TURNS), ("refers", _REFERS_BACK), ("cases", _GIVES_CASES)):
        if opening in openings:
            features[f"<{previous} {name}"] = 1.0
    return features


def features_of(
    words: tuple[Word, ...], cues: tuple[FoundCue, ...], clauses: tuple[Clause, ...], score: float
) -> dict[str, float]:
    """Named features of a sentence by itself; absent means zero. Values lie between -2 and 2."""
    features = dict.fromkeys(_word_features(words, cues), 1.0)
    features.update(_cue_features(cues, clauses, score))
    features["length"] = min(len(words), 60) / 30
    return features


def _word_features(words: tuple[Word, ...], cues: tuple[FoundCue, ...]) -> Iterator[str]:
    deniers = {cue.first for cue in cues if cue.kind is CueKind.NEGATE}
    before = "^"
    denied_until = -1
    for at, word in enumerate(words):
        token = _token(word)
        if not token[0].isalnum() and token not in _NUMBER_TOKENS:
            denied_until = -1 if token in ";:(" else denied_until
            before = token
            continue
        yield f"{before} {token}"
        if at <= denied_until:
            yield f"not:{token}"
        else:
            yield token
        if at in deniers:
            denied_until = at + _TURNED_REACH_WORDS
        before = token


def _token(word: Word) -> str:
    if _NUMBER.match(word.text):
        return "%" if word.text.endswith("%") else "year" if _YEAR.match(word.text) else "#"
    return word.text


def _cue_features(cues: tuple[FoundCue, ...], clauses: tuple[Clause, ...], score: float) -> Iterator[tuple[str, float]]:
    limited = max(-SCORE_LIMIT, min(SCORE_LIMIT, score))
    praise = sum(cue.weight for cue in cues if cue.weight > 0)
    fault = -sum(cue.weight for cue in cues if cue.weight < 0)
    yield "=score", limited / 2
    yield "=praised", float(score >= 1)
    yield "=faulted", float(score <= -1)
    yield "=praise", min(praise, 4) / 2
    yield "=fault", min(fault, 4) / 2
    yield "=only-praise", float(praise > 0 and not fault)
    yield "=only-fault", float(fault > 0 and not praise)
    yield "=silent", float(not praise and not fault)
    yield "=turned", float(any(cue.turned for cue in cues))
    yield "=last", max(-2.0, min(2.0, float(sum(cue.weight for cue in clauses[-1].cues))))
    yield "=contrast", float(any(clause.standing is Standing.CONTRAST for clause in clauses))
    for kind in (CueKind.EXPECT, CueKind.FEW, CueKind.MOST, CueKind.NEGATE):
        yield f"={kind}", float(any(cue.kind is kind for cue in cues))
