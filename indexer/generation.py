"""A generation: the contents of one index, written as a whole and read as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged, NotFound
from indexer.indexes.embeddings import EmbeddingIndex, write_embeddings
from indexer.indexes.keyword import KeywordIndex
from indexer.jsonlines import LinesFile, write_lines
from indexer.ledger import Ledger
from indexer.manifest import Manifest, current_folder, read_manifest, verify_files
from indexer.records import Chunk, Reading, Report, ReportId, Statement
from indexer.serialise import (
    chunk_from_json,
    chunk_to_json,
    report_body_to_json,
    report_from_json,
    report_head_to_json,
)
from indexer.theme_column import ThemeColumn, theme_columns

HEADS_FILE = "reports.jsonl"
BODIES_FILE = "bodies.jsonl"
CHUNKS_FILE = "chunks.jsonl"
COLUMNS_FILE = "columns.npz"
LEDGER_FILE = "ledger.json"
KEYWORD_FOLDER = "keyword"

_READING_CODES = {reading: code for code, reading in enumerate(Reading)}
_STATEMENT_BITS = {statement: 1 << place for place, statement in enumerate(Statement)}
_BODIES_CACHED = 64
"""A page shows hits from ten reports at most, and the reader turns between a few."""
_REBUILD = "Build the index again with `precedent index`."


def write_contents(
    folder: Path,
    reports: Sequence[Report],
    chunks: Sequence[Chunk],
    embeddings: NDArray[np.float32] | None,
    ledger: Ledger,
) -> None:
    """Writes everything but the keyword index and the manifest into `folder`."""
    write_lines(folder / HEADS_FILE, map(report_head_to_json, reports))
    write_lines(folder / BODIES_FILE, map(report_body_to_json, reports))
    write_lines(folder / CHUNKS_FILE, map(chunk_to_json, chunks))
    rows = {report.report_id: row for row, report in enumerate(reports)}
    theme_names, theme_bits = theme_columns([chunk.themes for chunk in chunks])
    np.savez(
        folder / COLUMNS_FILE,
        report=np.array([rows[chunk.report_id] for chunk in chunks], dtype=np.int32),
        section=np.array([-1 if chunk.section is None else chunk.section for chunk in chunks], dtype=np.int32),
        reading=np.array([_READING_CODES[chunk.reading] for chunk in chunks], dtype=np.uint8),
        statements=np.array([_statement_bits(chunk) for chunk in chunks], dtype=np.uint8),
        theme_names=theme_names,
        themes=theme_bits,
    )
    if embeddings is not None:
        write_embeddings(folder, embeddings)
    (folder / LEDGER_FILE).write_text(json.dumps(ledger.to_json(), ensure_ascii=False), encoding="utf-8")


def _statement_bits(chunk: Chunk) -> int:
    return sum({_STATEMENT_BITS[sentence.statement] for sentence in chunk.sentences})


class StoredContents:
    """The reports, chunks and vectors of a generation. Every method may be called from several threads.

    This is what a later build borrows from, so it does not need the keyword index to be readable.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Opens the files in `folder`. Raises IndexDamaged where they cannot be read or do not agree."""
        self.folder = folder
        self.manifest = manifest
        heads = LinesFile(folder / HEADS_FILE)
        try:
            self.reports: tuple[Report, ...] = tuple(report_from_json(heads[row]) for row in range(len(heads)))
            with np.load(folder / COLUMNS_FILE, allow_pickle=False) as columns:
                self.report_rows: NDArray[np.int32] = columns["report"]
                self.section_rows: NDArray[np.int32] = columns["section"]
                self.reading_codes: NDArray[np.uint8] = columns["reading"]
                self._statement_bits: NDArray[np.uint8] = columns["statements"]
                self.themes = ThemeColumn.of(columns, len(self.report_rows))
        except (KeyError, TypeError, ValueError, OSError, EOFError) as error:
            raise IndexDamaged(f"The generation {folder} cannot be read: {error}.", hint=_REBUILD) from error
        self.row_of: Mapping[ReportId, int] = {r.report_id: row for row, r in enumerate(self.reports)}
        self._bodies = LinesFile(folder / BODIES_FILE)
        self._chunks = LinesFile(folder / CHUNKS_FILE)
        self.embeddings = EmbeddingIndex.open(folder) if manifest.model else None
        self._report = lru_cache(maxsize=_BODIES_CACHED)(self._read_report)
        self._check_counts()

    @classmethod
    def open(cls, index: Path, *, verify: bool = True) -> Self:
        """Those of the published generation of `index`. With `verify`, every file is held against its checksum first.

        Raises IndexMissing, IndexDamaged or IndexFormatMismatch.
        """
        folder = current_folder(index)
        manifest = read_manifest(folder)
        problems = verify_files(folder, manifest) if verify else []
        if problems:
            raise IndexDamaged(f"The index in {index} is damaged: {problems[0]}.", hint=_REBUILD)
        return cls(folder, manifest)

    @property
    def name(self) -> str:
        return self.folder.name

    def __len__(self) -> int:
        return len(self._chunks)

    def chunk(self, ordinal: int) -> Chunk:
        """The chunk with this ordinal, its words a slice of its report's text."""
        report = self.reports[int(self.report_rows[ordinal])]
        return chunk_from_json(self._chunks[ordinal], ordinal, self.report(report.report_id).text)

    def report(self, report_id: str) -> Report:
        """The whole report, with text and elements. Raises NotFound, naming near ones, where there is none."""
        row = self.row_of.get(report_id)  # type: ignore[call-overload]
        if row is None:
            near = [known for known in self.row_of if report_id.lower() in known][:5]
            hint = f"Near it: {', '.join(near)}." if near else "`precedent reports` lists them."
            raise NotFound(f"There is no report {report_id!r} in this index.", hint=hint)
        return self._report(row)

    def _read_report(self, row: int) -> Report:
        head = report_head_to_json(self.reports[row])
        return report_from_json(head, self._bodies[row])

    def ordinals_of(self, report_id: str) -> NDArray[np.int64]:
        """The ordinals of a report's chunks, in reading order."""
        return np.flatnonzero(self.report_rows == self.row_of[ReportId(report_id)])

    def reading_mask(self, readings: Sequence[Reading]) -> NDArray[np.bool_]:
        """bool (n,): which chunks have one of these readings."""
        codes = [_READING_CODES[reading] for reading in readings]
        return np.isin(self.reading_codes, codes)

    def statement_mask(self, statement: Statement) -> NDArray[np.bool_]:
        """bool (n,): which chunks have a sentence with this statement."""
        return (self._statement_bits & _STATEMENT_BITS[statement]).astype(np.bool_)

    def ledger(self) -> Ledger:
        """The ledger of the build that published this generation."""
        path = self.folder / LEDGER_FILE
        try:
            return Ledger.from_json(json.loads(path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"The ledger {path} cannot be read: {error}.", hint=_REBUILD) from error

    def close(self) -> None:
        """Lets go of every file at once; nothing can be asked afterwards.

        Windows neither renames nor removes a folder with mapped files, so this cannot be left to the collector.
        """
        self.__dict__.clear()

    def _counts(self) -> dict[str, int]:
        counts = {CHUNKS_FILE: len(self._chunks), COLUMNS_FILE: len(self.report_rows)}
        if self.embeddings is not None:
            counts["the embedding matrix"] = len(self.embeddings)
        return counts

    def _check_counts(self) -> None:
        expected = self.manifest.chunks
        for name, found in self._counts().items():
            if found != expected:
                raise IndexDamaged(
                    f"In {self.folder}, {name} holds {found} paragraphs, and the manifest says {expected}.",
                    hint=_REBUILD,
                )


class Generation(StoredContents):
    """A published generation, open for searching."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Opens the keyword index as well. Raises IndexDamaged."""
        self.keyword = KeywordIndex.open(folder / KEYWORD_FOLDER)
        super().__init__(folder, manifest)

    def _counts(self) -> dict[str, int]:
        return super()._counts() | {KEYWORD_FOLDER: len(self.keyword)}
