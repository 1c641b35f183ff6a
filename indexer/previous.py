"""What the last generation can lend to the next: reports as read, chunks as analysed, vectors as encoded.

Each is lent only where it would come out the same again: a report where file and reader are unchanged,
its chunks where the language analysis is unchanged too, a vector where model and embedded words are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.chunking import embedded_text
from indexer.errors import IndexUnavailable
from indexer.generation import StoredContents
from indexer.ledger import FileOutcome, Outcome
from indexer.manifest import Manifest
from indexer.records import Chunk, Report, ReportId


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of everything that shapes a generation's contents."""

    reader: str
    language: str
    analyser: str

    def to_json(self) -> dict[str, str]:
        return {"reader": self.reader, "language": self.language, "analyser": self.analyser}


class Previous:
    """The last generation as a lender; empty where there is none that can be read."""

    def __init__(self, generation: StoredContents | None, versions: Versions) -> None:
        self._generation = generation
        self._versions = versions
        self._outcomes: dict[str, FileOutcome] = {}
        if generation is not None:
            self._outcomes = {outcome.source: outcome for outcome in generation.ledger().files}

    @classmethod
    def open(cls, index: Path, versions: Versions) -> Previous:
        """The published generation of `index`. One that is missing, damaged or of another format lends nothing."""
        try:
            return cls(StoredContents.open(index), versions)
        except IndexUnavailable:
            return cls(None, versions)

    @property
    def manifest(self) -> Manifest | None:
        return self._generation.manifest if self._generation else None

    @property
    def outcomes(self) -> dict[str, FileOutcome]:
        return self._outcomes

    @property
    def ids(self) -> dict[str, ReportId]:
        """Source -> id of every report in the last generation, and of every file that was tried for it."""
        return {source: outcome.report_id for source, outcome in self._outcomes.items() if outcome.report_id}

    def report(self, source: str, sha256: str) -> Report | None:
        """The report read from this file before, if file and reader are unchanged."""
        outcome = self._outcomes.get(source)
        if (
            self._generation is None
            or outcome is None
            or outcome.sha256 != sha256
            or outcome.outcome not in (Outcome.READ, Outcome.CARRIED_OVER)
            or outcome.report_id is None
            or self._generation.manifest.versions["reader"] != self._versions.reader
        ):
            return None
        return self._generation.report(outcome.report_id)

    def refusal(self, source: str, sha256: str) -> FileOutcome | None:
        """How this very file was refused before, if the reader is unchanged."""
        outcome = self._outcomes.get(source)
        if (
            self._generation is None
            or outcome is None
            or outcome.sha256 != sha256
            or not sha256
            or outcome.outcome is not Outcome.REFUSED
            or self._generation.manifest.versions["reader"] != self._versions.reader
        ):
            return None
        return outcome

    def chunks(self, report: Report, first_ordinal: int) -> list[Chunk] | None:
        """The chunks of a carried-over report under new ordinals, if the language analysis is unchanged."""
        if (
            self._generation is None
            or self._generation.manifest.versions["language"] != self._versions.language
        ):
            return None
        ordinals = self._generation.ordinals_of(report.report_id)
        return [
            replace(self._generation.chunk(int(ordinal)), ordinal=first_ordinal + at)
            for at, ordinal in enumerate(ordinals)
        ]

    def vectors(self, model: str, revision: str) -> dict[bytes, NDArray[np.float32]]:
        """Key of embedded text -> vector, for every chunk that this very model encoded."""
        generation = self._generation
        if generation is None or generation.embeddings is None:
            return {}
        if (generation.manifest.model, generation.manifest.model_revision) != (model, revision):
            return {}
        matrix = generation.embeddings.matrix
        return {key: matrix[row] for row, key in enumerate(_keys(generation))}


def embedding_key(text: str) -> bytes:
    """Names an embedded text; equal only for equal texts."""
    return hashlib.sha256(text.encode()).digest()


def _keys(generation: StoredContents) -> Iterator[bytes]:
    for ordinal in range(len(generation)):
        chunk = generation.chunk(ordinal)
        yield embedding_key(embedded_text(chunk, generation.report(chunk.report_id)))
