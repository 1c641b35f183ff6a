"""A generation: the contents of one index, a list of segments read as one archive.

A paragraph's ordinal is the base of its segment and its row in it; a report's row likewise.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.matrix import EmbeddingIndex
from indexer.embedding.token_codes import TokenIndex
from indexer.errors import IndexDamaged, NotFound
from indexer.keyword.opening import open_keyword_index
from indexer.language.glossary import agreed_abbreviations
from indexer.records import Chunk, Reading, Report, ReportId, Statement
from indexer.serialise import chunk_from_json, elements_from_json, report_from_json
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import Manifest, current_folder, read_manifest, verify_files
from indexer.storage.segment import READING_CODES, STATEMENT_BITS, Segment, ThemeColumn, read_abbreviations

LEDGER_FILE = "ledger.json"

_TEXTS_CACHED = 256
_REPORTS_CACHED = 64
"""A page shows hits from ten reports at most, and the reader turns between a few."""
_REBUILD = "Build the index again with `precedent index`."


def write_ledger(folder: Path, ledger: Ledger) -> None:
    """Writes the ledger of the build into the folder of its generation."""
    (folder / LEDGER_FILE).write_text(json.dumps(ledger.to_json(), ensure_ascii=False), encoding="utf-8")


class StoredContents:
    """The reports, chunks and vectors of a generation. Every method may be called from several threads.

    This is what a later build borrows from, so it does not need the keyword index to be readable.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Opens the files in `folder`. Raises IndexDamaged where they cannot be read or do not agree."""
        self.folder = folder
        self.manifest = manifest
        self.segments = tuple(Segment(folder / entry.name) for entry in manifest.segments)
        self._bases = tuple(accumulate((len(segment.chunks) for segment in self.segments), initial=0))
        self._report_bases = tuple(accumulate((len(segment.heads) for segment in self.segments), initial=0))
        folders = [segment.folder for segment in self.segments]
        self.embeddings = EmbeddingIndex.open(*folders) if manifest.model and folders else None
        self.tokens = TokenIndex.open(*folders) if self.embeddings is not None else None
        self._text = lru_cache(maxsize=_TEXTS_CACHED)(self._read_text)
        self._report = lru_cache(maxsize=_REPORTS_CACHED)(self._read_report)
        self._check_counts()

    @classmethod
    def open(cls, index: Path, *, verify: bool = True) -> Self:
        """Those of the published generation of `index`. With `verify`, every file is held against its checksum first.

        A file that has not been written to since it was summed is taken to be as it was. Raises IndexMissing,
        IndexDamaged or IndexFormatMismatch.
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
        return self._bases[-1]

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """Every report without its text and elements."""
        try:
            return tuple(report_from_json(head) for segment in self.segments for head in segment.heads)
        except (KeyError, TypeError, ValueError) as error:
            raise IndexDamaged(f"The reports in {self.folder} cannot be read: {error}.", hint=_REBUILD) from error

    @cached_property
    def row_of(self) -> Mapping[ReportId, int]:
        """Report -> its row in `reports`."""
        return {report.report_id: row for row, report in enumerate(self.reports)}

    @cached_property
    def report_rows(self) -> NDArray[np.int32]:
        """int32 (n,): the row in `reports` of each chunk's report."""
        own = [base + segment.report_rows for base, segment in zip(self._report_bases, self.segments, strict=False)]
        return np.concatenate([np.empty(0, dtype=np.int32), *own]).astype(np.int32)

    @cached_property
    def section_rows(self) -> NDArray[np.int16]:
        """int16 (n,): the section of each chunk in its report, -1 before the first heading."""
        return np.concatenate([np.empty(0, dtype=np.int16), *(segment.section_rows for segment in self.segments)])

    @cached_property
    def reading_codes(self) -> NDArray[np.uint8]:
        """uint8 (n,): the reading of each chunk, as its place in `Reading`."""
        return np.concatenate([np.empty(0, dtype=np.uint8), *(segment.reading_codes for segment in self.segments)])

    @cached_property
    def strength_shares(self) -> NDArray[np.float32]:
        """float32 (n,): the strength share of each chunk, NaN where it states nothing."""
        return np.concatenate([np.empty(0, dtype=np.float32), *(segment.strength_shares for segment in self.segments)])

    @cached_property
    def _statement_bits(self) -> NDArray[np.uint8]:
        return np.concatenate([np.empty(0, dtype=np.uint8), *(segment.statement_bits for segment in self.segments)])

    @cached_property
    def abbreviations(self) -> Mapping[str, str]:
        """What the reports explain themselves: abbreviation -> words; left out where reports mean different things."""
        try:
            explained = [own for segment in self.segments for own in read_abbreviations(segment.folder)]
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"The abbreviations in {self.folder} cannot be read: {error}.", hint=_REBUILD) from error
        return agreed_abbreviations(explained)

    @cached_property
    def themes(self) -> ThemeColumn:
        """The themes of each chunk."""
        return ThemeColumn.join([segment.themes for segment in self.segments])

    def chunk(self, ordinal: int) -> Chunk:
        """The chunk with this ordinal, its words a slice of its report's text."""
        if not 0 <= ordinal < len(self):
            raise IndexError(ordinal)
        number = bisect_right(self._bases, ordinal) - 1
        segment, row = self.segments[number], ordinal - self._bases[number]
        text = self._text(self._report_bases[number] + int(segment.report_rows[row]))
        return chunk_from_json(segment.chunks[row], ordinal, text)

    def report(self, report_id: str) -> Report:
        """The whole report, with text and elements. Raises NotFound, naming near ones, where there is none."""
        row = self.row_of.get(report_id)  # type: ignore[call-overload]
        if row is None:
            near = [known for known in self.row_of if report_id.lower() in known][:5]
            hint = f"Near it: {', '.join(near)}." if near else "`precedent reports` lists them."
            raise NotFound(f"There is no report {report_id!r} in this index.", hint=hint)
        return self._report(row)

    def _read_report(self, row: int) -> Report:
        segment, own = self._place_of_report(row)
        return replace(self.reports[row], text=self._text(row), elements=elements_from_json(segment.elements[own]))

    def _read_text(self, row: int) -> str:
        segment, own = self._place_of_report(row)
        return str(segment.texts[own])

    def _place_of_report(self, row: int) -> tuple[Segment, int]:
        number = bisect_right(self._report_bases, row) - 1
        return self.segments[number], row - self._report_bases[number]

    def ordinals_of(self, report_id: str) -> NDArray[np.int64]:
        """The ordinals of a report's chunks, in reading order."""
        return np.flatnonzero(self.report_rows == self.row_of[ReportId(report_id)])

    def reading_mask(self, readings: Sequence[Reading]) -> NDArray[np.bool_]:
        """bool (n,): which chunks have one of these readings."""
        codes = [READING_CODES[reading] for reading in readings]
        return np.isin(self.reading_codes, codes)

    def statement_mask(self, statement: Statement) -> NDArray[np.bool_]:
        """bool (n,): which chunks have a sentence with this statement."""
        return (self._statement_bits & STATEMENT_BITS[statement]).astype(np.bool_)

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
        counts: dict[str, Any] = {"the chunk files": len(self)}
        if self.embeddings is not None:
            counts["the embedding matrices"] = len(self.embeddings)
        if self.tokens is not None:
            counts["the token vectors"] = len(self.tokens)
        return counts

    def _check_counts(self) -> None:
        expected = self.manifest.chunks
        for name, found in self._counts().items():
            if found != expected:
                raise IndexDamaged(
                    f"In {self.folder}, {name} hold {found} paragraphs, and the manifest says {expected}.",
                    hint=_REBUILD,
                )


class Generation(StoredContents):
    """A published generation, open for searching."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Opens the keyword index as well. Raises IndexDamaged."""
        super().__init__(folder, manifest)
        self.keyword = open_keyword_index(*(segment.keyword_folder for segment in self.segments))
        if len(self.keyword) != len(self):
            raise IndexDamaged(
                f"In {folder}, the keyword index holds {len(self.keyword)} paragraphs and the chunk files {len(self)}.",
                hint=_REBUILD,
            )
