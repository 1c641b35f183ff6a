"""From contents in memory to a published generation: both indexes, the manifest, one last look, publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.generation import KEYWORD_FOLDER, Generation, write_contents
from indexer.indexes.keyword import KeywordDocument, build_keyword_index
from indexer.indexes.model import ModelSource
from indexer.ledger import Ledger
from indexer.manifest import Manifest, sum_files
from indexer.progress import BuildProgress
from indexer.publication import next_number, publish, temporary_folder
from indexer.records import Chunk, ElementKind, Report


@dataclass(frozen=True, slots=True)
class Contents:
    """`embeddings` is float32 (len(chunks), d), or None for keyword search alone."""

    reports: tuple[Report, ...]
    chunks: tuple[Chunk, ...]
    embeddings: NDArray[np.float32] | None
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Origin:
    """What the contents were made from: folder, hash of its listing, model, versions of the parts that read it."""

    corpus: str
    corpus_sha256: str
    model: ModelSource | None
    versions: dict[str, str]


def publish_contents(
    index: Path, contents: Contents, origin: Origin, progress: BuildProgress
) -> tuple[str, Manifest]:
    """Writes and publishes a generation; returns its name and manifest. Call with the lock held.

    Raises StorageFailed where it cannot be written, and IndexDamaged where what was written does not read back.
    """
    with temporary_folder(index) as folder:
        write_contents(
            folder, contents.reports, contents.chunks, contents.embeddings, contents.ledger
        )
        reports = {report.report_id: report for report in contents.reports}
        progress.start("Indexing words", len(contents.chunks), "paragraph")
        build_keyword_index(
            folder / KEYWORD_FOLDER,
            (_keyword_document(chunk, reports[chunk.report_id]) for chunk in contents.chunks),
            progress=progress.advance,
        )
        manifest = _manifest(index, folder, contents, origin)
        Generation(folder, manifest).close()
        return publish(index, folder, manifest).name, manifest


def _keyword_document(chunk: Chunk, report: Report) -> KeywordDocument:
    section = None if chunk.section is None else report.sections[chunk.section]
    return KeywordDocument(
        ordinal=chunk.ordinal,
        text=chunk.text,
        heading=section.heading if section else "",
        area=report.area or "",
        title=report.title or "",
    )


def _manifest(index: Path, folder: Path, contents: Contents, origin: Origin) -> Manifest:
    model, embeddings = origin.model, contents.embeddings
    return Manifest(
        number=next_number(index),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        corpus=origin.corpus,
        corpus_sha256=origin.corpus_sha256,
        model=model.name if model else None,
        model_revision=model.revision if model else None,
        dimensions=None if embeddings is None else int(embeddings.shape[1]),
        versions=origin.versions,
        reports=len(contents.reports),
        chunks=len(contents.chunks),
        numbered=sum(1 for chunk in contents.chunks if chunk.kind is ElementKind.PARAGRAPH),
        samples=sum(1 for report in contents.reports if report.sample),
        files=sum_files(folder),
    )
