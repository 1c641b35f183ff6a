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
    """How many of `labels` were found, and for every share that fits no label its distance to the nearest.

    A range fits a label that it meets. A word whose meaning nobody has published is found without a share.
    """
    open_labels = [label for label in labels if label != "null"]
    right = sum(label == "null" for label in labels) if any(each.low is None for each in found) else 0
    distances: list[float] = []
    for proportion in found:
        if proportion.low is None or proportion.high is None:
            continue
        gaps = {label: _distance(label, proportion.low, proportion.high) for label in open_labels}
        fits = next((label for label, gap in gaps.items() if gap <= ROUNDING_SHARE), None)
        if fits is None:
            distances.append(min(gaps.values(), default=1.0))
        else:
            open_labels.remove(fits)
            right += not fits.startswith("?")
    return right, distances


def _distance(label: str, low: float, high: float) -> float:
    least, _, most = label.lstrip("?").partition("-")
    return max(0.0, float(least) - high, low - float(most or least))
