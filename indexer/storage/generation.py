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

from indexer.arrays.files import LinesFile
from indexer.embedding.matrix import EmbeddingIndex
from indexer.embedding.token_codes import TokenIndex
from indexer.errors import IndexDamaged, NotFound
from indexer.keyword.opening import open_keyword_index
from indexer.keyword.recurring import find_boilerplate, read_boilerplate
from indexer.language.glossary import agreed_abbreviations
from indexer.records import Chunk, Reading, Report, ReportId, Statement
from indexer.serialise import chunk_from_json, digest_of, elements_from_json, report_from_json
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import Manifest, find_current, read_manifest, verify_files
from indexer.storage.segment import (
    CHUNKS_FILE,
    COLUMNS_FILE,
    ELEMENTS_FILE,
    READING_CODES,
    STATEMENT_BITS,
    TEXTS_FILE,
    Segment,
    ShareColumn,
    ThemeColumn,
    read_abbreviations,
)
from indexer.storage.verification import Verification

LEDGER_FILE = "ledger.json"
BOILERPLATE_FILE = "boilerplate.arrays"
_OTHER_WORDS = "its words are not those that it was made from"

_TEXTS_CACHED = 256
_REPORTS_CACHED = 64
"""A page shows hits from ten reports at most, and the reader turns between a few."""
_CHUNKS_CACHED = 1_000
"""Ten kilobytes each. A search looks at up to a hundred for copies and shows twenty, the next one at many of them."""
_REBUILD = "Build the index again with `precedent index`."


def write_ledger(folder: Path, ledger: Ledger, origin: Mapping[str, Any]) -> None:
    """Writes the ledger of the build into the folder of its generation, and what it was made from a second time."""
    value = ledger.to_json() | {"origin": origin}
    (folder / LEDGER_FILE).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _find(index: Path, *, verify: bool) -> tuple[Path, Manifest, str]:
    """What a generation is opened with. With `verify`, raises IndexDamaged where somebody has written to a file."""
    current = find_current(index)
    manifest = read_manifest(current.folder)
    problems = verify_files(current.folder, manifest) if verify else []
    if problems:
        raise IndexDamaged(f"The index in {index} is damaged: {problems[0]}.", hint=_REBUILD)
    return current.folder, manifest, current.note


class StoredContents:
    """The reports, chunks and vectors of a generation. Every method may be called from several threads.

    This is what a later build borrows from, so it does not need the keyword index to be readable.
    """

    def __init__(self, folder: Path, manifest: Manifest, note: str = "") -> None:
        """Opens the files in `folder`. Raises IndexDamaged where they cannot be read or do not agree.

        `note` says why this is not the generation that CURRENT names.
        """
        self.folder = folder
        self.note = note
        self.manifest = manifest
        self.segments = tuple(Segment(folder / entry.name) for entry in manifest.segments)
        self._bases = tuple(accumulate((len(segment.chunks) for segment in self.segments), initial=0))
        self._report_bases = tuple(accumulate((len(segment.heads) for segment in self.segments), initial=0))
        folders = [segment.folder for segment in self.segments]
        self.embeddings = EmbeddingIndex.open(*folders) if manifest.model and folders else None
        self.tokens = TokenIndex.open(*folders) if self.embeddings is not None else None
        self._text = lru_cache(maxsize=_TEXTS_CACHED)(self._read_text)
        self._report = lru_cache(maxsize=_REPORTS_CACHED)(self._read_report)
        self._chunk = lru_cache(maxsize=_CHUNKS_CACHED)(self._read_chunk)
        self._check_counts()

    @classmethod
    def open(cls, index: Path, *, verify: bool = True) -> Self:
        """Those of the published generation of `index`. With `verify`, every file is held against its checksum first.

        A file that has not been written to since it was summed is taken to be as it was. Raises IndexMissing,
        IndexDamaged or IndexFormatMismatch.
        """
        return cls(*_find(index, verify=verify))

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
    def shares(self) -> ShareColumn | None:
        """The shares that each chunk says; None where a segment of before keeps none."""
        return ShareColumn.join([segment.shares for segment in self.segments])

    @cached_property
    def statement_bits(self) -> NDArray[np.uint8]:
        """uint8 (n,): a bit for each statement that a sentence of the chunk has, its place in `Statement`."""
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

    @cached_property
    def boilerplate(self) -> NDArray[np.bool_]:
        """bool (n,): which chunks say what several reports print in nearly the same words. The build writes it beside
        the segments; where it has not, as in a generation of before, it is found when it is first asked for."""
        try:
            found = read_boilerplate(self.folder / BOILERPLATE_FILE)
        except FileNotFoundError:
            found = self.find_boilerplate()
        except (OSError, KeyError, ValueError) as error:
            path = self.folder / BOILERPLATE_FILE
            raise IndexDamaged(f"{path} cannot be read: {error}.", hint=_REBUILD) from error
        if len(found) != len(self):
            path = self.folder / BOILERPLATE_FILE
            raise IndexDamaged(f"{path} covers {len(found)} paragraphs, not {len(self)}.", hint=_REBUILD)
        return found

    def find_boilerplate(self) -> NDArray[np.bool_]:
        """The same out of the keyword arrays. Raises IndexDamaged."""
        rows = [base + segment.report_rows for base, segment in zip(self._report_bases, self.segments, strict=False)]
        try:
            return find_boilerplate([segment.keyword_folder for segment in self.segments], rows)
        except (OSError, KeyError, ValueError) as error:
            raise IndexDamaged(
                f"The keyword arrays in {self.folder} cannot be read: {error}.", hint=_REBUILD
            ) from error

    def chunk(self, ordinal: int) -> Chunk:
        """The chunk with this ordinal, its words a slice of its report's text.

        Raises IndexDamaged where the chunk names another report than the text does that it is cut from, or the words
        there are not those that it was made of: nothing is quoted that is not proved.
        """
        return self._chunk(ordinal)

    def words_of(self, ordinal: int) -> str:
        """The text of a chunk, proved as `chunk` proves it, for those who look through many: most of the time that a
        chunk takes is for its sentences."""
        number = self._segment_of(ordinal)
        segment, row = self.segments[number], ordinal - self._bases[number]
        if not segment.words:
            stored, text = self._stored(ordinal)
            return text[stored["start"] : stored["end"]]
        try:
            start, end, digest = (int(column[row]) for column in segment.words)
            words = self._text(self._report_bases[number] + int(segment.report_rows[row]))[start:end]
            if digest != int(digest_of(words), 16):
                raise ValueError(_OTHER_WORDS)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise self._not_quotable(ordinal, error) from error
        return words

    def _read_chunk(self, ordinal: int) -> Chunk:
        stored, text = self._stored(ordinal)
        try:
            return chunk_from_json(stored, ordinal, text)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise self._not_quotable(ordinal, error) from error

    def _stored(self, ordinal: int) -> tuple[dict[str, Any], str]:
        """What is stored of a chunk, its words proved, and the text of its report."""
        number = self._segment_of(ordinal)
        segment, row = self.segments[number], ordinal - self._bases[number]
        try:
            stored = segment.chunks[row]
            report_row = int(segment.report_rows[row])
            if report_row >= len(segment.heads):
                raise ValueError(f"{COLUMNS_FILE} names report {report_row} of {len(segment.heads)}")
            place = self._report_bases[number] + report_row
            if stored["report_id"] != self.reports[place].report_id:
                raise ValueError(f"{COLUMNS_FILE} names {self.reports[place].report_id} for {stored['report_id']}")
            text = self._text(place)
            if stored["digest"] != digest_of(text[stored["start"] : stored["end"]]):
                raise ValueError(_OTHER_WORDS)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise self._not_quotable(ordinal, error) from error
        return stored, text

    def _segment_of(self, ordinal: int) -> int:
        """The number of the segment that holds a chunk. Raises IndexDamaged where there is no such chunk."""
        if not 0 <= ordinal < len(self):
            raise IndexDamaged(f"{self.folder} has no paragraph {ordinal}; it holds {len(self)}.", hint=_REBUILD)
        return bisect_right(self._bases, ordinal) - 1

    def _not_quotable(self, ordinal: int, error: Exception) -> IndexDamaged:
        number = bisect_right(self._bases, ordinal) - 1
        path = self.segments[number].folder / CHUNKS_FILE
        return IndexDamaged(
            f"Paragraph {ordinal - self._bases[number]} of {path} cannot be quoted: {error}.", hint=_REBUILD
        )

    def chunks_at(self, ordinals: Sequence[int]) -> list[Chunk]:
        """Several chunks, in the order of `ordinals`. Raises as `chunk` does."""
        return [self.chunk(ordinal) for ordinal in ordinals]

    def words_at(self, ordinals: Sequence[int]) -> list[str]:
        """The texts of several chunks, in the order of `ordinals`, read as they stand in their files, so that none is
        unpacked twice. Raises as `words_of` does."""
        words = {ordinal: self.words_of(ordinal) for ordinal in sorted(ordinals)}
        return [words[ordinal] for ordinal in ordinals]

    def head(self, report_id: ReportId) -> Report:
        """One of `reports`. Raises KeyError where there is none."""
        return self.reports[self.row_of[report_id]]

    def report(self, report_id: str) -> Report:
        """The whole report, with text and elements. Raises NotFound, naming near ones, where there is none."""
        row = self.row_of.get(report_id)  # type: ignore[call-overload]
        if row is None:
            near = [known for known in self.row_of if report_id.lower() in known][:5]
            hint = f"Near it: {', '.join(near)}." if near else "`precedent reports` lists them."
            raise NotFound(f"There is no report {report_id!r} in this index.", hint=hint)
        return self._report(row)

    def _read_report(self, row: int) -> Report:
        segment, _ = self._place_of_report(row)
        rows = self._part_of(row, segment.elements, ELEMENTS_FILE)
        return replace(self.reports[row], text=self._text(row), elements=elements_from_json(rows))

    def _read_text(self, row: int) -> str:
        segment, _ = self._place_of_report(row)
        return str(self._part_of(row, segment.texts, TEXTS_FILE))

    def _part_of(self, row: int, lines: LinesFile, file: str) -> Any:
        """What `lines` hold of a report, which is named beside it."""
        segment, own = self._place_of_report(row)
        report_id, part = lines[own]
        if report_id != self.reports[row].report_id:
            raise IndexDamaged(
                f"Line {own + 1} of {segment.folder / file} belongs to {report_id}, not to "
                f"{self.reports[row].report_id}.",
                hint=_REBUILD,
            )
        return part

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
        return (self.statement_bits & STATEMENT_BITS[statement]).astype(np.bool_)

    def ledger(self) -> Ledger:
        """The ledger of the build that published this generation."""
        path = self.folder / LEDGER_FILE
        try:
            return Ledger.from_json(json.loads(path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"The ledger {path} cannot be read: {error}.", hint=_REBUILD) from error

    def corrected(self) -> dict[str, str]:
        """A digest of the corrections that each report was built with; reports without any are left out."""
        try:
            return dict(json.loads((self.folder / LEDGER_FILE).read_bytes())["origin"].get("readings", {}))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}  # of a build before there were any

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
                    f"In {self.folder}, {name} hold {found} paragraphs, but the manifest says {expected}.",
                    hint=_REBUILD,
                )


class Generation(StoredContents):
    """A published generation, open for searching."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What every answer out of it has to say: that an older generation answers, or that Whoosh does, slowly."""
        return (*((self.note,) if self.note else ()), *self.keyword.notes)

    def __init__(self, folder: Path, manifest: Manifest, note: str = "") -> None:
        """Opens the keyword index as well. Raises IndexDamaged."""
        super().__init__(folder, manifest, note)
        self._verification = Verification(folder, manifest)
        self.keyword = open_keyword_index(*(segment.keyword_folder for segment in self.segments))
        if len(self.keyword) != len(self):
            raise IndexDamaged(
                f"In {folder}, the keyword index holds {len(self.keyword)} paragraphs and the chunk files {len(self)}.",
                hint=_REBUILD,
            )

    @classmethod
    def open(cls, index: Path, *, verify: bool = True) -> Self:
        """As `StoredContents.open`; with `verify`, every byte is then read against its checksum, part of it later."""
        folder, manifest, note = _find(index, verify=verify)
        verification = Verification(folder, manifest)
        if verify:
            verification.begin()
            _refuse(verification)
        generation = cls(folder, manifest, note)
        generation._verification = verification
        return generation

    @property
    def verification(self) -> Verification:
        """How far its files are held against their checksums."""
        return self._verification

    def refuse_if_damaged(self) -> None:
        """Raises IndexDamaged, with the file, where the verification of the files has found one that is altered."""
        _refuse(self._verification)

    def close(self) -> None:
        self._verification.end()
        super().close()


def _refuse(verification: Verification) -> None:
    problem = verification.look()
    if problem is not None:
        raise IndexDamaged(f"The index is damaged: {problem}.", hint=_REBUILD)
