"""The pipeline from a folder of reports to a published generation, and its ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.assembly import Contents, Origin, publish_contents
from indexer.chunking import cut_chunks, embedded_text
from indexer.corpus import CorpusFile, assign_ids, list_corpus
from indexer.duplicates import SeenReports
from indexer.errors import CorpusError, IndexUnavailable, ReadingRefused
from indexer.generation import Generation
from indexer.indexes.analysis import ANALYSER_VERSION
from indexer.indexes.encoder import Encoder, SentenceTransformerEncoder
from indexer.indexes.model import NO_MODEL, ModelSource, find_model
from indexer.language import LANGUAGE_VERSION
from indexer.ledger import FileOutcome, Ledger, Outcome
from indexer.locking import build_lock
from indexer.manifest import Manifest, current_folder
from indexer.previous import Previous, Versions, embedding_key
from indexer.progress import BuildProgress, SilentProgress
from indexer.publication import collect
from indexer.reading import READER_VERSION
from indexer.reading.worker import ReadingWorker
from indexer.records import Chunk, ElementKind, Report, ReportId

EncoderFactory = Callable[[ModelSource], Encoder]

VERSIONS = Versions(reader=READER_VERSION, language=LANGUAGE_VERSION, analyser=ANALYSER_VERSION)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """`published` is False where nothing had changed; `generation` is then the one that stood before."""

    generation: str
    manifest: Manifest
    ledger: Ledger
    published: bool


@dataclass(frozen=True, slots=True)
class _Inputs:
    corpus: Path
    files: tuple[CorpusFile, ...]
    model: ModelSource | None

    def corpus_sha256(self) -> str:
        listing = "\n".join(f"{file.sha256}  {file.source}" for file in self.files)
        return hashlib.sha256(listing.encode()).hexdigest()

    def origin(self) -> Origin:
        return Origin(str(self.corpus), self.corpus_sha256(), self.model, VERSIONS.to_json())

    def same_as(self, manifest: Manifest) -> bool:
        origin = self.origin()
        return (
            manifest.corpus_sha256 == origin.corpus_sha256
            and manifest.corpus == origin.corpus
            and manifest.versions == origin.versions
            and manifest.model == (self.model.name if self.model else None)
            and manifest.model_revision == (self.model.revision if self.model else None)
        )


def build(
    corpus: Path,
    index: Path,
    *,
    model: str,
    retry_refused: bool = False,
    progress: BuildProgress | None = None,
    open_encoder: EncoderFactory = SentenceTransformerEncoder,
) -> BuildResult:
    """Brings `index` up to date with the reports in `corpus` and publishes the result in one step.

    What has not changed since the last generation is carried over; where nothing has, nothing is written.
    Raises CorpusError, ModelUnavailable, IndexLocked or StorageFailed, and then the old generation stands.
    """
    progress = progress or SilentProgress()
    source = None if model == NO_MODEL else find_model(model)
    inputs = _Inputs(corpus.resolve(), tuple(list_corpus(corpus)), source)
    with build_lock(index):
        collect(index)
        previous = Previous.open(index, VERSIONS)
        try:
            retrying = retry_refused and _any_refused(previous)
            unchanged = previous.manifest is not None and inputs.same_as(previous.manifest) and _can_be_searched(index)
            if previous.manifest is not None and unchanged and not retrying:
                ledger = _as_carried_over(previous)
                return BuildResult(index_name(index), previous.manifest, ledger, published=False)
            return _Build(inputs, index, previous, progress, open_encoder, retry_refused).run()
        finally:
            collect(index)


def index_name(index: Path) -> str:
    """The name of the published generation of `index`."""
    return current_folder(index).name


def _can_be_searched(index: Path) -> bool:
    try:
        Generation.open(index, verify=False).close()
    except IndexUnavailable:
        return False
    return True


def _any_refused(previous: Previous) -> bool:
    return any(outcome.outcome is Outcome.REFUSED for outcome in previous.outcomes.values())


def _as_carried_over(previous: Previous) -> Ledger:
    return Ledger(
        tuple(
            replace(file, outcome=Outcome.CARRIED_OVER) if file.outcome is Outcome.READ else file
            for file in previous.outcomes.values()
        )
    )


class _Build:
    """One run of the pipeline. Holds what its stages hand to each other."""

    def __init__(
        self,
        inputs: _Inputs,
        index: Path,
        previous: Previous,
        progress: BuildProgress,
        open_encoder: EncoderFactory,
        retry_refused: bool,
    ) -> None:
        self._inputs = inputs
        self._index = index
        self._previous = previous
        self._progress = progress
        self._open_encoder = open_encoder
        self._retry_refused = retry_refused
        self._reports: list[Report] = []
        self._chunks: list[Chunk] = []
        self._outcomes: list[FileOutcome] = []
        self._encoded = 0

    def run(self) -> BuildResult:
        self._read()
        if not self._chunks:
            raise CorpusError(
                f"None of the {len(self._inputs.files)} files in {self._inputs.corpus} could be read as a report: "
                + "; ".join(f"{file.source}: {file.message}" for file in self._outcomes[:5]),
                hint="Put inspection reports in it as PDF, Word, HTML, Markdown or text.",
            )
        embeddings = self._encode()
        ledger = Ledger(tuple(self._outcomes), self._removed(), self._encoded)
        contents = Contents(tuple(self._reports), tuple(self._chunks), embeddings, ledger)
        name, manifest = publish_contents(self._index, contents, self._inputs.origin(), self._progress)
        return BuildResult(name, manifest, ledger, published=True)

    def _read(self) -> None:
        files = self._inputs.files
        ids = assign_ids(files, self._previous.ids)
        seen = SeenReports()
        first_with: dict[str, str] = {}
        self._progress.start("Reading", len(files), "file")
        with ReadingWorker() as worker:
            for file in files:
                if file.sha256 and file.sha256 in first_with:
                    self._outcomes.append(_duplicate(file, first_with[file.sha256]))
                else:
                    outcome = self._read_file(file, ids[file.source], worker, seen)
                    self._outcomes.append(outcome)
                    if outcome.outcome is not Outcome.REFUSED:
                        first_with.setdefault(file.sha256, file.source)
                self._progress.advance(1)

    def _read_file(
        self, file: CorpusFile, report_id: ReportId, worker: ReadingWorker, seen: SeenReports
    ) -> FileOutcome:
        before = None if self._retry_refused else self._previous.refusal(file.source, file.sha256)
        if before is not None:
            return before
        carried = self._previous.report(file.source, file.sha256)
        try:
            report = carried or _read_with(worker, file, report_id)
        except ReadingRefused as refusal:
            self._progress.note(f"Refused {file.source}: {refusal}")
            return FileOutcome(
                file.source, file.sha256, Outcome.REFUSED, code=refusal.code, message=str(refusal)
            )
        same = seen.find_or_add(report)
        if same is not None:
            return _duplicate(file, same.source)
        lent = self._previous.chunks(report, len(self._chunks)) if carried else None
        chunks = lent if lent is not None else list(cut_chunks(report, len(self._chunks)))
        self._reports.append(report)
        self._chunks.extend(chunks)
        return FileOutcome(
            file.source,
            file.sha256,
            Outcome.CARRIED_OVER if carried else Outcome.READ,
            report_id=report.report_id,
            chunks=len(chunks),
            numbered=sum(1 for chunk in chunks if chunk.kind is ElementKind.PARAGRAPH),
            findings=report.findings,
        )

    def _encode(self) -> NDArray[np.float32] | None:
        model = self._inputs.model
        if model is None:
            return None
        reports = {report.report_id: report for report in self._reports}
        texts = [embedded_text(chunk, reports[chunk.report_id]) for chunk in self._chunks]
        known = self._previous.vectors(model.name, model.revision)
        keys = [embedding_key(text) for text in texts]
        missing = [row for row, key in enumerate(keys) if key not in known]
        self._encoded = len(missing)
        if missing:
            known = known | self._encode_texts(model, {keys[row]: texts[row] for row in missing})
        return np.stack([known[key] for key in keys])

    def _encode_texts(self, model: ModelSource, texts: dict[bytes, str]) -> dict[bytes, NDArray[np.float32]]:
        self._progress.start("Encoding", len(texts), "paragraph")
        vectors = self._open_encoder(model).encode(list(texts.values()), self._progress.advance)
        return dict(zip(texts, vectors, strict=True))

    def _removed(self) -> tuple[str, ...]:
        present = {file.source for file in self._inputs.files}
        return tuple(source for source in self._previous.outcomes if source not in present)


def _read_with(worker: ReadingWorker, file: CorpusFile, report_id: ReportId) -> Report:
    if file.unreadable is not None:
        raise ReadingRefused(
            "unreadable",
            f"{file.source} cannot be opened: {file.unreadable}.",
            hint="Check its permissions, or whether another program holds it.",
        )
    return worker.read(file.path, source=file.source, report_id=report_id, sha256=file.sha256)


def _duplicate(file: CorpusFile, original: str) -> FileOutcome:
    return FileOutcome(
        file.source,
        file.sha256,
        Outcome.DUPLICATE,
        code="duplicate",
        message=f"The same report as {original}, which is in the index; this file adds nothing.",
    )
