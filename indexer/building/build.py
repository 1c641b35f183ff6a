"""The pipeline from a folder of reports to a published generation, and its ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from indexer.building.assembly import Assembly, Origin, as_segment, assembling, split
from indexer.building.encoding import TextEncoding
from indexer.building.intake import KEPT_BOTH, WantedReport, take_in
from indexer.building.joining import Part, listing_sha256
from indexer.building.parts import OpenPrevious, ProgressOfParts, Unfinished, new_files, parts_of
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
from indexer.errors import CorpusError, StorageFailed
from indexer.keyword.analysis import ANALYSER_VERSION
from indexer.keyword.segments import ARRAYS_LAYOUT
from indexer.language import LANGUAGE_VERSION
from indexer.language.chunking import cut_chunks, embedded_text
from indexer.progress import WRITING, BuildProgress, OneAtATime, SilentProgress
from indexer.reading import READER_VERSION
from indexer.reading.corpus import CorpusFile, assign_ids, list_corpus, require_folder
from indexer.reading.sources import Sources, read_sources
from indexer.records import Chunk, Report
from indexer.storage.ledger import FileOutcome, Ledger, Outcome
from indexer.storage.manifest import Manifest, current_folder
from indexer.storage.publication import build_lock, collect, remove_parts
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
    listed: tuple[CorpusFile, ...]
    """All files of the folder, by which reports are named; `files` may be a part of them."""
    sources: Sources
    readings: Readings = field(default_factory=Readings)

    def corpus_sha256(self) -> str:
        return listing_sha256(self.files)

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
    part: tuple[int, int] | None = None,
) -> BuildResult:
    """Brings `index` up to date with the reports in `corpus` and publishes the result in one step.

    `part` is (i, n) for the i-th of n shares of the folder alone, for `joining.join` to put together.

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
            part=part,
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
    part: tuple[int, int] | None = None,
) -> BuildResult:
    """As `build`, for who holds the lock: what another build takes in while the folder is listed would be taken out."""
    progress = OneAtATime(progress or SilentProgress())
    source = None if model == NO_MODEL else find_model(model, may_download=may_download)
    weights = begin_embedded_check(source) if source is not None and open_encoder is None else None
    clauses = source is not None and open_encoder is None and has_reader()
    listed = tuple(list_corpus(corpus))
    remove_parts(corpus)
    share = None if part is None else Part(*part, listing_sha256(listed)).told(told, index)
    inputs = _Inputs(
        corpus.resolve(),
        listed if share is None else share.files(listed),
        source,
        clauses,
        listed,
        read_sources(corpus),
        Readings.beside(corpus),
    )
    for problem in inputs.sources.problems:
        progress.note(problem)
    open_previous = partial(Previous.open, versions=inputs.versions(), corrected=inputs.readings.digests)
    previous = open_previous(index)
    for problem in previous.problems:
        progress.note(f"{problem}. The damaged part will be read from the reports again.")
    unfinished = Unfinished(index, previous)
    try:
        retrying = bool(told) or (retry_refused and _any_refused(previous))
        unchanged = previous.has_arrays and previous.manifest is not None and inputs.same_as(previous.manifest)
        to_do = retrying or previous.problems or previous.has_other_corrections
        if previous.manifest is not None and unchanged and not to_do:
            ledger = _as_carried_over(previous)
            unfinished.remove()
            return BuildResult(index_name(index), previous.manifest, ledger, published=False)
        how = _How(open_encoder, told, weights, retry_refused)
        result = _InParts(inputs, index, previous, unfinished, progress, how).run(open_previous)
        if share is not None:
            share.write(index)
        return result
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


@dataclass(frozen=True, slots=True)
class _How:
    """How a build goes about it, the same for each of its parts."""

    open_encoder: EncoderFactory | None
    told: Told | None
    weights: WeightsCheck | None
    retry_refused: bool


class _InParts:
    """A build, in as many parts as its new files take."""

    def __init__(
        self,
        inputs: _Inputs,
        index: Path,
        base: Previous,
        unfinished: Unfinished,
        progress: BuildProgress,
        how: _How,
    ) -> None:
        self._inputs, self._index, self._base = inputs, index, base
        self._unfinished = unfinished
        self._progress = ProgressOfParts(progress, len(inputs.files))
        self._how = how

    def run(self, open_previous: OpenPrevious) -> BuildResult:
        encoded = 0
        for files in parts_of(self._inputs.files, new_files(self._inputs.files, self._base)):
            previous = self._unfinished.previous(self._base, open_previous)
            part = replace(self._inputs, files=files)
            if not new_files(files, previous):
                continue
            try:
                encoded += self._build(part, previous, self._begun_folder()).ledger.encoded
            except CorpusError as error:  # no file of it can be read, which those of the next part may be
                self._progress.note(str(error))
            collect(self._unfinished.folder)
            self._progress.next_part()
        previous = self._unfinished.previous(self._base, open_previous)
        result = self._build(self._inputs, previous, self._index, encoded)
        self._unfinished.remove()
        return result

    def _begun_folder(self) -> Path:
        try:
            self._unfinished.begin()
        except OSError as error:
            raise StorageFailed(
                f"The new index could not be written in {self._index}: {error.strerror or error}.",
                hint="Free some space or fix the permissions and run the command again.",
            ) from error
        return self._unfinished.folder

    def _build(self, inputs: _Inputs, previous: Previous, index: Path, encoded: int = 0) -> BuildResult:
        return _Build(inputs, index, previous, self._progress, self._how, self._base, encoded).run()


class _Build:
    """One run of the pipeline. Holds what its stages hand to each other.

    `base` is what is published; `previous` may be a part of this build that came before, and `encoded` is how many
    texts such parts have encoded.
    """

    def __init__(
        self,
        inputs: _Inputs,
        index: Path,
        previous: Previous,
        progress: BuildProgress,
        how: _How,
        base: Previous,
        encoded: int,
    ) -> None:
        self._inputs = inputs
        self._index = index
        self._previous = previous
        self._progress = progress
        self._how = how
        self._base = base
        self._encoded_before = encoded
        self._many = False

    def run(self) -> BuildResult:
        model = self._inputs.model
        if model is None:
            return self._run(None)
        with self._text_encoding(model) as encoding:
            return self._run(encoding)

    def _text_encoding(self, model: ModelSource) -> TextEncoding:
        if self._how.open_encoder is not None:
            return TextEncoding(partial(self._how.open_encoder, model), self._progress)
        open_light = partial(open_light_encoder, model) if has_light_encoder(model) else None
        if open_light is not None and not has_torch():  # slower for many, and the same vectors
            return TextEncoding(open_light, self._progress)
        return TextEncoding(partial(SentenceTransformerEncoder, model), self._progress, open_light)

    def _run(self, encoding: TextEncoding | None) -> BuildResult:
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
            assign_ids(self._inputs.listed, self._previous.ids),
            self._previous,
            self._progress,
            expect,
            take,
            retry_refused=self._how.retry_refused,
            sources=self._inputs.sources,
            told=self._how.told,
            base=self._base,
        )
        if not any(wanted.chunks for wanted in taken.wanted):
            raise CorpusError(
                f"None of the {len(self._inputs.files)} files in {self._inputs.corpus} could be read as a report: "
                + "; ".join(f"{file.source}: {file.message}" for file in taken.outcomes[:5]),
                hint="Put inspection reports in it as PDF, Word, HTML, Markdown or text.",
            )
        if self._inputs.files == self._inputs.listed:  # what a part lacks may be in another
            for note in self._inputs.readings.without_report({wanted.report_id for wanted in taken.wanted}):
                self._progress.note(note)
        carried = self._carried(taken.wanted)
        there = {report_id for segment in carried for report_id in segment.reports}
        written = [wanted for wanted in taken.wanted if wanted.report_id not in there]
        if self._how.weights is not None:
            self._how.weights.refuse(wait=True)
        with assembling(self._index) as assembly:
            if self._previous.folder is not None and self._previous.manifest is not None:
                names = [segment.name for segment in carried]
                assembly.carry(self._previous.folder, self._previous.manifest, names)
            if encoding is not None:
                encoding.begin_rest()
            self._progress.start(WRITING, sum(wanted.chunks for wanted in written), "paragraph")
            for part in split(written, [wanted.chunks for wanted in written]) if written else ():
                self._write_segment(assembly, part, encoding)
            encoded = self._encoded_before + (0 if encoding is None else len(encoding))
            ledger = Ledger(tuple(map(self._outcome_of_all, taken.outcomes)), self._removed(), encoded)
            name, manifest = assembly.publish(ledger, self._inputs.origin())
        return BuildResult(name, manifest, ledger, published=True)

    def _carried(self, wanted: Sequence[WantedReport]) -> tuple[HeldSegment, ...]:
        unchanged = {report.report_id for report in wanted if report.new is None}
        new_chunks = sum(report.chunks for report in wanted if report.new is not None)
        held = self._previous.segments(self._inputs.model)
        # Parts stay as they are: merged, their reports would stand in another order than out of one run.
        return carried_segments(held, unchanged, new_chunks, merging=self._previous is self._base)

    def _outcome_of_all(self, outcome: FileOutcome) -> FileOutcome:
        """What became of a file in all parts together: one that another part has read was read by this build."""
        carried = outcome.outcome is Outcome.CARRIED_OVER
        new = self._base.outcome(outcome.source, outcome.sha256) is None and outcome.code in (None, KEPT_BOTH)
        if carried and new:
            return replace(outcome, outcome=Outcome.READ)
        return outcome

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
        return tuple(source for source in self._base.outcomes if source not in present)
