"""From the files of a corpus to the reports that a generation is to hold, with an outcome for each file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace

from indexer.building.previous import Previous
from indexer.errors import ReadingRefused
from indexer.progress import READING, BuildProgress
from indexer.reading.corpus import CorpusFile
from indexer.reading.worker import CHANGED, ReadingPool, processes_for
from indexer.records import Chunk, ElementKind, Report, ReportId
from indexer.storage.fingerprints import Fingerprint, SeenReports
from indexer.storage.ledger import FileOutcome, Outcome

CutReport = tuple[Report, tuple[Chunk, ...]]

Taken = Callable[[Report, Sequence[Chunk]], tuple[Chunk, ...]]
"""Gets a report and its chunks as they were cut, and gives them back as they are to be kept."""

_Read = Callable[[CorpusFile], CutReport]


@dataclass(frozen=True, slots=True)
class WantedReport:
    """A report that the new generation is to hold: `new` with its chunks `cut`, as read now, or the last one's own."""

    report_id: ReportId
    chunks: int
    new: Report | None = None
    cut: tuple[Chunk, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenIn:
    """`outcomes` is one for each file, in their order; `wanted` the reports among them."""

    outcomes: tuple[FileOutcome, ...]
    wanted: tuple[WantedReport, ...]


def take_in(
    files: Sequence[CorpusFile],
    ids: Mapping[str, ReportId],
    previous: Previous,
    progress: BuildProgress,
    expect: Callable[[int], None],
    taken: Taken,
    *,
    retry_refused: bool,
) -> TakenIn:
    """Reads what is new among `files`, whose `ids` are by source; what `previous` holds is not read again, and what it
    refused not tried.

    `expect` is told how many files will be read, once that has begun. `taken` is called with each report that was read
    and is wanted, and its chunks, before the next is waited for.
    """
    intake = _Intake(previous, progress, taken, retry_refused)
    outcomes: list[FileOutcome] = []
    first_with: dict[str, str] = {}
    progress.start(READING, len(files), "file")
    with _reading(files, ids, intake.must_read, expect) as read:
        for file in files:
            if file.sha256 and file.sha256 in first_with:
                outcomes.append(_duplicate(file, first_with[file.sha256]))
            else:
                outcome = intake.take(file, read)
                outcomes.append(outcome)
                if outcome.outcome is not Outcome.REFUSED:
                    first_with.setdefault(file.sha256, file.source)
            progress.advance(READING, 1)
    return TakenIn(tuple(outcomes), tuple(intake.wanted))


@contextmanager
def _reading(
    files: Sequence[CorpusFile],
    ids: Mapping[str, ReportId],
    must_read: Callable[[CorpusFile], bool],
    expect: Callable[[int], None],
) -> Iterator[_Read]:
    """A function that gives the report in a file, and its chunks. The files that must be read are read ahead, in
    other processes, while this one encodes those before. Of files with the same bytes one is read: what refuses it
    refuses them all. Were the second read only when its turn comes, it would wait for all the others.
    """
    ahead: dict[str, CorpusFile] = {}
    for file in filter(must_read, files):
        ahead.setdefault(_bytes_of(file), file)
    with ReadingPool(processes_for(len(ahead))) as pool:
        begun = {key: _begin(pool, file, ids) for key, file in ahead.items()}
        expect(len(ahead))

        def read(file: CorpusFile) -> CutReport:
            found = begun[_bytes_of(file)].result()
            del begun[_bytes_of(file)]  # nobody asks for it again, and it is large
            return found

        yield read


def _bytes_of(file: CorpusFile) -> str:
    """The same for files with the same bytes; of one that cannot be opened these are not known."""
    return file.sha256 or file.source


class _Intake:
    def __init__(self, previous: Previous, progress: BuildProgress, taken: Taken, retry_refused: bool) -> None:
        self._previous = previous
        self._progress = progress
        self._taken = taken
        self._retry_refused = retry_refused
        self._seen = SeenReports()
        self.wanted: list[WantedReport] = []

    def must_read(self, file: CorpusFile) -> bool:
        """Whether nothing is known of this file, or it is to be tried again."""
        before = self._previous.outcome(file.source, file.sha256)
        return before is None or (before.report_id is None and self._retry_refused)

    def take(self, file: CorpusFile, read: _Read) -> FileOutcome:
        before = self._previous.outcome(file.source, file.sha256)
        if before is None and file.unreadable is not None:
            stood = self._previous.last_reading(file.source)
            if stood is not None and stood.report_id is not None:
                return self._keep(file, stood, stood.report_id)
        if before is not None and not self.must_read(file):
            return before if before.report_id is None else self._carry_over(file, before, before.report_id)
        try:
            report, cut = read(file)
        except ReadingRefused as refusal:
            self._progress.note(f"Refused {file.source}: {refusal}")
            # What another moment may have changed is tried again by the next build, so its hash is not kept.
            known = "" if refusal.code == CHANGED else file.sha256
            return FileOutcome(file.source, known, Outcome.REFUSED, code=refusal.code, message=str(refusal))
        same = self._seen.find_or_add(file.source, Fingerprint.of(report), lambda: report)
        if same is not None:
            return _duplicate(file, same)
        cut = self._taken(report, cut)
        self.wanted.append(WantedReport(report.report_id, len(cut), report, cut))
        return FileOutcome(
            file.source,
            file.sha256,
            Outcome.READ,
            report_id=report.report_id,
            chunks=len(cut),
            numbered=sum(chunk.kind is ElementKind.PARAGRAPH for chunk in cut),
            findings=report.findings,
        )

    def _keep(self, file: CorpusFile, stood: FileOutcome, report_id: ReportId) -> FileOutcome:
        """A report whose file cannot be opened now stays as it was read before: the file is there, after all."""
        self._progress.note(f"{file.source} cannot be opened: {file.unreadable}. What was read of it before stays.")
        kept = self._carry_over(file, stood, report_id)
        if kept.outcome is not Outcome.CARRIED_OVER:
            return kept
        message = f"It cannot be opened now ({file.unreadable}); what was read of it before stays in the index."
        return replace(kept, code="unreadable", message=message)

    def _carry_over(self, file: CorpusFile, before: FileOutcome, report_id: ReportId) -> FileOutcome:
        fingerprint = self._previous.fingerprint(report_id)
        same = self._seen.find_or_add(file.source, fingerprint, lambda: self._previous.report(report_id))
        if same is not None:
            return _duplicate(file, same)
        self.wanted.append(WantedReport(report_id, before.chunks))
        if before.code is not None:
            before = replace(before, code=None, message=None)
        # Nearly all of an archive's were carried over last time too, and making a thousand anew takes milliseconds.
        return before if before.outcome is Outcome.CARRIED_OVER else replace(before, outcome=Outcome.CARRIED_OVER)


def _begin(pool: ReadingPool, file: CorpusFile, ids: Mapping[str, ReportId]) -> Future[CutReport]:
    refusal = _refusal(file)
    if refusal is None:
        return pool.begin(file.path, source=file.source, report_id=ids[file.source], sha256=file.sha256, unchanged=True)
    refused = Future[CutReport]()
    refused.set_exception(refusal)
    return refused


def _refusal(file: CorpusFile) -> ReadingRefused | None:
    """Why a file is not even tried."""
    if file.odd is not None:
        return ReadingRefused(
            "odd-file", f"{file.source} is not read: {file.odd}.", hint="Put the report itself into the folder."
        )
    if file.unreadable is not None:
        return ReadingRefused(
            "unreadable",
            f"{file.source} cannot be opened: {file.unreadable}.",
            hint="Check its permissions, or whether another program holds it.",
        )
    return None


def _duplicate(file: CorpusFile, original: str) -> FileOutcome:
    return FileOutcome(
        file.source,
        file.sha256,
        Outcome.DUPLICATE,
        code="duplicate",
        message=f"The same report as {original}, which is in the index; this file adds nothing.",
    )
