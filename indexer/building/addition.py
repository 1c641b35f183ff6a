"""Adding reports as a person does: look at what each file is understood as, then take them in.

Looking changes nothing. Taking in copies the files into the folder of reports and brings the index up to
date; a file that cannot be read is left where it is.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from functools import partial
from pathlib import Path

from indexer.building.build import BuildResult, EncoderFactory, build_locked
from indexer.building.versions import Told
from indexer.embedding.model import EMBEDDED_MODEL, NO_MODEL
from indexer.errors import CorpusError, IndexUnavailable, PrecedentError, ReadingRefused, StorageFailed
from indexer.progress import READING, BuildProgress, SilentProgress
from indexer.reading.corpus import name_report
from indexer.reading.worker import ReadingWorker, spare_worker
from indexer.records import CHUNK_KINDS, Report
from indexer.storage.fingerprints import Fingerprint, Kinship, SeenReports
from indexer.storage.generation import StoredContents
from indexer.storage.manifest import last_origin
from indexer.storage.publication import build_lock, make_folder, part_beside, replace_synced
from indexer.storage.segment import read_prints


@dataclass(frozen=True, slots=True)
class Preview:
    """What one file would become: `report` as it is understood, or `refusal`, which says why not.

    `like` says, in words, which report of the index it is the same as, another version of, or nearly the same as; it is
    "" where none is. `adds` is False where it is the same, `undecided` True where no date says which of the two counts,
    which is to be asked.
    """

    path: Path
    report: Report | None
    refusal: ReadingRefused | None = None
    like: str = ""
    adds: bool = True
    undecided: bool = False

    @property
    def chunks(self) -> int:
        """How many paragraphs and bullets it would bring."""
        return sum(element.kind in CHUNK_KINDS for element in self.report.elements) if self.report else 0


@dataclass(frozen=True, slots=True)
class Destination:
    """The folder of reports that an index is built from, the index, and the name of its model."""

    corpus: Path
    index: Path
    model: str


def find_destination(index: Path, corpus: Path | None, model: str | None = None) -> Destination:
    """Where new reports go: the folder named, or the one that the index was built from.

    Raises CorpusError where neither is known; where the index holds samples alone and no folder is named: nobody's own
    reports are put among invented ones; and where it holds own reports of another folder than the one named: an index
    holds one folder, and theirs would be gone from it. Raises IndexDamaged where it cannot be told what it holds.
    """
    origin = last_origin(index)
    used = model or (origin.model or NO_MODEL if origin else EMBEDDED_MODEL)
    if corpus is not None:
        if origin is not None and not origin.only_samples and Path(origin.corpus) != corpus.resolve():
            raise CorpusError(
                f"The index in {index} holds the reports of {origin.corpus}, and those of {corpus} would take their "
                "place.",
                hint="Leave --corpus out to add to that folder, or name another index with --index.",
            )
        return Destination(corpus, index, used)
    if origin is None or origin.only_samples:
        reason = "holds invented sample reports" if origin else "has not been built yet"
        raise CorpusError(
            f"The index in {index} {reason}, so there is no folder of your own reports to add to.",
            hint="Name one, which is created if need be: precedent add FILE --corpus FOLDER",
        )
    return Destination(Path(origin.corpus), index, used)


def preview_files(
    paths: Iterable[Path], progress: BuildProgress | None = None, index: Path | None = None
) -> list[Preview]:
    """Each file as it would be understood, held against the reports in `index` if one is given; nothing is written.

    The process that reads them waits for a while: who looks at a file will probably add it.
    """
    paths = list(paths)
    progress = progress or SilentProgress()
    progress.start(READING, len(paths), "file")
    previews = []
    with spare_worker() as worker:
        for path in paths:
            previews.append(_preview(path, worker))
            progress.advance(READING, 1)
    seen = None if index is None else _reports_of(index)
    return previews if seen is None else [_compared(preview, seen) for preview in previews]


def _reports_of(index: Path) -> SeenReports | None:
    """The reports of the published generation; None where there is none that can be read."""
    try:
        stored = StoredContents.open(index, verify=False)
        sources = {file.report_id: file.source for file in stored.ledger().files if file.report_id}
        seen = SeenReports()
        for segment in stored.segments:
            for report_id, fingerprint in read_prints(segment.folder).items():
                seen.add(sources.get(report_id, report_id), fingerprint, partial(stored.report, report_id))
    except (IndexUnavailable, OSError, ValueError, TypeError, KeyError):
        return None
    return seen


def _compared(preview: Preview, seen: SeenReports) -> Preview:
    report = preview.report
    like = None if report is None else seen.find(preview.path.name, Fingerprint.of(report), lambda: report)
    if report is None or like is None or like.source == preview.path.name:
        return preview
    if like.kinship is Kinship.SAME:
        words = f"The same report as {like.source}, which is in the index; it adds nothing."
        return replace_fields(preview, like=words, adds=False)
    if like.kinship is Kinship.VERSION and report.published and like.published and report.published != like.published:
        order = "A newer" if report.published > like.published else "An older"
        return replace_fields(preview, like=f"{order} version of {like.source}; the one published last counts.")
    words = (
        f"Nearly the same as {like.source} ({like.share:.0%} of its words), and no date says which is newer: unless "
        f"you say otherwise, {like.source} counts."
    )
    return replace_fields(preview, like=words, undecided=True)


def add_files(
    paths: Sequence[Path],
    destination: Destination,
    *,
    replace: bool = False,
    told: Told | None = None,
    progress: BuildProgress | None = None,
    open_encoder: EncoderFactory | None = None,
) -> BuildResult:
    """Copies `paths` into the folder of reports and publishes an index that holds them. `told` is as of `build`.

    Raises CorpusError where a file of that name and other content is there already and `replace` is not given, and
    where the folder has none of the reports that the index holds; IndexLocked where another build is at work; all
    before anything is copied. StorageFailed where a copy fails; and what `build` raises, with a word about the copies,
    which are kept.
    """
    with build_lock(destination.index):
        _refuse_to_empty(destination)
        if not replace:
            _refuse_to_overwrite(paths, destination.corpus)
        try:
            make_folder(destination.corpus)
            for path in paths:
                _copy_whole(path, destination.corpus / path.name)
        except OSError as error:
            raise StorageFailed(
                f"The files could not be copied to {destination.corpus}: {error.strerror or error}.",
                hint="Free some space or fix the permissions, and run the command again.",
            ) from error
        try:
            return build_locked(
                destination.corpus,
                destination.index,
                model=destination.model,
                told=told,
                progress=progress,
                open_encoder=open_encoder,
            )
        except PrecedentError as error:
            error.hint = (
                f"{error.hint} The files are in {destination.corpus}; the next `precedent index` will include them."
            ).strip()
            raise


def _preview(path: Path, worker: ReadingWorker) -> Preview:
    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        refusal = ReadingRefused(
            "unreadable",
            f"{path} cannot be opened: {error.strerror or error}.",
            hint="Check the spelling of its name, and its permissions.",
        )
        return Preview(path, None, refusal)
    try:
        report = worker.read(path, source=path.name, report_id=name_report(path.name), sha256=sha256)
    except ReadingRefused as refusal:
        return Preview(path, None, refusal)
    return Preview(path, report)


def is_taken(name: str, content: bytes, corpus: Path) -> bool:
    """Whether `corpus` holds a file called `name` that is not `content`, or that cannot be read to compare."""
    target = corpus / name
    try:
        return target.exists() and target.read_bytes() != content
    except OSError:
        return True


def _copy_whole(path: Path, target: Path) -> None:
    """Copies under a name of its own that no build reads, then renames: an old file stands until the new one is whole.

    The copy is synced, since the file that was sent through the page exists nowhere else.
    """
    if target.exists() and target.samefile(path):
        return
    part = part_beside(target)
    try:
        shutil.copyfile(path, part)
        replace_synced(part, target)
    finally:
        part.unlink(missing_ok=True)


def _refuse_to_empty(destination: Destination) -> None:
    """A folder that is gone, or a drive that is not connected, would leave nothing in the index but what is added."""
    origin = last_origin(destination.index)
    if origin is None or origin.only_samples:
        return
    try:
        files = StoredContents.open(destination.index, verify=False).ledger().files
    except IndexUnavailable:
        return
    sources = [file.source for file in files if file.report_id]
    if sources and not any((destination.corpus / source).exists() for source in sources):
        raise CorpusError(
            f"{destination.corpus} holds none of the reports in the index any more, and all of them would leave it.",
            hint="Bring the folder back, as by connecting its drive, or name another index with --index.",
        )


def _refuse_to_overwrite(paths: Sequence[Path], corpus: Path) -> None:
    for path in paths:
        if is_taken(path.name, path.read_bytes(), corpus):
            raise CorpusError(
                f"{corpus} already holds another file called {path.name}.",
                hint="Rename the new file, or replace the old one with --replace.",
            )
