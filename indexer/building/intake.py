"""From the files of a corpus to the reports that a generation is to hold, with an outcome for each file."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.building.previous import Previous
from indexer.building.versions import Told, differences
from indexer.errors import ReadingRefused
from indexer.progress import READING, BuildProgress, SilentProgress
from indexer.reading.corpus import CorpusFile
from indexer.reading.sources import Sources, with_source
from indexer.reading.worker import CHANGED, ReadingPool, processes_for
from indexer.records import Chunk, ElementKind, Finding, Report, ReportId
from indexer.storage.fingerprints import Fingerprint, Kinship, Likeness, SeenReports
from indexer.storage.ledger import FileOutcome, Outcome

CutReport = tuple[Report, tuple[Chunk, ...]]

Taken = Callable[[Report, Sequence[Chunk]], tuple[Chunk, ...]]
"""Gets a report and its chunks as they were cut, and gives them back as they are to be kept."""

_Read = Callable[[CorpusFile], CutReport]


@dataclass(frozen=True, slots=True)
class WantedReport:
    """A report that the new generation is to hold: `new` with its chunks `cut`, as read now, or the last one's own.

    `cut` is None where they are to be cut again.
    """

    report_id: ReportId
    chunks: int
    new: Report | None = None
    cut: tuple[Chunk, ...] | None = ()


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
    sources: Sources | None = None,
    told: Told | None = None,
    base: Previous | None = None,
) -> TakenIn:
    """Reads what is new among `files`, whose `ids` are by source; what `previous` holds is not read again, and what it
    refused not tried.

    `expect` is told how many files will be read, once that has begun. `taken` is called with each report that was read
    and is wanted, and its chunks, before the next is waited for; a later file may still turn out to be its newer
    version. `sources` says where the files come from, and `told` which of two reports counts where they do not say it
    themselves; else the one that counted in `base`, where `previous` is but a part of the same build.
    """
    intake = _Intake(previous, progress, taken, sources or Sources(), told or Told(), retry_refused=retry_refused)
    if base is not None:
        intake.counted_before = base.outcomes
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
    outcomes = [intake.replaced.get(outcome.source, outcome) for outcome in outcomes]
    return TakenIn(tuple(outcomes), tuple(intake.wanted.values()))


def settle_parts(parts: Previous, told: Told) -> TakenIn:
    """What becomes of all that was read apart, in the order of the files: of two that are alike one counts.

    That each counted in its own part says nothing of which is newer; `told` are the parts' own.
    """

    def nothing(report: Report, chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
        raise AssertionError(f"{report.source} was read in its part")

    intake = _Intake(parts, SilentProgress(), nothing, Sources(), told, retry_refused=False)
    intake.counted_before = {}
    outcomes: list[FileOutcome] = []
    first_with: dict[str, str] = {}
    for before in parts.outcomes.values():
        outcome = before
        if before.report_id is not None:
            file = CorpusFile(Path(before.source), before.source, before.sha256, 0)
            if file.sha256 in first_with:
                outcome = _duplicate(file, first_with[file.sha256])
            else:
                outcome = intake.carry_over(file, before, before.report_id)
                if outcome.outcome is Outcome.CARRIED_OVER:
                    outcome = replace(outcome, outcome=Outcome.READ)
        outcomes.append(outcome)
        if outcome.outcome is not Outcome.REFUSED and outcome.sha256:
            first_with.setdefault(outcome.sha256, outcome.source)
    outcomes = [intake.replaced.get(outcome.source, outcome) for outcome in outcomes]
    return TakenIn(tuple(outcomes), tuple(intake.wanted.values()))


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
    """`wanted` are the reports to be held, by the names of their files; `replaced` what became of those that were, and
    whose newer version came later."""

    def __init__(
        self,
        previous: Previous,
        progress: BuildProgress,
        taken: Taken,
        sources: Sources,
        told: Told,
        *,
        retry_refused: bool,
    ) -> None:
        self._sources = sources
        self._previous = previous
        self._progress = progress
        self._taken = taken
        self._retry_refused = retry_refused
        self._told = told
        self._seen = SeenReports()
        self.counted_before = previous.outcomes
        self._files: dict[str, CorpusFile] = {}
        self.wanted: dict[str, WantedReport] = {}
        self.replaced: dict[str, FileOutcome] = {}

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
            return before if before.report_id is None else self.carry_over(file, before, before.report_id)
        try:
            report, cut = read(file)
        except ReadingRefused as refusal:
            self._progress.note(f"Refused {file.source}: {refusal}")
            # What another moment may have changed is tried again by the next build, so its hash is not kept.
            known = "" if refusal.code == CHANGED else file.sha256
            return FileOutcome(file.source, known, Outcome.REFUSED, code=refusal.code, message=str(refusal))
        report = with_source(report, self._sources.of(report))
        fingerprint = Fingerprint.of(report)
        instead, both = self._settle(file, fingerprint, report)
        if instead is not None:
            return instead
        cut = self._taken(report, cut)
        self._want(file, fingerprint, WantedReport(report.report_id, len(cut), report, cut), lambda: report)
        outcome = FileOutcome(
            file.source,
            file.sha256,
            Outcome.READ,
            report_id=report.report_id,
            chunks=len(cut),
            numbered=sum(chunk.kind is ElementKind.PARAGRAPH for chunk in cut),
            findings=report.findings,
        )
        return outcome if both is None else _kept_both(outcome, both.source)

    def _want(
        self, file: CorpusFile, fingerprint: Fingerprint, wanted: WantedReport, load: Callable[[], Report]
    ) -> None:
        self._seen.add(file.source, fingerprint, load)
        self._files[file.source] = file
        self.wanted[file.source] = wanted

    def _settle(
        self, file: CorpusFile, fingerprint: Fingerprint, report: Report | Callable[[], Report]
    ) -> tuple[FileOutcome | None, Likeness | None]:
        """What becomes of a file whose report counts for nothing beside another; or None, and the report that it is to
        count beside, if any. A report whose newer version it is, is taken out of those that are wanted."""
        load = report if callable(report) else lambda: report
        like = self._seen.find(file.source, fingerprint, load)
        if like is None:
            return None, None
        if like.kinship is Kinship.SAME:
            return _duplicate(file, like.source), None
        newer = self._is_newer(file, fingerprint, like)
        if newer is None and self._counts_beside(file, like):
            return None, like
        if newer:
            other = self._files[like.source]
            self._seen.remove(like.source)
            del self.wanted[like.source]
            self.replaced[like.source] = _superseded(other, file.source, differences(like.load(), load()))
            return None, None
        changes = differences(load(), like.load())
        if newer is None:
            return _undecided(file, like, changes), None
        return _superseded(file, like.source, changes), None

    def _is_newer(self, file: CorpusFile, fingerprint: Fingerprint, like: Likeness) -> bool | None:
        """Whether a report counts before the one that it is like: as told, else by the dates of publication, else as it
        was; None where nothing says so."""
        for told, is_newer in ((file.source, True), (like.source, False)):
            if told in self._told.newest:
                return is_newer
        if self._counts_beside(file, like):
            return None
        published = fingerprint.published
        if published and like.published and published != like.published.isoformat():
            return published > like.published.isoformat()
        counted, other_counted = self._counted(file), self._counted(self._files[like.source])
        return counted if counted != other_counted else None

    def _counted(self, file: CorpusFile) -> bool:
        before = self.counted_before.get(file.source)
        return before is not None and before.sha256 == file.sha256 and before.report_id is not None

    def _counts_beside(self, file: CorpusFile, like: Likeness) -> bool:
        """Whether it was told, now or before, that both are to count."""
        before = self._previous.outcomes.get(file.source)
        kept = before is not None and before.code == KEPT_BOTH and before.sha256 == file.sha256
        return kept or file.source in self._told.both or like.source in self._told.both

    def _keep(self, file: CorpusFile, stood: FileOutcome, report_id: ReportId) -> FileOutcome:
        """A report whose file cannot be opened now stays as it was read before: the file is there, after all."""
        self._progress.note(f"{file.source} cannot be opened: {file.unreadable}. Its earlier reading is kept.")
        kept = self.carry_over(file, stood, report_id)
        if kept.outcome is not Outcome.CARRIED_OVER:
            return kept
        message = f"It cannot be opened now ({file.unreadable}); its earlier reading stays in the index."
        return replace(kept, code="unreadable", message=message)

    def carry_over(self, file: CorpusFile, before: FileOutcome, report_id: ReportId) -> FileOutcome:
        """What becomes of a file whose report is lent, and is wanted if it counts."""
        fingerprint = self._previous.fingerprint(report_id)
        instead, both = self._settle(file, fingerprint, lambda: self._previous.report(report_id))
        if instead is not None:
            return instead
        wanted, before = self._as_the_sources_say(WantedReport(report_id, before.chunks), before)
        self._want(file, fingerprint, wanted, lambda: self._previous.report(report_id))
        if both is not None:
            return _kept_both(replace(before, outcome=Outcome.CARRIED_OVER), both.source)
        if before.code is not None:
            before = replace(before, code=None, message=None)
        # Nearly all of an archive's were carried over last time too, and making a thousand anew takes milliseconds.
        return before if before.outcome is Outcome.CARRIED_OVER else replace(before, outcome=Outcome.CARRIED_OVER)

    def _as_the_sources_say(self, carried: WantedReport, before: FileOutcome) -> tuple[WantedReport, FileOutcome]:
        """A report that is carried over, written again only where the list of sources says something else of it now."""
        if self._previous.has_same_sources:
            return carried, before
        stored = self._previous.report(carried.report_id)
        report = with_source(stored, self._sources.of(stored))
        if report == stored:
            return carried, before
        chunks = self._previous.chunks(carried.report_id)
        cut = None if chunks is None else tuple(chunks)
        return replace(carried, new=report, cut=cut), replace(before, findings=report.findings)


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


KEPT_BOTH = "kept-both"
"""The code of a report that was told to count beside one that it is nearly the same as."""


def _kept_both(outcome: FileOutcome, other: str) -> FileOutcome:
    message = f"Nearly the same as {other}; both count, as you said."
    return replace(outcome, code=KEPT_BOTH, message=message)


def _superseded(file: CorpusFile, newer: str, changes: tuple[Finding, ...]) -> FileOutcome:
    message = f"An older version of {newer}, which counts; this one stays in the folder but is not searched."
    return FileOutcome(file.source, file.sha256, Outcome.DUPLICATE, code=SUPERSEDED, message=message, findings=changes)


SUPERSEDED = "superseded"
UNDECIDED = "undecided"


def _undecided(file: CorpusFile, like: Likeness, changes: tuple[Finding, ...]) -> FileOutcome:
    one_unknown = "and one of them does not say which inspection it is about"
    same = "about the same inspection" if like.kinship is Kinship.VERSION else one_unknown
    message = (
        f"Nearly the same as {like.source} ({like.share:.0%} of its words), {same}, and no date says which is newer: "
        f"{like.source} counts, and this one is not searched. To let this one count: precedent index --newest "
        f"{shlex.quote(file.source)}; to let both: precedent index --both {shlex.quote(file.source)}"
    )
    return FileOutcome(file.source, file.sha256, Outcome.DUPLICATE, code=UNDECIDED, message=message, findings=changes)
