"""Which files of a folder are to be read, in which order, under which ids.

Only real files inside the folder are read: a link that leads out of it is not followed, because what is
indexed must be what the folder holds. What is not read is listed all the same, so that nothing is dropped
in silence. Whether a file is a report is decided by its content, in `reading`.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import CorpusError
from indexer.reading.sources import SOURCES_FILE
from indexer.records import ReportId

READINGS_FILE = "readings.toml"
"""What the archive's keeper has corrected, at the top of the folder; it is no report."""

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_LOCK_PREFIXES = (".", "~$")
_HASH_BLOCK_BYTES = 1024 * 1024
_SUFFIX_LENGTH = 6


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file as found. `source` is its path inside the folder with forward slashes; `sha256` is of its bytes.

    `unreadable` is the system's reason where the file could not be opened, `odd` why it is none that is read at all,
    such as a pipe; then `sha256` is "".
    """

    path: Path
    source: str
    sha256: str
    size_bytes: int
    unreadable: str | None = None
    odd: str | None = None


def list_corpus(folder: Path) -> list[CorpusFile]:
    """Every candidate file under `folder`, sorted by source.

    Raises CorpusError where the folder does not exist, is not a folder, cannot be listed, or holds no file.
    """
    require_folder(folder)
    try:
        entries = sorted(_walk(folder.resolve()), key=lambda entry: entry[0])
    except OSError as error:
        raise CorpusError(
            f"The folder {folder} cannot be listed: {error.strerror}.", hint="Check its permissions."
        ) from error
    if not entries:
        raise CorpusError(
            f"The folder {folder} holds no files.",
            hint="Put reports in it as PDF, Word, HTML, Markdown or text, then run the command again.",
        )
    return [
        CorpusFile(path, source, "", 0, odd=odd) if odd else _describe(path, source) for source, path, odd in entries
    ]


def require_folder(folder: Path) -> None:
    """Raises CorpusError where `folder` does not exist or is not a folder."""
    try:
        there, is_folder = folder.exists(), folder.is_dir()
    except OSError as error:
        raise CorpusError(
            f"The folder {folder} cannot be opened: {error.strerror or error}.", hint="Check its permissions."
        ) from error
    if not there:
        raise CorpusError(
            f"There is no folder {folder}.", hint="Check the spelling, or create it and put reports in it."
        )
    if not is_folder:
        raise CorpusError(f"{folder} is a file, not a folder.", hint="Name the folder that the report is in.")


def _walk(root: Path) -> Iterator[tuple[str, Path, str | None]]:
    """Source and path of every candidate under `root`, and why it is not read, if so. Raises OSError.

    An archive of thousands of files is listed for each report that is added, so what the system says of an entry while
    it lists it is not asked for again.
    """
    pending = [(str(root), "")]
    while pending:
        folder, below = pending.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                is_ours = not below and entry.name == READINGS_FILE
                if is_ours or entry.name.startswith(_LOCK_PREFIXES) or entry.name.lower() in _SYSTEM_FILES:
                    continue
                if not below and entry.name == SOURCES_FILE:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append((entry.path, f"{below}{entry.name}/"))
                else:
                    yield _printable(below + entry.name), Path(entry.path), _oddness(entry, below, root)


def _printable(source: str) -> str:
    """A name of any bytes as text that can be stored and shown."""
    return os.fsencode(source).decode("utf-8", "backslashreplace")


def _oddness(entry: os.DirEntry[str], below: str, root: Path) -> str | None:
    """Why an entry that is no folder is not read; None where it is."""
    source = below + entry.name
    if _printable(source) != source:
        return "its name is not written in UTF-8"
    if entry.is_symlink():
        return _oddness_of_link(Path(entry.path), root)
    return None if entry.is_file(follow_symlinks=False) else "it is a pipe, a socket or a device, not a file"


def _oddness_of_link(link: Path, root: Path) -> str | None:
    try:
        # No link to a folder is walked into, so that only a file that is a link itself can lead out.
        target = link.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError):  # 3.11 and 3.12 raise RuntimeError for a link to itself
        return "it is a link that leads nowhere"
    if not target.is_relative_to(root):
        return "it is a link that leads out of the folder"
    return None if stat.S_ISREG(mode) else "it is a link to something that is not a file"


def _describe(path: Path, source: str) -> CorpusFile:
    digest, size_bytes = hashlib.sha256(), 0
    try:
        with path.open("rb", buffering=0) as stream:
            while block := stream.read(_HASH_BLOCK_BYTES):
                digest.update(block)
                size_bytes += len(block)
    except OSError as error:
        return CorpusFile(path, source, "", 0, unreadable=error.strerror or "it cannot be opened")
    return CorpusFile(path, source, digest.hexdigest(), size_bytes)


def assign_ids(files: Iterable[CorpusFile], known: Mapping[str, ReportId]) -> dict[str, ReportId]:
    """Source -> id. A source in `known` keeps its id, so that links made yesterday still work.

    A new file is named after itself; where that name is taken, the start of its hash is added.
    """
    files = list(files)
    ids = {file.source: known[file.source] for file in files if file.source in known}
    taken = set(ids.values())
    for file in files:
        if file.source in ids:
            continue
        slug = name_report(file.source)
        if slug in taken:
            slug = ReportId(f"{slug}-{hashlib.sha256(file.source.encode()).hexdigest()[:_SUFFIX_LENGTH]}")
        ids[file.source] = slug
        taken.add(slug)
    return ids


def name_report(source: str) -> ReportId:
    """The id that a file of this name has as long as no other file claims it."""
    stem = Path(source).stem
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return ReportId(slug or "report")
