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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from indexer.errors import CorpusError, PrecedentError, ReadingRefused, StorageFailed
from indexer.progress import BuildProgress
from indexer.records import ElementKind, Report

if TYPE_CHECKING:
    from indexer.building.addition import Destination
    from indexer.building.build import BuildResult


NAME_LENGTH_LIMIT_BYTES = 200
"""File systems take 255 bytes, of which the copy under way needs some for its own ending."""

_SIGNS_REFUSED = frozenset('<>:"|?*')
"""Windows has no such file names, and a folder of reports may be carried there."""

_NAMES_IGNORED = frozenset({"thumbs.db", "desktop.ini"})
_PREFIXES_IGNORED = (".", "~$")
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_RENAME = "Rename the file and choose it again."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as sent. `identity` tells it from every other upload, `name` is as the browser gave it."""

    identity: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Understood:
    """What one upload would become. `report` is None where it was refused, and then `refusal` says why."""

    name: str
    report: Report | None = None
    chunks: int = 0
    refusal: str = ""

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
        return "it holds signs that cannot be seen"
    if _SIGNS_REFUSED & set(name):
        return 'it holds one of < > : " | ? *'
    if name.startswith(_PREFIXES_IGNORED) or name.casefold() in _NAMES_IGNORED:
        return "files called so are the system's and are never read as reports"
    if name != name.strip() or name.endswith("."):
        return "it begins or ends with a space, or ends with a full stop"
    if PureWindowsPath(name).name.partition(".")[0].strip().casefold() in _DEVICES:
        return "Windows keeps it for a device"
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
        raise CorpusError(f"“{typed}” is no folder: {error}.", hint="Type another.") from error
    if not whole:
        raise CorpusError(f"“{typed}” is not a whole path.", hint="Type one, such as ~/Reports.")
    if not usable:
        raise CorpusError(f"{folder} is a file, not a folder.", hint="Type another.")
    if among_samples:
        raise CorpusError(f"{folder} holds the samples.", hint="Type a folder for your own reports.")
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
    uploads: Sequence[Upload], known: Mapping[str, Understood], progress: BuildProgress
) -> dict[str, Understood]:
    """Identity -> what each upload is understood as, in order; what is `known` is not read again.

    Of files of one name, only the first is read; letters that differ only in case are one name, as on Windows.
    """
    from indexer.building.addition import preview_files

    found: dict[str, Understood] = {}
    unread: list[Upload] = []
    names: set[str] = set()
    for upload in uploads:
        refusal = _refusal(upload.name, names)
        found[upload.identity] = refusal or known.get(upload.identity) or Understood(upload.name)
        if refusal is None and upload.identity not in known:
            unread.append(upload)
    with laid_out(unread) as paths:
        previews = preview_files(paths.values(), progress) if unread else []
    for identity, preview in zip(paths, previews, strict=True):
        refusal_words = str(preview.refusal) if preview.refusal else ""
        found[identity] = Understood(preview.path.name, preview.report, preview.chunks, refusal_words)
    return found


def _refusal(sent: str, names: set[str]) -> Understood | None:
    """The refusal of a name, or None, and then it is among `names`."""
    try:
        name = file_name(sent)
    except ReadingRefused as refusal:
        return Understood(sent, refusal=str(refusal))
    if name.casefold() in names:
        return Understood(name, refusal=f"Another of the files is called the same. {_RENAME}")
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


class AdditionJob:
    """One addition, at work from the moment it is made. Implements indexer.progress.BuildProgress.

    `stage` may be read at any time. Once `wait` has said True, either `result` or `error` is set.
    """

    def __init__(self, uploads: Sequence[Upload], destination: Destination, *, replace: bool) -> None:
        self.names = tuple(file_name(upload.name) for upload in uploads)
        self.destination = destination
        self.stage: Stage | None = None
        self._stages: dict[str, Stage] = {}
        self.result: BuildResult | None = None
        self.error: PrecedentError | None = None
        self._thread = threading.Thread(target=self._run, args=(tuple(uploads), replace), name="add", daemon=True)
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

    def _run(self, uploads: Sequence[Upload], replace: bool) -> None:
        from indexer.building.addition import add_files

        try:
            with laid_out(uploads) as paths:
                self.result = add_files(list(paths.values()), self.destination, replace=replace, progress=self)
        except PrecedentError as error:
            self.error = error
        except Exception:
            log.exception("adding reports failed")
            self.error = PrecedentError(
                "Something went wrong in adding the reports, and it has been noted in the log.",
                hint="What was published before stands. Try again.",
            )
