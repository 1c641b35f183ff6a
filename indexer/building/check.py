"""Verifies a generation against itself and against the folder of reports that it was built from.

It works both ways, after the example of archive checkers: what the index claims and is not there, and what
is there and the index does not know.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from indexer.building.intake import KEPT_BOTH, SUPERSEDED, UNDECIDED
from indexer.building.repair import is_of_arrays
from indexer.embedding.matrix import EmbeddingIndex
from indexer.errors import CorpusError, IndexDamaged, IndexFormatMismatch
from indexer.keyword.segments import has_arrays, open_postings
from indexer.keyword.whoosh_index import read_stored_ordinals, read_whoosh_postings
from indexer.reading.corpus import list_corpus
from indexer.records import CHUNK_KINDS
from indexer.storage.generation import LEDGER_FILE, Generation
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import Current, Manifest, find_current, last_origin, read_manifest, verify_files
from indexer.storage.segment import Segment

UNIT_LENGTH_TOLERANCE = 1e-3
"""Vectors are scaled in single precision and stored in half; a row further off was not written by a build."""


class Severity(StrEnum):
    DAMAGE = "damage"
    OUT_OF_DATE = "out of date"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in words that end with the command that mends it."""

    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """`notes` say of every file that another takes the place of which one it is, and what that one says otherwise."""

    problems: tuple[Problem, ...]
    summary: str
    notes: tuple[str, ...] = ()

    @property
    def damaged(self) -> bool:
        return any(problem.severity is Severity.DAMAGE for problem in self.problems)

    def to_json(self) -> dict[str, Any]:
        return {
            "problems": [asdict(problem) for problem in self.problems],
            "summary": self.summary,
            "notes": list(self.notes),
        }


_TRIES = 5
"""A generation may be replaced and removed while it is checked; nobody builds so often."""


def check_index(index: Path) -> CheckResult:
    """Everything that is wrong with the published generation of `index`.

    Raises IndexMissing where there is none, and IndexFormatMismatch where another version built it.
    """
    for _ in range(_TRIES):
        current = find_current(index)
        result = _check(index, current)
        if not result.damaged or find_current(index) == current:
            break
    return result


def _check(index: Path, current: Current) -> CheckResult:
    folder = current.folder
    try:
        manifest = read_manifest(folder)
    except IndexDamaged as error:
        problem = Problem(Severity.DAMAGE, f"{error.message} {_mend(index)}")
        return CheckResult((problem,), f"{folder.name}: its manifest is damaged, so nothing else can be checked.")
    mend = _mend(index)
    problems = [
        Problem(Severity.DAMAGE, f"{problem}; {_repair_of(problem, index)}{mend}")
        for problem in verify_files(folder, manifest, thorough=True)
    ]
    if current.note:
        problems.append(Problem(Severity.DAMAGE, f"{current.note}; {mend}"))
    elif not problems:
        problems += _damage_within(folder, manifest, mend)
    problems += [
        Problem(Severity.OUT_OF_DATE, f"{message}; {mend}") for message in _differences(Path(manifest.corpus), folder)
    ]
    summary = (
        f"{folder.name}: {manifest.reports} reports, {manifest.chunks} paragraphs and bullets, "
        f"{len(manifest.segments)} segments, {len(manifest.files)} files checked, "
        + (f"{len(problems)} problems." if problems else "nothing wrong.")
    )
    return CheckResult(tuple(problems), summary, tuple(_notes(folder)))


def _mend(index: Path) -> str:
    """The command that mends `index`: it reads again what is damaged, and publishes a whole generation."""
    try:
        origin = last_origin(index)
    except IndexDamaged:
        origin = None
    return f"fix it with: precedent index {origin.corpus if origin else 'FOLDER'} --index {index}"


def _damage_within(folder: Path, manifest: Manifest, mend: str) -> list[Problem]:
    """What is wrong though every checksum agrees."""
    try:
        generation = Generation(folder, manifest)
    except (IndexDamaged, IndexFormatMismatch) as error:
        return [Problem(Severity.DAMAGE, f"{error.message} {mend}")]
    try:
        return [Problem(Severity.DAMAGE, f"{message}; {mend}") for message in _contradictions(generation)]
    except IndexDamaged as error:
        return [Problem(Severity.DAMAGE, f"{error.message} {mend}")]
    finally:
        generation.close()


def _repair_of(problem: str, index: Path) -> str:
    """The quicker way, where only the keyword arrays are wrong: they are made again from Whoosh."""
    return f"precedent check --repair --index {index} makes it again from Whoosh, or " if is_of_arrays(problem) else ""


def _contradictions(generation: Generation) -> Iterator[str]:
    """Where chunk files, report texts, keyword index and matrix do not agree on what an ordinal is."""
    for ordinal in range(len(generation)):
        chunk = generation.chunk(ordinal)
        report = generation.report(chunk.report_id)
        if not chunk.text or chunk.text != report.text[chunk.start : chunk.end]:
            yield f"paragraph {ordinal} ({chunk.report_id}) is not a slice of its report"
        elif not any((e.start, e.end) == (chunk.start, chunk.end) and e.kind in CHUNK_KINDS for e in report.elements):
            yield f"paragraph {ordinal} ({chunk.report_id}) is not an element of its report"
    for segment in generation.segments:
        yield from _contradictions_of_words(segment)
    if generation.embeddings is not None:
        yield from _contradictions_of_vectors(generation, generation.embeddings)


def _contradictions_of_words(segment: Segment) -> Iterator[str]:
    """Whoosh's own index of a segment must hold each line of the chunk file once, and what the arrays hold."""
    name = segment.folder.name
    try:
        stored = read_stored_ordinals(segment.keyword_folder)
        whoosh, whoosh_positions = read_whoosh_postings(segment.keyword_folder)
    except Exception as error:  # Whoosh raises whatever its decoders meet in altered bytes
        yield f"the Whoosh index of segment {name} cannot be read: {type(error).__name__}: {error}"
        return
    if not np.array_equal(stored, np.arange(len(segment.chunks))):
        yield f"the keyword index of segment {name} does not hold every paragraph exactly once, in order"
    if not has_arrays(segment.keyword_folder):
        yield (
            f"the keyword arrays of segment {name} are of another version, so Whoosh answers, which is slow "
            "(`precedent check --repair` makes them again)"
        )
        return
    arrays, positions = open_postings(segment.keyword_folder)
    if whoosh_positions != positions or any(whoosh[field] != postings for field, postings in arrays.items()):
        yield f"in segment {name}, the Whoosh index and the arrays beside it hold different words"


def _contradictions_of_vectors(generation: Generation, embeddings: EmbeddingIndex) -> Iterator[str]:
    for segment, vectors in zip(generation.segments, embeddings.parts, strict=True):
        if len(vectors) != len(segment.chunks):
            yield f"segment {segment.folder.name} has {len(vectors)} vectors for {len(segment.chunks)} paragraphs"
        norms = np.linalg.norm(vectors.astype(np.float32), axis=1)
        wrong = np.flatnonzero((abs(norms - 1) > UNIT_LENGTH_TOLERANCE) & (norms > 0))
        if len(wrong):
            yield (
                f"{len(wrong)} rows of the embedding matrix of segment {segment.folder.name} are not of unit length; "
                f"the first is row {wrong[0]}"
            )


def _ledger(folder: Path) -> Ledger | None:
    """None where it is damaged, which has been said; there is nothing to compare with."""
    try:
        return Ledger.from_json(json.loads((folder / LEDGER_FILE).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _notes(folder: Path) -> Iterator[str]:
    """The versions of reports that are kept out of search, and what those that count say otherwise."""
    ledger = _ledger(folder)
    for file in ledger.files if ledger else ():
        if file.code in (SUPERSEDED, UNDECIDED, KEPT_BOTH):
            yield f"{file.source}: {file.message}"
        if file.code in (SUPERSEDED, UNDECIDED):
            for finding in file.findings:
                yield f"  {finding.message}" + (f" (page {finding.page})" if finding.page else "")


def _differences(corpus: Path, folder: Path) -> Iterator[str]:
    """Where the folder of reports has moved on since the build."""
    ledger = _ledger(folder)
    if ledger is None:
        return
    indexed = {file.source: file.sha256 for file in ledger.files}
    try:
        files = {file.source: file for file in list_corpus(corpus)}
    except CorpusError as error:
        yield f"the reports themselves cannot be read: {error.message}"
        return
    present = {source: file.sha256 for source, file in files.items()}
    for source in sorted(indexed.keys() - present.keys()):
        yield f"{source} is in the index but no longer in {corpus}"
    for source in sorted(present.keys() - indexed.keys()):
        yield f"{source} is in {corpus} but not yet in the index"
    for source in sorted(present.keys() & indexed.keys()):
        if present[source] == indexed[source]:
            continue
        reason = files[source].unreadable
        yield f"{source} cannot be opened: {reason}" if reason else f"{source} has changed since it was indexed"
