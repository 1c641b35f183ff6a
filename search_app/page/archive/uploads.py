"""Files that a browser sends: under which names they may be kept, and what each is understood as.

Whoever serves the page says whether reports may be added, and to which folder. The names of the files are data: a
report that somebody was sent may be called anything.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import stat
import threading
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from indexer.errors import CorpusError, PrecedentError, ReadingRefused, StorageFailed
from indexer.progress import BuildProgress
from indexer.records import ElementKind, Report
from indexer.storage.ledger import Ledger, Outcome

if TYPE_CHECKING:
    from indexer.building.addition import Destination
    from indexer.building.build import BuildResult
    from indexer.building.removal import Removal
    from indexer.building.versions import Told
    from indexer.storage.manifest import Manifest

NAME_LENGTH_LIMIT_BYTES = 200
"""File systems take 255 bytes, of which the copy under way needs some for its own ending."""

_SIGNS_REFUSED = frozenset('<>:"|?*')
"""Windows has no such file names, and a folder of reports may be carried there."""

_NAMES_IGNORED = frozenset({"thumbs.db", "desktop.ini", "sources.csv"})
_PREFIXES_IGNORED = (".", "~$")
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_PUBLISHED_WITHIN = timedelta(days=366)
"""A report comes out some months after its inspection; two that lie further apart are of two."""

_RENAME = "Rename the file and choose it again."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as sent. `identity` tells it from every other upload, `name` is as the browser gave it."""

    identity: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Understood:
    """What one upload would become. `report` is None where it was refused, and then `refusal` says why.

    `held_as` names the file of the archive that is the same byte by byte, `held` is its report where it has one, and
    `same_inspection` are the reports of the archive that seem to be of the same inspection. `like`, `adds` and
    `undecided` are of its Preview.
    """

    name: str
    report: Report | None = None
    chunks: int = 0
    refusal: str = ""
    held_as: str = ""
    held: Report | None = None
    same_inspection: tuple[Report, ...] = ()
    like: str = ""
    adds: bool = True
    undecided: bool = False

    @property
    def can_be_added(self) -> bool:
        """Whether it was read and is not held already."""
        return self.report is not None and not self.held_as and self.adds

    @property
    def asked_about(self) -> bool:
        """Whether the archive may hold it already, in a way that a person has to decide."""
        return self.undecided or (bool(self.same_inspection) and not self.like)

    @property
    def numbered(self) -> int:
        """How many of its paragraphs are numbered."""
        return sum(element.kind is ElementKind.PARAGRAPH for element in self.report.elements) if self.report else 0


def file_name(sent: str) -> str:
    """The name under which a file sent as `sent` is kept: its last part alone, composed.

    Raises ReadingRefused with "odd-name" where no system, or not every system, would keep and read such a file.
    """
    name = unicodedata.normalize("NFC", sent.replace("\\", "/").rpartition("/")[2])
    reason = _oddness(name)
    if reason:
        raise ReadingRefused("odd-name", f"The file cannot be kept under its name, because {reason}.", hint=_RENAME)
    return name


def _oddness(name: str) -> str:
    if not name.strip(". "):
        return "it has none"
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in name):
        return "it contains invisible characters"
    if _SIGNS_REFUSED & set(name):
        return 'it contains one of < > : " | ? *'
    if name.startswith(_PREFIXES_IGNORED) or name.casefold() in _NAMES_IGNORED:
        return "files with such names belong to the system and are never read as reports"
    if name != name.strip() or name.endswith("."):
        return "it begins or ends with a space, or ends with a full stop"
    if PureWindowsPath(name).name.partition(".")[0].strip().casefold() in _DEVICES:
        return "Windows reserves it for a device"
    if len(name.encode()) > NAME_LENGTH_LIMIT_BYTES:
        return f"it has more than {NAME_LENGTH_LIMIT_BYTES} bytes"
    return ""


def own_folder(typed: str, samples: Path | None) -> Path:
    """The folder that was typed, with "~" for the home folder.

    Raises CorpusError where it is none, not a whole path, a file, or the folder of the `samples`, if any.
    """
    try:
        folder = Path(typed.strip()).expanduser()
        whole = bool(typed.strip()) and folder.is_absolute()
        usable = folder.is_dir() or not folder.exists()
        among_samples = samples is not None and folder.resolve() == samples.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise CorpusError(f"“{typed}” is not a folder: {error}.", hint="Type another.") from error
    if not whole:
        raise CorpusError(f"“{typed}” is not a full path.", hint="Type one, such as ~/Reports.")
    if not usable:
        raise CorpusError(f"{folder} is a file, not a folder.", hint="Type another.")
    if among_samples:
        raise CorpusError(f"{folder} holds the samples.", hint="Type a folder for your own reports.")
    return folder


def folder_of_the_archive(manifest: Manifest) -> Path:
    """The folder that the archive was built from. Raises CorpusError where it is gone.

    A new one in its place would hold only what is added, and every report so far would leave the archive.
    """
    folder = Path(manifest.corpus)
    if not folder.is_dir():
        raise CorpusError(
            f"The folder “{folder.name}” with the reports of this archive cannot be found, so nothing can be added.",
            hint="Whoever keeps the archive has to bring it back, or to build the archive from where it is now.",
        )
    return folder


_PREFIX = "precedent-"
_LEFT = re.compile(rf"{_PREFIX}(\d{{1,9}})-\w+\Z")


def remove_what_was_left() -> None:
    """Removes uploads of this user's in the temporary folder whose process was killed: reports may be confidential."""
    if os.name != "posix":  # elsewhere asking after a process may end it
        return
    for folder in Path(gettempdir()).glob(f"{_PREFIX}*"):
        left = _LEFT.match(folder.name)
        if left is None or _is_alive(int(left[1])):
            continue
        with suppress(OSError):
            status = folder.lstat()
            if stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid():
                shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        return True
    return True


@contextmanager
def laid_out(uploads: Sequence[Upload]) -> Iterator[dict[str, Path]]:
    """Identity -> file: the uploads in a temporary folder, which is removed when the block ends.

    Raises StorageFailed where they cannot be written, ReadingRefused as `file_name` does.
    """
    remove_what_was_left()
    with TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        paths = {}
        for upload in uploads:
            path = paths[upload.identity] = Path(folder) / file_name(upload.name)
            try:
                path.write_bytes(upload.content)
            except OSError as error:
                raise StorageFailed(
                    f"{path.name} could not be written to {folder}: {error.strerror or error}.",
                    hint="Free some space, and choose the files again.",
                ) from error
        yield paths


def understand(
    uploads: Sequence[Upload], known: Mapping[str, Understood], progress: BuildProgress, index: Path | None = None
) -> dict[str, Understood]:
    """Identity -> what each upload is understood as, in order; what is `known` is not read again. Each is held against
    the reports in `index`, if one is given.

    Of files of one name, only the first is read; letters that differ only in case are one name, as on Windows.
    """
    from indexer.building.addition import preview_files

    found: dict[str, Understood] = {}
    unread: list[Upload] = []
    names: set[str] = set()
    contents: dict[bytes, str] = {}
    for upload in uploads:
        twin = contents.setdefault(upload.content, upload.name)
        refusal = _refusal(upload.name, names)
        if refusal is None and twin != upload.name:
            refusal = Understood(upload.name, refusal=f"It is the same file as {twin}, byte for byte.")
        found[upload.identity] = refusal or known.get(upload.identity) or Understood(upload.name)
        if refusal is None and upload.identity not in known:
            unread.append(upload)
    with laid_out(unread) as paths:
        previews = preview_files(paths.values(), progress, index) if unread else []
    for identity, preview in zip(paths, previews, strict=True):
        refusal_words = str(preview.refusal) if preview.refusal else ""
        found[identity] = Understood(
            preview.path.name, preview.report, preview.chunks, refusal_words,
            like=preview.like, adds=preview.adds, undecided=preview.undecided,
        )  # fmt: skip
    return found


def compare_with_archive(file: Understood, reports: Sequence[Report], ledger: Ledger | None) -> Understood:
    """`file` with what the archive holds of it: the same bytes, or reports that seem to be of the same inspection."""
    if file.report is None:
        return file
    sha256 = file.report.sha256
    same = next((each for each in ledger.files if each.sha256 == sha256), None) if ledger else None
    if same is not None and same.outcome is not Outcome.REFUSED:
        held = next((report for report in reports if report.report_id == same.report_id), None)
        return replace(file, held_as=same.source, held=held)
    # A file of the same name takes the place of the one before, which is asked about by itself.
    others = (report for report in reports if report.source != file.name)
    return replace(
        file, held_as="", held=None, same_inspection=tuple(r for r in others if is_same_inspection(file.report, r))
    )


def is_same_inspection(new: Report, held: Report) -> bool:
    """Whether two reports seem to be of one inspection: of one area, and of one date as far as both state one.

    A part of a report often states less than the whole, so what only one of them states speaks for neither.
    """
    if not new.area or not held.area or new.area.casefold() != held.area.casefold():
        return False
    if new.type and held.type and new.type != held.type:
        return False
    pairs = [
        (new.published, held.published),
        (new.inspection_end or new.inspection_start, held.inspection_end or held.inspection_start),
    ]
    stated = [first == second for first, second in pairs if first and second]
    dates = [day for day in (new.dated, held.dated) if day]
    apart = abs(dates[0] - dates[-1]) if dates else timedelta()
    return any(stated) or (not stated and apart < _PUBLISHED_WITHIN)


def _refusal(sent: str, names: set[str]) -> Understood | None:
    """The refusal of a name, or None, and then it is among `names`."""
    try:
        name = file_name(sent)
    except ReadingRefused as refusal:
        return Understood(sent, refusal=str(refusal))
    if name.casefold() in names:
        return Understood(name, refusal=f"Another of the files has the same name. {_RENAME}")
    names.add(name.casefold())
    return None


# Taking reports in beside the page: it goes on to its end even where the visitor leaves or clicks elsewhere.

log = logging.getLogger("precedent.page")


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a build is: `done` of `total` of `unit`."""

    name: str
    done: int
    total: int
    unit: str


class _Job:
    """Work on the archive, begun the moment it is made. Implements indexer.progress.BuildProgress.

    `stage` may be read at any time. Once `wait` has said True, `error` is set, or the work was done. `key` tells this
    job from every other.
    """

    def __init__(self, work: Callable[[], None], failed: str) -> None:
        self.key = uuid.uuid4().hex
        self.stage: Stage | None = None
        self._stages: dict[str, Stage] = {}
        self.error: PrecedentError | None = None
        self._work, self._failed = work, failed
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Waits at most so long; returns whether the work has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def start(self, stage: str, total: int, unit: str) -> None:
        known = self._stages.get(stage)
        self.stage = self._stages[stage] = Stage(stage, known.done if known else 0, total, unit)

    def advance(self, stage: str, amount: int) -> None:
        known = self._stages[stage]
        self.stage = self._stages[stage] = replace(known, done=known.done + amount)

    def note(self, message: str) -> None:
        """Leaves it to the ledger."""

    def _run(self) -> None:
        try:
            self._work()
        except PrecedentError as error:
            self.error = error
        except Exception:
            log.exception("%s failed", self._failed)
            self.error = PrecedentError(
                f"Something went wrong while {self._failed}, and it has been noted in the log.",
                hint="The archive is as it was before. Try again.",
            )


class AdditionJob(_Job):
    """One addition; `result` is there once it was done."""

    def __init__(
        self, uploads: Sequence[Upload], destination: Destination, *, replace: bool, told: Told | None = None
    ) -> None:
        self.names = tuple(file_name(upload.name) for upload in uploads)
        self.destination = destination
        self.result: BuildResult | None = None
        self._uploads, self._replace, self._told = tuple(uploads), replace, told
        super().__init__(self._add, "adding the reports")

    def _add(self) -> None:
        from indexer.building.addition import add_files

        with laid_out(self._uploads) as paths:
            self.result = add_files(
                list(paths.values()), self.destination, replace=self._replace, told=self._told, progress=self
            )


class RemovalJob(_Job):
    """One report taken out of the archive; `removal` is there once it was done."""

    def __init__(self, report: Report, destination: Destination) -> None:
        self.report, self.destination = report, destination
        self.removal: Removal | None = None
        super().__init__(self._remove, "removing the report")

    def _remove(self) -> None:
        from indexer.building.removal import remove_report

        self.removal = remove_report(self.report.source, self.destination, progress=self)


class UndoJob(_Job):
    """A removal taken back."""

    def __init__(self, removed: RemovalJob) -> None:
        self.report = removed.report
        self._removed = removed
        super().__init__(self._undo, "undoing the removal")

    def _undo(self) -> None:
        from indexer.building.removal import undo_removal

        if self._removed.removal is not None:
            undo_removal(self._removed.removal, self._removed.destination, progress=self)
