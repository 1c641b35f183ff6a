"""How well statements of sentences, and relations of pairs, are read: precision, recall, and what is turned round.

A file is a table of tab-separated values with a header or without: `statement, sentence`, or `relation, a, b`.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.embedding.reading_sentences import SentencePlace, read_places
from indexer.embedding.statement_reader import open_reader, relations
from indexer.errors import DraftRefused
from indexer.records import Statement

SAME, OPPOSITE, NEITHER = "same", "opposite", "neither"
RELATIONS = (SAME, OPPOSITE, NEITHER)


@dataclass(frozen=True, slots=True)
class Judged:
    """One row: what it was labelled as, what it was read as, and its words. `sure`, 0 to 1, is of the reading."""

    label: str
    read: str
    sure: float
    words: str


@dataclass(frozen=True, slots=True)
class ReadingMeasures:
    """What came of the rows of a file; two labels are `opposed` if taking one for the other turns it round."""

    judged: tuple[Judged, ...]
    opposed: tuple[str, str]

    @property
    def right(self) -> int:
        return sum(each.label == each.read for each in self.judged)

    @property
    def turned(self) -> tuple[Judged, ...]:
        """Those read as the reverse of their label."""
        return tuple(each for each in self.judged if {each.label, each.read} == set(self.opposed))

    def precision(self, label: str) -> float | None:
        """Of those read as `label`, the share that is; None where none was."""
        return _share([each.label == label for each in self.judged if each.read == label])

    def recall(self, label: str) -> float | None:
        """Of those that are `label`, the share that was read so; None where none is."""
        return _share([each.read == label for each in self.judged if each.label == label])

    def to_json(self) -> dict[str, Any]:
        labels = sorted({each.label for each in self.judged} | {each.read for each in self.judged})
        return {
            "rows": len(self.judged),
            "right": self.right,
            "turned": [{"label": each.label, "read": each.read, "words": each.words} for each in self.turned],
            "labels": {each: {"precision": self.precision(each), "recall": self.recall(each)} for each in labels},
        }


def evaluate_reading(path: Path) -> ReadingMeasures:
    """The sentences of `path`, each read by itself. Raises DraftRefused where the file is no such table."""
    rows = _rows(path, 2, {each.value for each in Statement})
    read = read_places([SentencePlace(text, 0, len(text), alone=False) for _, text in rows])
    judged = [
        Judged(
            label, sentence.statement.value, min((clause.confidence for clause in sentence.clauses), default=0), text
        )
        for (label, text), sentence in zip(rows, read, strict=True)
    ]
    return ReadingMeasures(tuple(judged), (Statement.STRENGTH.value, Statement.SHORTFALL.value))


def evaluate_pairs(path: Path) -> ReadingMeasures:
    """The pairs of `path`. Raises as `evaluate_reading`."""
    rows = _rows(path, 3, set(RELATIONS))
    texts = [text for _, *pair in rows for text in pair]
    stances = iter([one.stance for (one,) in open_reader().read(texts, [[(0, len(text))] for text in texts])])
    found = relations([(next(stances), next(stances)) for _ in rows])
    judged = []
    for (label, one, other), relation in zip(rows, found, strict=True):
        place = max(range(len(RELATIONS)), key=relation.__getitem__)
        judged.append(Judged(label, RELATIONS[place], relation[place], f"{one} / {other}"))
    return ReadingMeasures(tuple(judged), (SAME, OPPOSITE))


def _rows(path: Path, columns: int, labels: set[str]) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = [row for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DraftRefused(f"The table {path} cannot be read: {error}.", hint="Give a UTF-8 file.") from error
    if rows and rows[0][0] not in labels:
        del rows[0]  # the names of the columns
    for number, row in enumerate(rows, start=1):
        if len(row) != columns or row[0] not in labels:
            raise DraftRefused(
                f"Row {number} of {path} is not a label with {columns - 1} text{'s' if columns > 2 else ''} after it: "
                f"{' | '.join(row)[:80]!r}.",
                hint=f"Separate by tabs; the first column is one of {', '.join(sorted(labels))}.",
            )
    if not rows:
        raise DraftRefused(f"The table {path} has no rows.", hint="Give it one row at least.")
    return rows


def _share(found: Sequence[bool]) -> float | None:
    return round(sum(found) / len(found), 4) if found else None
