"""From the files of a corpus to the reports that a generation is to hold, with an outcome for each file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.corpus import CorpusFile, assign_ids
from indexer.duplicates import Fingerprint, SeenReports
from indexer.errors import ReadingRefused
from indexer.ledger import FileOutcome, Outcome
from indexer.previous import Previous
from indexer.progress import BuildProgress
from indexer.reading.worker import ReadingWorker
from indexer.records import CHUNK_KINDS, ElementKind, Report, ReportId


@dataclass(frozen=True, slots=True)
class WantedReport:
    """A report that the new generation is to hold: `new` as it was read now, or None for the last generation's own."""

    report_id: ReportId
    chunks: int
    new: Report | None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """`outcomes` is one for each file, in their order; `wanted` the reports among them."""

    outcomes: tuple[FileOutcome, ...]
    wanted: tuple[WantedReport, ...]


def take_in(
    files: Sequence[CorpusFile], previous: Previous, progress: BuildProgress, *, retry_refused: bool
) -> TakenIn:
    """Reads what is new among `files`; what `previous` holds is not read again, and what it refused not tried."""
    intake = _Intake(previous, progress, retry_refused)
    ids = assign_ids(files, previous.ids)
    outcomes: list[FileOutcome] = []
    first_with: dict[str, str] = {}
    progress.start("Reading", len(files), "file")
    with ReadingWorker() as worker:
        for file in files:
            if file.sha256 and file.sha256 in first_with:
                outcomes.append(_duplicate(file, first_with[file.sha256]))
            else:
                outcome = intake.read(file, ids[file.source], worker)
                outcomes.append(outcome)
                if outcome.outcome is not Outcome.REFUSED:
                    first_with.setdefault(file.sha256, file.source)
            progress.advance(1)
    return TakenIn(tuple(outcomes), tuple(intake.wanted))


class _Intake:
    def __init__(self, previous: Previous, progress: BuildProgress, retry_refused: bool) -> None:
        self._previous = previous
        self._progress = progress
        self._retry_refused = retry_refused
        self._seen = SeenReports()
        self.wanted: list[WantedReport] = []

    def read(self, file: CorpusFile, report_id: ReportId, worker: ReadingWorker) -> FileOutcome:
        before = self._previous.outcome(file.source, file.sha256)
        if before is not None and before.report_id is not None:
            return self._carry_over(file, before, before.report_id)
        if before is not None and not self._retry_refused:
            return before
        try:
            report = _read_with(worker, file, report_id)
        except ReadingRefused as refusal:
            self._progress.note(f"Refused {file.source}: {refusal}")
            return FileOutcome(
                file.source, file.sha256, Outcome.REFUSED, code=refusal.code, message=str(refusal)
            )
        same = self._seen.find_or_add(file.source, Fingerprint.of(report), lambda: report)
        if same is not None:
            return _duplicate(file, same)
        kinds = [element.kind for element in report.elements if element.kind in CHUNK_KINDS]
        self.wanted.append(WantedReport(report_id, len(kinds), report))
        return FileOutcome(
            file.source,
            file.sha256,
            Outcome.READ,
            report_id=report_id,
            chunks=len(kinds),
            numbered=kinds.count(ElementKind.PARAGRAPH),
            findings=report.findings,
        )

    def _carry_over(self, file: CorpusFile, before: FileOutcome, report_id: ReportId) -> FileOutcome:
        fingerprint = self._previous.fingerprint(report_id)
        same = self._seen.find_or_add(file.source, fingerprint, lambda: self._previous.report(report_id))
        if same is not None:
            return _duplicate(file, same)
        self.wanted.append(WantedReport(report_id, before.chunks, None))
        return replace(before, outcome=Outcome.CARRIED_OVER)


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
