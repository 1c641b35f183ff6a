"""From contents in memory to a published generation: new segments, carried ones, the manifest, one last look."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from indexer.embedding.encoder import Encoded
from indexer.embedding.matrix import write_embeddings
from indexer.embedding.model import ModelSource
from indexer.embedding.token_codes import write_tokens
from indexer.keyword.recurring import write_boilerplate
from indexer.progress import WRITING, BuildProgress
from indexer.records import Chunk, Report
from indexer.storage.generation import BOILERPLATE_FILE, Generation, StoredContents, write_ledger
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import FileSum, Manifest, SegmentEntry, sum_files
from indexer.storage.publication import carry_over, next_number, publish, temporary_folder
from indexer.storage.segment import SEGMENT_LIMIT_CHUNKS, SegmentContents, describe, write_texts, writing_words

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Contents:
    """`encoded` is what the encoder gave for `chunks`, or None for keyword search alone."""

    reports: tuple[Report, ...]
    chunks: tuple[Chunk, ...]
    encoded: Encoded | None
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Origin:
    """What the contents were made from: folder, hash of its listing, model, versions of the parts that read it, and a
    digest of what was corrected in each report."""

    corpus: str
    corpus_sha256: str
    model: ModelSource | None
    versions: dict[str, str]
    readings: Mapping[str, str] = field(default_factory=dict)


class Assembly:
    """A generation while it is written, in a folder that no reader looks into."""

    def __init__(self, index: Path, folder: Path) -> None:
        self._index = index
        self._folder = folder
        self._segments: list[SegmentEntry] = []
        self._known: dict[str, FileSum] = {}
        self._dimensions: int | None = None

    def carry(self, generation: Path, manifest: Manifest, names: Iterable[str]) -> None:
        """Takes segments over from a published generation as they are, with their sums."""
        entries = {entry.name: entry for entry in manifest.segments}
        for name in names:
            carry_over(generation / name, self._folder / name)
            self._segments.append(entries[name])
            self._known |= {path: held for path, held in manifest.files.items() if path.startswith(f"{name}/")}
            self._dimensions = manifest.dimensions

    def add(
        self, contents: SegmentContents, encoded: Callable[[], Encoded | None], written: Callable[[int], None]
    ) -> None:
        """Writes a new segment; `encoded` gives what the encoder gave for its chunks, or None without a model.

        The words are written beside the encoder, which is asked last. `written` gets counts of chunks that are done.
        """
        name = f"seg-{uuid.uuid4().hex[:8]}"
        folder = self._folder / name
        folder.mkdir()
        write_texts(folder, contents)
        with writing_words(folder, contents, written):
            vectors = encoded()
            if vectors is not None:
                self._dimensions = int(vectors.vectors.shape[1])
                write_embeddings(folder, vectors.vectors)
                if vectors.tokens is not None:
                    write_tokens(folder, vectors.tokens)
        self._segments.append(describe(name, contents))

    def publish(self, ledger: Ledger, origin: Origin) -> tuple[str, Manifest]:
        """Makes this the generation that every reader opens from now on; returns its name and manifest.

        Raises IndexDamaged where what was written does not read back.
        """
        model = origin.model.name if origin.model else None
        told: dict[str, Any] = {"corpus": origin.corpus, "model": model, "readings": dict(origin.readings)}
        told["segments"] = [asdict(entry) for entry in self._segments]
        write_ledger(self._folder, ledger, told)
        manifest = self._manifest(origin)
        contents = StoredContents(self._folder, manifest)
        write_boilerplate(self._folder / BOILERPLATE_FILE, contents.find_boilerplate())
        contents.close()
        manifest = replace(manifest, files=sum_files(self._folder, self._known))
        Generation(self._folder, manifest).close()
        return publish(self._index, self._folder, manifest).name, manifest

    def _manifest(self, origin: Origin) -> Manifest:
        """All but the sums of the files."""
        return Manifest(
            number=next_number(self._index),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            corpus=origin.corpus,
            corpus_sha256=origin.corpus_sha256,
            model=origin.model.name if origin.model else None,
            model_revision=origin.model.revision if origin.model else None,
            dimensions=self._dimensions,
            versions=origin.versions,
            segments=tuple(self._segments),
            files={},
        )


@contextmanager
def assembling(index: Path) -> Iterator[Assembly]:
    """An assembly to fill and publish, with the lock held. Raises StorageFailed where it cannot be written."""
    with temporary_folder(index) as folder:
        yield Assembly(index, folder)


def publish_contents(index: Path, contents: Contents, origin: Origin, progress: BuildProgress) -> tuple[str, Manifest]:
    """Publishes a generation of nothing but `contents`. Raises as `assembling` and `Assembly.publish` do."""
    chunks = {report.report_id: list[Chunk]() for report in contents.reports}
    for chunk in contents.chunks:
        chunks[chunk.report_id].append(chunk)
    with assembling(index) as assembly:
        progress.start(WRITING, len(contents.chunks), "paragraph")
        for reports in split(contents.reports, [len(chunks[report.report_id]) for report in contents.reports]):
            own = [chunk for report in reports for chunk in chunks[report.report_id]]
            assembly.add(
                as_segment(reports, own),
                partial(_taken, contents.encoded, [chunk.ordinal for chunk in own]),
                lambda amount: progress.advance(WRITING, amount),
            )
        return assembly.publish(contents.ledger, origin)


def _taken(encoded: Encoded | None, rows: Sequence[int]) -> Encoded | None:
    return None if encoded is None else encoded.take(rows)


def as_segment(reports: Iterable[Report], chunks: Iterable[Chunk]) -> SegmentContents:
    """Reports and their chunks as the contents of one segment, the chunks numbered from 0."""
    return SegmentContents(tuple(reports), tuple(replace(chunk, ordinal=row) for row, chunk in enumerate(chunks)))


def split(reports: Sequence[_Item], counts: Sequence[int]) -> Iterator[Sequence[_Item]]:
    """`reports`, of so many chunks each, in runs for one segment each; a report is never cut. One run at least."""
    start, size = 0, 0
    for row, count in enumerate(counts):
        if row > start and size + count > SEGMENT_LIMIT_CHUNKS:
            yield reports[start:row]
            start, size = row, 0
        size += count
    yield reports[start:]
