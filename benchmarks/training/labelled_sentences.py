"""Sentences of the real reports, and of the sample letters, with the statement that a person read in each.

The labels hold report, hash of the sentence's letters and digits, statement, split. The sentences are found
again by reading the reports, of which the real ones lie outside the repository. Sample letters only train.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from indexer.embedding.reading_sentences import SentencePlace
from indexer.errors import ReadingRefused
from indexer.language import split_sentences
from indexer.reading.report import read_report
from indexer.records import CHUNK_KINDS, ElementKind, Report, ReportId, Statement

REPOSITORY = Path(__file__).absolute().parents[2]
REPORTS = REPOSITORY.parent / "shared" / "reports"
SAMPLES = REPOSITORY / "corpus"
LABELS = REPOSITORY / "tests" / "indexer" / "language" / "statement_labels.csv"
CLAUSE_LABELS = LABELS.with_name("clause_labels.csv")
"""Sentences of several clauses: their statements, and the code points that the clauses begin at."""
PAIR_LABELS = LABELS.with_name("pair_labels.csv")
"""Clauses of two reports that lie near each other, and whether they state the same, the opposite, or neither."""
HASH_LENGTH = 12


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of a report: the `index`th, from 0, of a chunk, with the chunk's section and kind."""

    report: str
    text: str
    chunk: str
    index: int
    section: str | None
    kind: str

    @property
    def key(self) -> tuple[str, str]:
        """What the labels know the sentence by: the stem of its report and the hash of its letters."""
        return self.report, sentence_hash(self.text)


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """`split` is "train" (weights), "tune" (weights, and rules were corrected on it), "validation" (stages of the
    training are chosen on it) or "test" (none of these)."""

    sentence: ReadSentence
    statement: Statement
    split: str


@dataclass(frozen=True, slots=True)
class LabelledClause:
    """A clause at `start` to `end`, code points into its sentence. `split` is that of LabelledSentence."""

    sentence: ReadSentence
    start: int
    end: int
    statement: Statement
    split: str


class Passage(NamedTuple):
    """From `start` to `end` of a text, code points; to its end where that is None."""

    text: str
    start: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two clauses of different reports, each in its sentence: "same", "opposite" or "neither". `split` is "train" or
    "validation"."""

    relation: str
    one: Passage
    other: Passage
    split: str


def sentence_hash(text: str) -> str:
    """First 12 hexadecimal digits of the SHA-256 of the letters and digits of `text` in lower case."""
    letters = re.sub(r"[^a-z0-9]", "", text.lower())
    return hashlib.sha256(letters.encode()).hexdigest()[:HASH_LENGTH]


def read_reports(folder: Path = REPORTS) -> Iterator[tuple[str, Report]]:
    """Every report of `folder` that reads, with the stem of its file, in order of path."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".pdf", ".txt", ".md"}:
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
        for index, (start, end) in enumerate(split_sentences(text)):
            yield ReadSentence(stem, text[start:end], text, index, section, element.kind.value)


def place_of(sentence: ReadSentence) -> SentencePlace:
    """Where `sentence` stands, as the reader of clauses asks for it."""
    spans = split_sentences(sentence.chunk)
    start, end = spans[sentence.index]
    return SentencePlace(sentence.chunk, start, end, sentence.section, ElementKind(sentence.kind), len(spans) == 1)


def labels_by_sentence() -> dict[tuple[str, str], dict[str, str]]:
    """The rows of the label file by report and sentence hash."""
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return {(row["report"], row["sentence"]): row for row in csv.DictReader(lines)}


@cache
def _real_sentences() -> tuple[ReadSentence, ...]:
    return tuple(each for stem, report in read_reports() for each in sentences_of(stem, report))


@cache
def labelled_sentences() -> tuple[tuple[LabelledSentence, ...], int]:
    """Labelled sentences found in the reports, and how many labels found no sentence."""
    wanted = labels_by_sentence()
    found: dict[tuple[str, str], LabelledSentence] = {}
    samples = (each for stem, report in read_reports(SAMPLES) for each in sentences_of(stem, report))
    for sentence in chain(_real_sentences(), samples):
        if sentence.key in wanted and sentence.key not in found:
            row = wanted[sentence.key]
            found[sentence.key] = LabelledSentence(sentence, Statement(row["statement"]), row["split"])
    return tuple(found.values()), len(wanted) - len(found)


@cache
def labelled_clauses() -> tuple[LabelledClause, ...]:
    """The clauses of labelled sentences that have several, of those that are found in the reports."""
    with CLAUSE_LABELS.open(encoding="utf-8", newline="") as lines:
        wanted = {(row["report"], row["sentence"]): row for row in csv.DictReader(lines)}
    found: list[LabelledClause] = []
    for sentence in _real_sentences():
        row = wanted.pop(sentence.key, None)
        if row is None:
            continue
        starts = [int(start) for start in row["starts"].split("|")]
        ends = [*starts[1:], len(sentence.text)]
        for start, end, name in zip(starts, ends, row["statements"].split("|"), strict=True):
            found.append(LabelledClause(sentence, start, end, Statement(name), row["split"]))
    return tuple(found)


@cache
def labelled_pairs() -> tuple[LabelledPair, ...]:
    """The pairs of which both sentences are found in the reports."""
    with PAIR_LABELS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    wanted = {(row[f"report_{side}"], row[f"sentence_{side}"]) for row in rows for side in "ab"}
    texts: dict[tuple[str, str], str] = {}
    for sentence in _real_sentences():
        if sentence.key in wanted:
            texts.setdefault(sentence.key, sentence.text)

    def clause(row: dict[str, str], side: str) -> Passage | None:
        text = texts.get((row[f"report_{side}"], row[f"sentence_{side}"]))
        return Passage(text, int(row[f"start_{side}"]), int(row[f"end_{side}"])) if text else None

    sides = ((row, clause(row, "a"), clause(row, "b")) for row in rows)
    return tuple(LabelledPair(row["relation"], a, b, row["split"]) for row, a, b in sides if a and b)
