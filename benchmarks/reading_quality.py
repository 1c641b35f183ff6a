"""How well sentences and proportions are read: python -m benchmarks.reading_quality

Prints, from the real reports beside the repository: precision and recall of strength and shortfall on the
held-out labels by the reader of clauses, the minimal pairs, the area under the curve of the share of strengths
between sections graded good or outstanding and sections graded inadequate, the proportions, and the time a
paragraph takes.
Needs scikit-learn.
"""

from __future__ import annotations

import csv
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import NamedTuple

from benchmarks.proportion_quality import proportion_figures
from benchmarks.training.graded_paragraphs import area_under_curve, graded_paragraphs
from benchmarks.training.labelled_sentences import (
    LABELS,
    REPOSITORY,
    labelled_sentences,
    place_of,
    read_reports,
    sentences_of,
)
from benchmarks.training.train_strength_share import cross_validated, hand_labelled
from indexer.embedding.reading_sentences import SentencePlace, read_places
from indexer.language import read_chunk
from indexer.records import CHUNK_KINDS, Report, Statement

MINIMAL_PAIRS = REPOSITORY / "tests" / "indexer" / "language" / "statements" / "minimal_pairs.csv"
SECOND_READINGS = LABELS.with_name("second_readings.csv")
"""What two readers said of the test sentences, each without knowing the label or the other."""
SECTION_STATEMENTS_MINIMUM = 5
"""A section with fewer statements has no share to speak of."""


def main() -> None:
    """Print every figure as one JSON object."""
    reports = list(read_reports())
    figures = {
        "statements": statement_figures(),
        "minimal_pairs": minimal_pair_figures(),
        "graded_sections": grade_figures(reports),
        "proportions": asdict(
            proportion_figures(sentence for stem, report in reports for sentence in sentences_of(stem, report))
        ),
        "milliseconds_per_paragraph": time_figure(reports),
    }
    print(json.dumps(figures, indent=1))


def statement_figures() -> dict[str, object]:
    """Precision, recall and number by split and statement, read clause by clause as a build does. Of the test split
    also by what two of three readers say: the label, and the two who read it again (`second_readings.csv`)."""
    labelled, missing = labelled_sentences()
    read = [each.statement for each in read_places([place_of(each.sentence) for each in labelled])]
    pairs: dict[str, Counter[tuple[Statement, Statement]]] = defaultdict(Counter)
    again = second_readings()
    for each, found in zip(labelled, read, strict=True):
        pairs[each.split][each.statement, found] += 1
        if (readings := again.get(each.sentence.key)) is None:
            continue
        said = Counter([each.statement, readings.first, readings.second]).most_common(1)[0]
        if said[1] > 1:
            pairs["test, two of three readers"][said[0], found] += 1
        if readings.sure and readings.first is readings.second:
            pairs["test, both who read it again agree and are sure"][readings.first, found] += 1
    return {"labels_not_found": missing} | {group: _scores(counts) for group, counts in sorted(pairs.items())}


class SecondReading(NamedTuple):
    """What two readers said of a sentence without knowing its label, and whether neither found it arguable."""

    first: Statement
    second: Statement
    sure: bool


def second_readings() -> dict[tuple[str, str], SecondReading]:
    """By report and sentence hash."""
    with SECOND_READINGS.open(encoding="utf-8", newline="") as lines:
        return {
            (row["report"], row["sentence"]): SecondReading(
                Statement(row["first"]), Statement(row["second"]), row["sure"] == "yes"
            )
            for row in csv.DictReader(lines)
        }


def _scores(counts: Counter[tuple[Statement, Statement]]) -> dict[str, object]:
    claims = {Statement.STRENGTH, Statement.SHORTFALL}
    scores: dict[str, object] = {
        "right": round(sum(number for (label, read), number in counts.items() if label is read) / counts.total(), 3),
        "turned": sum(number for pair, number in counts.items() if set(pair) == claims),
    }
    for statement in Statement:
        right = counts[statement, statement]
        read = sum(count for (_, found), count in counts.items() if found is statement)
        there = sum(count for (label, _), count in counts.items() if label is statement)
        scores[statement.value] = {
            "precision": round(right / max(1, read), 3),
            "recall": round(right / max(1, there), 3),
            "sentences": there,
        }
    return scores


def minimal_pair_figures() -> dict[str, float]:
    """Share of sentences, and of pairs with both sentences, that are read as meant."""
    by_pair: dict[str, list[bool]] = defaultdict(list)
    with MINIMAL_PAIRS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            place = SentencePlace(row["sentence"], 0, len(row["sentence"]))
            by_pair[row["pair"]].append(read_places([place])[0].statement == row["statement"])
    sentences = [right for pair in by_pair.values() for right in pair]
    return {
        "sentences": round(sum(sentences) / len(sentences), 3),
        "pairs": round(sum(all(pair) for pair in by_pair.values()) / len(by_pair), 3),
    }


def grade_figures(reports: Iterable[tuple[str, Report]]) -> dict[str, float]:
    """Area under the curve, for sections and for single paragraphs, of strengths counted among what sentences state;
    for paragraphs also of the tool's strength share, cross-validated by report, since it learns from such grades."""
    paragraphs = [*graded_paragraphs(reports)]
    told = [paragraph for paragraph in paragraphs if paragraph.good is not None]
    sections: dict[bool, dict[tuple[str, int], list[Statement]]] = {True: defaultdict(list), False: defaultdict(list)}
    for each in told:
        sections[bool(each.good)][each.report, each.section] += [sentence.statement for sentence in each.read]
    judged = {
        good: [own for own in of.values() if _statements(own) >= SECTION_STATEMENTS_MINIMUM]
        for good, of in sections.items()
    }
    single = {
        good: [[sentence.statement for sentence in each.read] for each in told if each.good is good]
        for good in (True, False)
    }
    return {
        "sections": sum(map(len, judged.values())),
        "auc_of_sections_counted": _auc(judged),
        "paragraphs": len(told),
        "auc_of_paragraphs_counted": _auc(single),
        "auc_of_paragraphs_strength_share_cross_validated": round(cross_validated(paragraphs, hand_labelled()), 3),
    }


def _auc(counted: Mapping[bool, Sequence[Sequence[Statement]]]) -> float:
    shares = {good: [_counted_share(one) for one in of] for good, of in counted.items()}
    return round(area_under_curve(shares[True], shares[False]), 3)


def _counted_share(statements: Sequence[Statement]) -> float:
    """Strengths as a share of strengths and shortfalls; one half where there are neither."""
    number = _statements(statements)
    return sum(each is Statement.STRENGTH for each in statements) / number if number else 0.5


def _statements(statements: Sequence[Statement]) -> int:
    return sum(each in {Statement.STRENGTH, Statement.SHORTFALL} for each in statements)


def time_figure(reports: Iterable[tuple[str, Report]]) -> float:
    """Mean time in milliseconds that the classifier of words, which gives the share of strengths, takes a paragraph."""
    texts = [
        report.text[element.start : element.end]
        for _, report in reports
        for element in report.elements
        if element.kind in CHUNK_KINDS
    ]
    began = time.perf_counter()
    for text in texts:
        read_chunk(text)
    return round(1000 * (time.perf_counter() - began) / max(1, len(texts)), 3)


if __name__ == "__main__":
    main()
