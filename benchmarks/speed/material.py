"""What every engine gets: paragraphs, vectors and questions, in plain files of one folder a size."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed.grown import SEED, Archive
from indexer.keyword.analysis import tokens
from indexer.records import Report

QUESTIONS = 100
PARAGRAPHS_FILE = "paragraphs.jsonl"
VECTORS_FILE = "vectors.npy"
QUESTIONS_FILE = "questions.json"
QUESTION_VECTORS_FILE = "question-vectors.npy"
_SHORTEST_WORD_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    heading: str
    context: str


@dataclass(frozen=True, slots=True)
class Questions:
    """Words as a person types them: `plain` 2 to 5 of one sentence side by side, `pairs` and `runs` 2 or 3.

    `pairs` are asked with AND, `runs` stand in a row somewhere and are asked as a quotation.
    """

    plain: tuple[str, ...]
    pairs: tuple[str, ...]
    runs: tuple[str, ...]


def write_material(folder: Path, archive: Archive) -> None:
    """Writes paragraphs, vectors and questions."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = {report.report_id: report for report in archive.reports}
    with (folder / PARAGRAPHS_FILE).open("w", encoding="utf-8") as stream:
        for chunk in archive.chunks:
            report = reports[chunk.report_id]
            row = [chunk.text, _heading(report, chunk.section), f"{report.area or ''}\n{report.title or ''}"]
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    np.save(folder / VECTORS_FILE, archive.vectors)
    questions = _questions(archive)
    content = {"plain": questions.plain, "pairs": questions.pairs, "runs": questions.runs}
    (folder / QUESTIONS_FILE).write_text(json.dumps(content), encoding="utf-8")


def _heading(report: Report, section: int | None) -> str:
    return "" if section is None else report.sections[section].heading


def paragraphs(folder: Path) -> Iterator[Paragraph]:
    """The paragraphs in order."""
    with (folder / PARAGRAPHS_FILE).open(encoding="utf-8") as stream:
        for line in stream:
            yield Paragraph(*json.loads(line))


def vectors(folder: Path) -> NDArray[np.float32]:
    """float32 (n, 384), mapped."""
    matrix: NDArray[np.float32] = np.load(folder / VECTORS_FILE, mmap_mode="r")
    return matrix


def questions(folder: Path) -> Questions:
    """The questions to ask."""
    content = json.loads((folder / QUESTIONS_FILE).read_text(encoding="utf-8"))
    return Questions(**{kind: tuple(listed) for kind, listed in content.items()})


def question_vectors(folder: Path) -> NDArray[np.float32]:
    """float32 (QUESTIONS, 384): of the plain questions."""
    matrix: NDArray[np.float32] = np.load(folder / QUESTION_VECTORS_FILE)
    return matrix


def _questions(archive: Archive) -> Questions:
    chance = random.Random(f"{SEED} questions")
    kinds: dict[str, list[str]] = {"plain": [], "pairs": [], "runs": []}
    for kind, lengths in (("plain", (2, 3, 4, 5)), ("pairs", (2, 2, 3)), ("runs", (2, 2, 3))):
        while len(kinds[kind]) < QUESTIONS:
            chunk = chance.choice(archive.chunks)
            sentence = chance.choice(chunk.sentences) if chunk.sentences else None
            text = chunk.text[sentence.start : sentence.end] if sentence else chunk.text
            words = _row(text) if kind == "runs" else _ranking(text)
            length = chance.choice(lengths)
            if len(words) > length:
                start = chance.randrange(len(words) - length)
                kinds[kind].append(" ".join(words[start : start + length]))
    return Questions(*(tuple(kinds[kind]) for kind in ("plain", "pairs", "runs")))


def _ranking(text: str) -> list[str]:
    return [
        token.word
        for token in tokens(text)
        if token.ranks and not token.compound and token.word.isalpha() and len(token.word) >= _SHORTEST_WORD_LETTERS
    ]


def _row(text: str) -> list[str]:
    """The longest row of plain words with nothing but spaces between them."""
    rows: list[list[str]] = [[]]
    for piece in text.split():
        if piece.isalpha() and piece.isascii():
            rows[-1].append(piece.lower())
        else:
            rows.append([])
    return max(rows, key=len)
