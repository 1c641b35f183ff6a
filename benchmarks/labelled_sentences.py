"""Sentences of the real reports with the statement that a person read in each.

The repository holds labels only: report, hash of the sentence's letters and digits, statement, split. The
sentences are found again by reading the reports, which lie outside the repository.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import ReadingRefused
from indexer.language import split_sentences
from indexer.reading import read_report
from indexer.records import CHUNK_KINDS, Report, ReportId, Statement

REPOSITORY = Path(__file__).absolute().parent.parent
REPORTS = REPOSITORY.parent / "shared" / "reports"
LABELS = REPOSITORY / "tests" / "indexer" / "language" / "statement_labels.csv"
HASH_LENGTH = 12


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of a report, with the canonical section and the kind of chunk it stands in."""

    report: str
    text: str
    section: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """`split` is "train" (weights), "tune" (rules were corrected on it) or "test" (neither)."""

    sentence: ReadSentence
    statement: Statement
    split: str


def sentence_hash(text: str) -> str:
    """First 12 hexadecimal digits of the SHA-256 of the letters and digits of `text` in lower case."""
    letters = re.sub(r"[^a-z0-9]", "", text.lower())
    return hashlib.sha256(letters.encode()).hexdigest()[:HASH_LENGTH]


def read_reports() -> Iterator[tuple[str, Report]]:
    """Every real report that reads, with the stem of its file, in order of path."""
    for path in sorted(REPORTS.rglob("*")):
        if path.suffix not in {".pdf", ".txt"}:
            continue
        try:
            yield path.stem, read_report(path, source=path.name, report_id=ReportId("report"), sha256="")
        except ReadingRefused:
            continue


def sentences_of(stem: str, report: Report) -> Iterator[ReadSentence]:
    """The sentences of the chunks of a report, in reading order."""
    for element in report.elements:
        if element.kind not in CHUNK_KINDS:
            continue
        section = None if element.section is None else report.sections[element.section].canonical
        text = report.text[element.start : element.end]
        for start, end in split_sentences(text):
            yield ReadSentence(stem, text[start:end], section, element.kind.value)


def labelled_sentences() -> tuple[tuple[LabelledSentence, ...], int]:
    """Labelled sentences found in the reports, and how many labels found no sentence."""
    with LABELS.open(encoding="utf-8", newline="") as lines:
        wanted = {(row["report"], row["sentence"]): row for row in csv.DictReader(lines)}
    found: dict[tuple[str, str], LabelledSentence] = {}
    reports = {stem for stem, _ in wanted}
    for stem, report in read_reports():
        if stem not in reports:
            continue
        for sentence in sentences_of(stem, report):
            key = (stem, sentence_hash(sentence.text))
            if key in wanted and key not in found:
                row = wanted[key]
                found[key] = LabelledSentence(sentence, Statement(row["statement"]), row["split"])
    return tuple(found.values()), len(wanted) - len(found)
