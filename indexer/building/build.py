"""The pipeline from a folder of reports to a published generation, and its ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from indexer.building.assembly import Assembly, Origin, as_segment, assembling, split
from indexer.building.encoding import TextEncoding
from indexer.building.intake import WantedReport, take_in
from indexer.building.previous import EncodedText, Previous, Versions, as_encoded
from indexer.building.readings import Readings
from indexer.building.versions import Told
from indexer.embedding.encoder import Encoded, Encoder
from indexer.embedding.model import (
    EMBEDDED_MODEL,
    NO_MODEL,
    ModelSource,
    begin_embedded_check,
    find_model,
    has_torch,
)
from indexer.embedding.numpy_pass import has_light_encoder, open_light_encoder
from indexer.embedding.reading_sentences import has_reader, read_chunks
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.embedding.statement_reader import reader_revision
from indexer.embedding.weights import WeightsCheck
from indexer.errors import CorpusError
from indexer.keyword.analysis import ANALYSER_VERSION
from indexer.keyword.segments import ARRAYS_LAYOUT
from indexer.language import LANGUAGE_VERSION
from indexer.language.chunking import cut_chunks, embedded_text
from indexer.progress import WRITING, BuildProgress, OneAtATime, SilentProgress
from indexer.reading import READER_VERSION
from indexer.reading.corpus import CorpusFile, list_corpus, require_folder
from indexer.reading.sources import Sources, read_sources
from indexer.records import Chunk, Report
from indexer.storage.ledger import Ledger, Outcome
from indexer.storage.manifest import Manifest, current_folder
from indexer.storage.publication import build_lock, collect
from indexer.storage.segment import HeldSegment, carried_segments

MANY_FILES = 8
"""So many new files hold more paragraphs than a light encoder is for, if they hold reports."""

EncoderFactory = Callable[[ModelSource], Encoder]


def versions_with(*, clauses: bool) -> Versions:
    """The versions of a build; `clauses` is whether statements are read clause by clause, else by their words."""
    by = f"clauses-{reader_revision()}" if clauses else "words"
    return Versions(READER_VERSION, f"{LANGUAGE_VERSION}-{by}", ANALYSER_VERSION, keyword=str(ARRAYS_LAYOUT))


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
    clauses: bool
    sources: Sources
    readings: Readings = field(default_factory=Readings)

    def corpus_sha256(self) -> str:
        listing = "\n".join(f"{file.sha256}  {file.source}" for file in self.files)
        return hashlib.sha256(listing.encode()).hexdigest()

    def versions(self) -> Versions:
        return replace(versions_with(clauses=self.clauses), sources=self.sources.digest)

    def origin(self) -> Origin:
        return Origin(
            str(self.corpus), self.corpus_sha256(), self.model, self.versions().to_json(), self.readings.digests
        )

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
    corpus: str | Path,
    index: str | Path,
    *,
    model: str = EMBEDDED_MODEL,
    retry_refused: bool = False,
    told: Told | None = None,
    progress: BuildProgress | None = None,
    open_encoder: EncoderFactory | None = None,
    may_download: bool = True,
) -> BuildResult:
    """Brings `index` up to date with the reports in `corpus` and publishes the result in one step.

    `open_encoder` is asked for the model's encoder if any text is to be encoded; where none is given, a few texts are
    encoded without sentence-transformers if the model allows it, and all where it is not installed. With neither
    a model nor the installed reader of statements, or with an encoder of one's own, statements are read by their words.
    A model that is no path is asked of the hub only with `may_download`. What has not changed since the last generation
    is carried over; where nothing has, nothing is written. `told` says which of two reports that are nearly the same
    counts, where they do not say it themselves. What the file `readings.toml` in `corpus` corrects is honoured
    (`readings.py`).
    Raises CorpusError, ModelUnavailable, IndexLocked or StorageFailed, and then the old generation stands.
    """
    corpus, index = Path(corpus), Path(index)
    require_folder(corpus)
    with build_lock(index):
        return build_locked(
            corpus,
            index,
            model=model,
            retry_refused=retry_refused,
            told=told,
            progress=progress,
            open_encoder=open_encoder,
            may_download=may_download,
        )


def build_locked(
    corpus: Path,
    index: Path,
    *,
    model: str,
    retry_refused: bool = False,
    told: Told | None = None,
    progress: BuildProgress | None = None,
    open_encoder: EncoderFactory | None = None,
    may_download: bool = False,
) -> BuildResult:
    """As `build`, for who holds the lock: what another build takes in while the folder is listed would be taken out."""
    progress = OneAtATime(progress or SilentProgress())
    source = None if model == NO_MODEL else find_model(model, may_download=may_download)
    weights = begin_embedded_check(source) if source is not None and open_encoder is None else None
    clauses = source is not None and open_encoder is None and has_reader()
    inputs = _Inputs(
        corpus.resolve(),
        tuple(list_corpus(corpus)),
        source,
        clauses,
        read_sources(corpus),
        Readings.beside(corpus),
    )
    for problem in inputs.sources.problems:
        progress.note(problem)
    previous = Previous.open(index, inputs.versions(), inputs.readings.digests)
    for problem in previous.problems:
        progress.note(f"{problem}. What is damaged is read from the reports again.")
    try:
        retrying = bool(told) or (retry_refused and _any_refused(previous))
        unchanged = previous.has_arrays and previous.manifest is not None and inputs.same_as(previous.manifest)
        to_do = retrying or previous.problems or previous.has_other_corrections
        if previous.manifest is not None and unchanged and not to_do:
            ledger = _as_carried_over(previous)
            return BuildResult(index_name(index), previous.manifest, ledger, published=False)
        return _Build(inputs, index, previous, progress, open_encoder, told, weights).run(retry_refused=retry_refused)
    finally:
        # Nothing is removed before: until a successor is published, whatever is there may be needed.
        collect(index, previous.folder.name if previous.folder else "")


def index_name(index: Path) -> str:
    """The name of the published generation of `index`."""
    return current_folder(index).name


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
        open_encoder: EncoderFactory | None,
        told: Told | None,
        weights: WeightsCheck | None,
    ) -> None:
        self._told = told
        self._inputs = inputs
        self._index = index
        self._previous = previous
        self._progress = progress
        self._open_encoder = open_encoder
        self._weights = weights
        self._many = False

    def run(self, *, retry_refused: bool) -> BuildResult:
        model = self._inputs.model
        if model is None:
            return self._run(None, retry_refused=retry_refused)
        with self._text_encoding(model) as encoding:
            return self._run(encoding, retry_refused=retry_refused)

    def _text_encoding(self, model: ModelSource) -> TextEncoding:
        if self._open_encoder is not None:
            return TextEncoding(partial(self._open_encoder, model), self._progress)
        open_light = partial(open_light_encoder, model) if has_light_encoder(model) else None
        if open_light is not None and not has_torch():  # slower for many, and the same vectors
            return TextEncoding(open_light, self._progress)
        return TextEncoding(partial(SentenceTransformerEncoder, model), self._progress, open_light)

    def _run(self, encoding: TextEncoding | None, *, retry_refused: bool) -> BuildResult:
        def take(report: Report, chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
            if encoding is not None:
                self._ask_for([report], [chunks], encoding)
            return self._read(report, chunks)

        def expect(files: int) -> None:
            self._many = files >= MANY_FILES
            if encoding is not None and self._many:
                encoding.expect_many()

        taken = take_in(
            self._inputs.files,
            self._previous,
            self._progress,
            expect,
            take,
            retry_refused=retry_refused,
            sources=self._inputs.sources,
            told=self._told,
        )
        if not any(wanted.chunks for wanted in taken.wanted):
            raise CorpusError(
                f"None of the {len(self._inputs.files)} files in {self._inputs.corpus} could be read as a report: "
                + "; ".join(f"{file.source}: {file.message}" for file in taken.outcomes[:5]),
                hint="Put inspection reports in it as PDF, Word, HTML, Markdown or text.",
            )
        for note in self._inputs.readings.without_report({wanted.report_id for wanted in taken.wanted}):
            self._progress.note(note)
        carried = self._carried(taken.wanted)
        there = {report_id for segment in carried for report_id in segment.reports}
        written = [wanted for wanted in taken.wanted if wanted.report_id not in there]
        if self._weights is not None:
            self._weights.refuse(wait=True)
        with assembling(self._index) as assembly:
            if self._previous.folder is not None and self._previous.manifest is not None:
                names = [segment.name for segment in carried]
                assembly.carry(self._previous.folder, self._previous.manifest, names)
            if encoding is not None:
                encoding.begin_rest()
            self._progress.start(WRITING, sum(wanted.chunks for wanted in written), "paragraph")
            for part in split(written, [wanted.chunks for wanted in written]) if written else ():
                self._write_segment(assembly, part, encoding)
            ledger = Ledger(taken.outcomes, self._removed(), 0 if encoding is None else len(encoding))
            name, manifest = assembly.publish(ledger, self._inputs.origin())
        return BuildResult(name, manifest, ledger, published=True)

    def _carried(self, wanted: Sequence[WantedReport]) -> tuple[HeldSegment, ...]:
        unchanged = {report.report_id for report in wanted if report.new is None}
        new_chunks = sum(report.chunks for report in wanted if report.new is not None)
        return carried_segments(self._previous.segments(self._inputs.model), unchanged, new_chunks)

    def _write_segment(self, assembly: Assembly, wanted: Sequence[WantedReport], encoding: TextEncoding | None) -> None:
        reports, chunks = [], []
        for one in wanted:
            report = one.new or self._previous.report(one.report_id)
            lent = one.cut if one.new is not None else self._previous.chunks(one.report_id)
            reports.append(report)
            chunks.append(lent if lent is not None else self._read(report, tuple(cut_chunks(report, 0))))
        texts, known = ([], {}) if encoding is None else self._ask_for(reports, chunks, encoding)

        def encoded() -> Encoded | None:
            if encoding is None:
                return None
            new = encoding.finish()
            return as_encoded([known[text] if text in known else new[text] for text in texts])

        contents = as_segment(reports, chain.from_iterable(chunks))
        assembly.add(contents, encoded, lambda amount: self._progress.advance(WRITING, amount))

    def _read(self, report: Report, chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
        """The chunks with their statements read clause by clause, where there is what reads them, and corrected."""
        read = read_chunks(chunks, report, many=self._many) if self._inputs.clauses else tuple(chunks)
        corrected, notes = self._inputs.readings.correct(read, report)
        for note in notes:
            self._progress.note(note)
        return corrected

    def _ask_for(
        self, reports: Sequence[Report], chunks: Sequence[Sequence[Chunk]], encoding: TextEncoding
    ) -> tuple[list[str], dict[str, EncodedText]]:
        """The texts of all chunks, and what the last generation lends of them; the others are to be encoded."""
        texts: list[str] = []
        known: dict[str, EncodedText] = {}
        for report, own in zip(reports, chunks, strict=True):
            texts += [embedded_text(chunk, report) for chunk in own]
            if self._inputs.model is not None:
                known |= self._previous.encoded(report, self._inputs.model)
        encoding.add(text for text in texts if text not in known)
        return texts, known

    def _removed(self) -> tuple[str, ...]:
        present = {file.source for file in self._inputs.files}
        return tuple(source for source in self._previous.outcomes if source not in present)
