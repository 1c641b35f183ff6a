"""How well sentences and proportions are read: python -m benchmarks.reading_quality

Prints, from the real reports beside the repository: precision and recall of strength and shortfall on the
held-out labels, the minimal pairs, the area under the curve of the share of strengths between sections
graded good or outstanding and sections graded inadequate, the proportions, and the time a paragraph takes.
"""

from __future__ import annotations

import csv
import json
import time
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import chain

from benchmarks.labelled_sentences import REPOSITORY, labelled_sentences, read_reports, sentences_of
from benchmarks.proportion_quality import proportion_figures
from indexer.language import read_chunk, read_statement
from indexer.records import CHUNK_KINDS, Report, Sentence, Statement

MINIMAL_PAIRS = REPOSITORY / "tests" / "indexer" / "language" / "minimal_pairs.csv"
GOOD_GRADES = frozenset({"good", "outstanding"})
UNGRADED_SECTIONS = frozenset({"local-authority-information", "summary-for-children"})
"""Sections of facts and of retelling, which the grade in the heading above them does not speak of."""
SECTION_STATEMENTS_MINIMUM = 5
"""A section with fewer statements has no share to speak of."""

Paragraph = Sequence[Sentence]
"""Its sentences, with what each states."""


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
    """Precision, recall and number by split, source and statement."""
    labelled, missing = labelled_sentences()
    pairs: dict[str, Counter[tuple[Statement, Statement]]] = defaultdict(Counter)
    for each in labelled:
        source = "sqs" if each.sentence.report.count("-") < 4 else "pdf"
        section = each.sentence.section if source == "sqs" else None
        sentences, _ = read_chunk(each.sentence.chunk, section=section, kind=each.sentence.kind)
        read = sentences[each.sentence.index].statement
        for group in (each.split, f"{each.split} {source}"):
            pairs[group][each.statement, read] += 1
    return {"labels_not_found": missing} | {group: _scores(counts) for group, counts in sorted(pairs.items())}


def _scores(counts: Counter[tuple[Statement, Statement]]) -> dict[str, dict[str, float]]:
    scores = {}
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
            by_pair[row["pair"]].append(read_statement(row["sentence"]).statement == row["statement"])
    sentences = [right for pair in by_pair.values() for right in pair]
    return {
        "sentences": round(sum(sentences) / len(sentences), 3),
        "pairs": round(sum(all(pair) for pair in by_pair.values()) / len(by_pair), 3),
    }


def grade_figures(reports: Iterable[tuple[str, Report]]) -> dict[str, float]:
    """Area under the curve, for sections, for single paragraphs, and for paragraphs with the one before and after.
    They lean on nothing but sentences: the reading is made without the section, so that its heading cannot help.

    Of a single paragraph the plain share says little: one praise and nothing else is 1, as ten are. With one of each
    counted beforehand (Laplace's rule of succession) ten weigh more than one."""
    sections: dict[bool, dict[tuple[str, int], list[Paragraph]]] = {True: defaultdict(list), False: defaultdict(list)}
    for stem, report in reports:
        for element in report.elements:
            if element.kind not in CHUNK_KINDS or element.section is None:
                continue
            section = report.sections[element.section]
            grade = (section.grade or "").lower()
            if section.canonical in UNGRADED_SECTIONS or not (grade in GOOD_GRADES or grade == "inadequate"):
                continue
            sentences, _ = read_chunk(report.text[element.start : element.end])
            sections[grade in GOOD_GRADES][stem, element.section].append(sentences)
    whole = {good: [[*chain(*found)] for found in of.values()] for good, of in sections.items()}
    judged = {good: [one for one in of if _statements(one) >= SECTION_STATEMENTS_MINIMUM] for good, of in whole.items()}
    single = {good: [one for found in of.values() for one in found] for good, of in sections.items()}
    beside = {good: [*chain(*map(_with_those_beside, of.values()))] for good, of in sections.items()}
    return {
        "sections": sum(map(len, judged.values())),
        "auc_of_sections": _auc(judged),
        "paragraphs": sum(map(len, single.values())),
        "auc_of_paragraphs": _auc(single),
        "auc_of_paragraphs_one_of_each_beforehand": _auc(single, beforehand=1),
        "auc_of_paragraphs_with_those_beside": _auc(beside, beforehand=1),
    }


def _with_those_beside(section: Sequence[Paragraph]) -> Iterable[Paragraph]:
    """Each paragraph of a section joined with the one before and the one after it."""
    for place in range(len(section)):
        yield [*chain(*section[max(0, place - 1) : place + 2])]


def _auc(paragraphs: Mapping[bool, Sequence[Paragraph]], beforehand: int = 0) -> float:
    shares = {good: [strength_share(one, beforehand) for one in of] for good, of in paragraphs.items()}
    return round(area_under_curve(shares[True], shares[False]), 3)


def strength_share(sentences: Sequence[Sentence], beforehand: int = 0) -> float:
    """Strengths as a share of strengths and shortfalls, with so many of each counted beforehand; one half where there
    are neither."""
    strengths = beforehand + sum(sentence.statement is Statement.STRENGTH for sentence in sentences)
    statements = 2 * beforehand + _statements(sentences)
    return strengths / statements if statements else 0.5


def _statements(sentences: Sequence[Sentence]) -> int:
    return sum(sentence.statement in {Statement.STRENGTH, Statement.SHORTFALL} for sentence in sentences)


def area_under_curve(good: Sequence[float], bad: Sequence[float]) -> float:
    """Chance that a value of `good` is above one of `bad`, ties counting one half (Mann and Whitney)."""
    ordered = sorted(bad)
    above = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in good)
    return above / (2 * len(good) * len(bad)) if good and bad else float("nan")


def time_figure(reports: Iterable[tuple[str, Report]]) -> float:
    """Mean time of `read_chunk` in milliseconds over all paragraphs."""
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
