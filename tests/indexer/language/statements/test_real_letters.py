"""The reading of the three real letters against labels made by reading. The labels of the split "test" were
used neither for the weights nor for the rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.training.labelled_sentences import LabelledSentence, labels_by_sentence, read_reports, sentences_of
from indexer.language import read_chunk
from indexer.records import Statement

PRECISION_FLOOR = 0.75
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


@pytest.mark.shared
@pytest.mark.parametrize("statement", [Statement.STRENGTH, Statement.SHORTFALL])
def test_statements_of_real_letters_are_read_as_a_person_reads_them(
    letters: list[LabelledSentence], statement: Statement
) -> None:
    held_out = [each for each in letters if each.split == "test"]
    assert len(held_out) >= LABELS_FOUND_MINIMUM
    counts: Counter[tuple[bool, bool]] = Counter()
    for each in held_out:
        sentences, _ = read_chunk(each.sentence.chunk, section=each.sentence.section)
        counts[each.statement is statement, sentences[each.sentence.index].statement is statement] += 1
    assert counts[True, True] / (counts[True, True] + counts[False, True]) >= PRECISION_FLOOR
    assert counts[True, True] / (counts[True, True] + counts[True, False]) >= RECALL_FLOOR
