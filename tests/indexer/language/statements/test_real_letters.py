"""The reading of the three real letters against labels made by reading. The labels of the split "test" were
used neither for the weights nor for the rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.training.labelled_sentences import (
    LabelledSentence,
    labels_by_sentence,
    place_of,
    read_reports,
    sentences_of,
)
from indexer.embedding.reading_sentences import read_places
from indexer.records import Statement

PRECISION_FLOOR = 0.78
RECALL_FLOOR = 0.85
"""A little below what was measured, because a half of three letters is 157 sentences; the benchmark has the figures."""
LABELS_FOUND_MINIMUM = 140


@pytest.fixture(scope="module")
def letters(shared: Path) -> list[LabelledSentence]:
    wanted = labels_by_sentence()
    return [
        LabelledSentence(sentence, Statement(row["statement"]), row["split"])
        for stem, report in read_reports(shared / "reports" / "sqs")
        for sentence in sentences_of(stem, report)
        if (row := wanted.get(sentence.key)) is not None
    ]


@pytest.mark.real_model
@pytest.mark.shared
@pytest.mark.parametrize("statement", [Statement.STRENGTH, Statement.SHORTFALL])
def test_statements_of_real_letters_are_read_as_a_person_reads_them(
    letters: list[LabelledSentence], statement: Statement
) -> None:
    held_out = [each for each in letters if each.split == "test"]
    assert len(held_out) >= LABELS_FOUND_MINIMUM
    read = read_places([place_of(each.sentence) for each in held_out])
    counts = Counter(
        (each.statement is statement, found.statement is statement) for each, found in zip(held_out, read, strict=True)
    )
    print(counts)
    assert counts[True, True] / (counts[True, True] + counts[False, True]) >= PRECISION_FLOOR
    assert counts[True, True] / (counts[True, True] + counts[True, False]) >= RECALL_FLOOR
