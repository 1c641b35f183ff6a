"""A build of many new files in parts, so that memory does not grow with their number, and that a kill loses one part.

Each part is written as a generation of an index of its own inside the index folder, where no reader looks, and the next
part carries its segments over. The last one is published where it belongs. A build that was killed goes on with the
parts that are there, as long as what is published has not changed meanwhile.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from indexer.building.previous import Previous
from indexer.progress import READING, BuildProgress
from indexer.reading.corpus import CorpusFile

FILES_AT_ONCE = 512
"""New files of one part: some 60,000 paragraphs of inspection reports, which take 700 MB until they are written."""

UNFINISHED_FOLDER = ".unfinished"
_BASE_FILE = "BASE"

OpenPrevious = Callable[[Path], Previous]


def new_files(files: Sequence[CorpusFile], previous: Previous) -> list[CorpusFile]:
    """Those that the last generation does not know as they are now."""
    return [file for file in files if previous.outcome(file.source, file.sha256) is None]


def parts_of(files: Sequence[CorpusFile], new: Sequence[CorpusFile]) -> Iterator[tuple[CorpusFile, ...]]:
    """For each part but the last the files that it holds: all that are not new, and ever more of those that are."""
    for end in range(FILES_AT_ONCE, len(new), FILES_AT_ONCE):
        later = {file.source for file in new[end:]}
        yield tuple(file for file in files if file.source not in later)


class Unfinished:
    """The index of parts inside an index folder. Call with the lock held."""

    def __init__(self, index: Path, base: Previous) -> None:
        """Removes what is there of a build that something else was published after."""
        self.folder = index / UNFINISHED_FOLDER
        self._base = base.folder.name if base.folder is not None else ""
        if self.folder.exists() and self._begun_with() != self._base:
            self.remove()

    @property
    def is_there(self) -> bool:
        """Whether a build was begun and not ended."""
        return self.folder.exists()

    def begin(self) -> None:
        """Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / _BASE_FILE).write_text(self._base, encoding="utf-8")

    def previous(self, base: Previous, open_previous: OpenPrevious) -> Previous:
        """What the next part borrows from: the last part, or what is published where there is none."""
        last = open_previous(self.folder) if self.is_there else base
        return base if last.folder is None else last

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _begun_with(self) -> str | None:
        try:
            return (self.folder / _BASE_FILE).read_text(encoding="utf-8")
        except OSError:
            return None


class ProgressOfParts:
    """Tells of several parts as of one build; implements `BuildProgress`."""

    def __init__(self, progress: BuildProgress, files: int) -> None:
        self._progress = progress
        self._files = files
        self._before = Counter[str]()
        self._totals = Counter[str]()
        self._read = self._told = 0

    def next_part(self) -> None:
        """What comes now is counted beyond what was; files that are looked at again are not."""
        self._before += self._totals
        self._totals.clear()
        self._read = 0

    def start(self, stage: str, total: int, unit: str) -> None:
        self._totals[stage] = total
        self._progress.start(stage, self._files if stage == READING else self._before[stage] + total, unit)

    def advance(self, stage: str, amount: int) -> None:
        if stage == READING:
            self._read += amount
            amount = max(0, self._read - self._told)
            self._told += amount
        if amount:
            self._progress.advance(stage, amount)

    def note(self, message: str) -> None:
        self._progress.note(message)
