"""What the last generation can lend to the next: whole segments, reports as read, chunks as analysed, vectors.

Each is lent only where it would come out the same again: a report where file and reader are unchanged, its chunks
where the language analysis is unchanged too, a vector where model and embedded words are, and a segment where all of
that, the analyser and the layout of the keyword arrays are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.encoder import Encoded
from indexer.embedding.model import ModelSource
from indexer.embedding.token_codes import Codes, TokenCodes
from indexer.errors import IndexUnavailable
from indexer.keyword.segments import has_arrays
from indexer.language.chunking import embedded_text
from indexer.records import Chunk, Report, ReportId
from indexer.storage.fingerprints import Fingerprint
from indexer.storage.generation import StoredContents
from indexer.storage.ledger import FileOutcome, Outcome
from indexer.storage.manifest import (
    Manifest,
    SegmentEntry,
    damaged_files,
    find_current,
    is_answered_without,
    read_manifest,
)
from indexer.storage.segment import KEYWORD_FOLDER, HeldSegment, read_prints


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of everything that shapes a generation's contents."""

    reader: str
    language: str
    analyser: str
    keyword: str
    sources: str = ""
    """What tells one list of sources from another; "" where the folder has none."""

    def to_json(self) -> dict[str, str]:
        return {name: version for name, version in asdict(self).items() if version}


@dataclass(frozen=True, slots=True)
class EncodedText:
    """The vector of a text, (d,), and the codes of its word pieces where there are any."""

    vector: NDArray[Any]
    codes: Codes | None


def as_encoded(texts: Sequence[EncodedText]) -> Encoded:
    """The texts of one segment; codes are kept only where all of them have them."""
    codes = [text.codes for text in texts if text.codes is not None]
    tokens = TokenCodes.joined(codes, codes[0].shape[1]) if codes and len(codes) == len(texts) else None
    return Encoded(np.stack([text.vector for text in texts]).astype(np.float32), tokens)


class Previous:
    """The last generation as a lender; empty where there is none that can be read."""

    def __init__(
        self,
        generation: StoredContents | None,
        versions: Versions,
        problems: tuple[str, ...] = (),
        corrected: Mapping[str, str] | None = None,
    ) -> None:
        """`problems` are what is wrong with the generation as it was published, in words; `corrected` is the digest of
        what is to be corrected in each report."""
        self._generation = generation
        before, now = generation.corrected() if generation else {}, corrected or {}
        self._corrected_anew = {name for name in (*before, *now) if before.get(name) != now.get(name)}
        self.problems = problems
        held = generation.manifest.versions if generation else {}
        wanted = asdict(versions)
        self._unchanged = frozenset(name for name, version in wanted.items() if held.get(name, "") == version)
        self._outcomes: dict[str, FileOutcome] = {}
        self._prints: list[dict[ReportId, Fingerprint]] = []
        if generation is not None:
            self._outcomes = {outcome.source: outcome for outcome in generation.ledger().files}
            self._prints = [read_prints(segment.folder) for segment in generation.segments]
        self._ids_by_sum = {outcome.sha256: outcome.report_id for outcome in self._outcomes.values()}
        self._all_prints = {report: known for prints in self._prints for report, known in prints.items()}

    @classmethod
    def open(cls, index: Path, versions: Versions, corrected: Mapping[str, str] | None = None) -> Previous:
        """The generation of `index` that counts, without the segments that are damaged.

        Every file is held against its full sum, so that no damage goes on into the next generation. One whose ledger
        or manifest is damaged, or that is missing or of another format, lends nothing.
        """
        try:
            current = find_current(index)
            manifest = read_manifest(current.folder)
            problems = {
                name: problem
                for name, problem in damaged_files(current.folder, manifest, thorough=True).items()
                if not is_answered_without(current.folder / name)  # made again from what the segment lends
            }
            whole = tuple(
                entry for entry in manifest.segments if not any(name.startswith(f"{entry.name}/") for name in problems)
            )
            stored = StoredContents(current.folder, replace(manifest, segments=whole), current.note)
            told = tuple(problems.values()) or ((current.note,) if current.note else ())
            return cls(stored, versions, told, corrected)
        except (IndexUnavailable, OSError, ValueError, TypeError, KeyError):
            return cls(None, versions)

    @property
    def manifest(self) -> Manifest | None:
        return self._generation.manifest if self._generation else None

    @property
    def has_arrays(self) -> bool:
        """Whether every segment has its keyword arrays; they are made again otherwise."""
        return self._generation is not None and all(map(self._has_arrays, self._generation.manifest.segments))

    def _has_arrays(self, segment: SegmentEntry) -> bool:
        return self.folder is not None and has_arrays(self.folder / segment.name / KEYWORD_FOLDER)

    @property
    def has_other_corrections(self) -> bool:
        """Whether some report was built with other corrections than there are now."""
        return bool(self._corrected_anew)

    @property
    def corrected(self) -> Mapping[str, str]:
        """A digest of what was corrected in each report."""
        return self._generation.corrected() if self._generation else {}

    @property
    def folder(self) -> Path | None:
        return self._generation.folder if self._generation else None

    @property
    def outcomes(self) -> dict[str, FileOutcome]:
        return self._outcomes

    @property
    def ids(self) -> dict[str, ReportId]:
        """Source -> id of every report in the last generation, and of every file that was tried for it."""
        return {source: outcome.report_id for source, outcome in self._outcomes.items() if outcome.report_id}

    def segments(self, model: ModelSource | None) -> list[HeldSegment]:
        """The segments that could be carried over whole: none where anything that shapes them has changed."""
        same = self._has("reader", "language", "analyser", "keyword")
        if self._generation is None or not self._has_model(model) or not same:
            return []
        return [
            HeldSegment(entry.name, tuple(prints), entry.chunks)
            for entry, prints in zip(self._generation.manifest.segments, self._prints, strict=True)
            if self._has_arrays(entry)
        ]

    def outcome(self, source: str, sha256: str) -> FileOutcome | None:
        """What became of this very file, if it was read or refused, and the reader is unchanged."""
        outcome = self._outcomes.get(source)
        if outcome is None or not sha256 or outcome.sha256 != sha256 or outcome.outcome is Outcome.DUPLICATE:
            return None
        if outcome.report_id is not None and outcome.report_id not in self._all_prints:
            return None  # it lies in a segment that is damaged
        if outcome.report_id in self._corrected_anew:
            return None
        return outcome if self._has("reader") else None

    @property
    def has_same_sources(self) -> bool:
        """Whether the reports say already what the folder's list of sources says."""
        return self._has("sources")

    def last_reading(self, source: str) -> FileOutcome | None:
        """What became of the file of this name, whatever it held, if its report can be lent as it is."""
        outcome = self._outcomes.get(source)
        return None if outcome is None else self.outcome(source, outcome.sha256)

    def fingerprint(self, report_id: ReportId) -> Fingerprint:
        """What a report of the last generation is recognised by."""
        return self._all_prints[report_id]

    def report(self, report_id: ReportId) -> Report:
        """A report of the last generation."""
        if self._generation is None:
            raise KeyError(report_id)
        return self._generation.report(report_id)

    def chunks(self, report_id: ReportId) -> Sequence[Chunk] | None:
        """The chunks of a report of the last generation, None where the language analysis has changed since."""
        return self._chunks(report_id) if self._has("language") else None

    def _chunks(self, report_id: ReportId) -> list[Chunk]:
        if self._generation is None:
            return []
        return [self._generation.chunk(int(ordinal)) for ordinal in self._generation.ordinals_of(report_id)]

    def encoded(self, report: Report, model: ModelSource) -> dict[str, EncodedText]:
        """What was encoded for the chunks of this report, or of the last one of its name or its file."""
        generation = self._generation
        if generation is None or generation.embeddings is None or not self._has_model(model):
            return {}
        lender = report.report_id if report.report_id in self._all_prints else self._ids_by_sum.get(report.sha256)
        if lender is None or lender not in self._all_prints:
            return {}
        own, vectors, tokens = generation.report(lender), generation.embeddings, generation.tokens
        return {
            embedded_text(chunk, own): EncodedText(
                vectors.stored(chunk.ordinal), None if tokens is None else tokens.of(chunk.ordinal)
            )
            for chunk in self._chunks(lender)
        }

    def _has_model(self, model: ModelSource | None) -> bool:
        manifest = self.manifest
        known = (model.name, model.revision) if model else (None, None)
        return manifest is not None and (manifest.model, manifest.model_revision) == known

    def _has(self, *names: str) -> bool:
        return self._unchanged.issuperset(names)
