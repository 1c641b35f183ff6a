"""How well proportions are read: found shares against shares that a person read in the real reports.

`tests/indexer/language/proportion_labels.csv` holds, for each sentence by its hash, the shares in order:
a number, a range for a word ("0.5-0.8" for "the majority"), "null" for an amount that fixes no share, and a
question mark before what may be left unread ("the 20% most deprived").
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.training.labelled_sentences import REPOSITORY, ReadSentence
from indexer.language import Proportion, find_proportions

PROPORTION_LABELS = REPOSITORY / "tests" / "indexer" / "language" / "proportion_labels.csv"
ROUNDING_SHARE = 0.006
"""Labels are written to three places and reports round to whole per cents."""


@dataclass(frozen=True, slots=True)
class ProportionFigures:
    """Counts of phrases; `worst` is how far the worst wrong share lies from the right one."""

    phrases: int
    right: int
    null: int
    wrong: int
    worst: float
    missing_sentences: int


def proportion_figures(sentences: Iterable[ReadSentence]) -> ProportionFigures:
    """Compare what is found in the labelled sentences among `sentences` with their labels."""
    with PROPORTION_LABELS.open(encoding="utf-8", newline="") as lines:
        wanted = {(row["report"], row["sentence"]): row["shares"].split() for row in csv.DictReader(lines)}
    phrases = right = null = wrong = 0
    worst = 0.0
    for sentence in sentences:
        labels = wanted.pop(sentence.key, None)
        if labels is None:
            continue
        found = find_proportions(sentence.text)
        matched, distances = compare(labels, found)
        phrases += sum(not label.startswith("?") for label in labels)
        right += matched
        wrong += len(distances)
        worst = max([worst, *distances])
    null = phrases - right - wrong
    return ProportionFigures(phrases, right, null, wrong, worst, len(wanted))


def compare(labels: Sequence[str], found: Sequence[Proportion]) -> tuple[int, list[float]]:
    """How many of `labels` were found, and for every share that fits no label its distance to the nearest."""
    open_labels = [label for label in labels if label != "null"]
    right = sum(label == "null" for label in labels) if None in [each.value for each in found] else 0
    distances: list[float] = []
    for proportion in found:
        if proportion.value is None:
            continue
        fits = next((label for label in open_labels if _distance(label, proportion.value) <= ROUNDING_SHARE), None)
        if fits is None:
            distances.append(min([_distance(label, proportion.value) for label in open_labels], default=1.0))
        else:
            open_labels.remove(fits)
            right += not fits.startswith("?")
    return right, distances


def _distance(label: str, value: float) -> float:
    low, _, high = label.lstrip("?").partition("-")
    return max(0.0, float(low) - value, value - float(high or low))
