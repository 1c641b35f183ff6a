"""What a generation says about itself: versions, counts, and size and SHA-256 of every file in it."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import re
import stat
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, NamedTuple

from indexer.arrays.cores import allowed_cores
from indexer.errors import IndexDamaged, IndexFormatMismatch, IndexMissing, IndexUnavailable
from indexer.keyword.segments import POSTINGS_FILE

log = logging.getLogger("precedent.storage")

FORMAT_VERSION = 7
"""Raised when a generation written before can no longer be read, or a program of before would read one wrongly; the
index is then built anew from the corpus."""

MANIFEST_FILE = "manifest.json"
CURRENT_FILE = "CURRENT"
ORIGIN_FILE = "ledger.json"
"""Tells a second time what the generation was made from, for when the manifest is damaged."""

GENERATION = re.compile(r"gen-(\d+)-[0-9a-f]{8}\Z")

_REBUILD = "Build it with: precedent index CORPUS --index {index}"
_UP_TO_DATE = "Fix it with: precedent index --index {index}"

_told: set[str] = set()
"""What was warned of in this process: a server asks at every search."""


@dataclass(frozen=True, slots=True)
class FileSum:
    """`modified_ns` is the file's own time, by which a file that nobody wrote to since is known without reading it."""

    size_bytes: int
    sha256: str
    modified_ns: int


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment: its folder inside the generation, and how many of what it holds."""

    name: str
    reports: int
    chunks: int
    numbered: int
    samples: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`model`, `model_revision` and `dimensions` are None in an index built for keyword search alone.

    `versions` names the reader, language and analyser that made the contents; `corpus` is the folder as it was
    given to the build; `segments` are in the order of their ordinals; `files` maps paths inside the generation,
    with forward slashes, to their sums.
    """

    number: int
    created: str
    corpus: str
    corpus_sha256: str
    model: str | None
    model_revision: str | None
    dimensions: int | None
    versions: dict[str, str]
    segments: tuple[SegmentEntry, ...]
    files: dict[str, FileSum]
    format_version: int = FORMAT_VERSION

    @property
    def reports(self) -> int:
        return sum(segment.reports for segment in self.segments)

    @property
    def chunks(self) -> int:
        return sum(segment.chunks for segment in self.segments)

    @property
    def numbered(self) -> int:
        """How many chunks are numbered paragraphs."""
        return sum(segment.numbered for segment in self.segments)

    @property
    def samples(self) -> int:
        """How many reports are invented ones."""
        return sum(segment.samples for segment in self.segments)

    @property
    def only_samples(self) -> bool:
        """Whether nobody's own reports are in it."""
        return 0 < self.reports == self.samples

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False).encode()


def sum_files(folder: Path, known: Mapping[str, FileSum]) -> dict[str, FileSum]:
    """Size and SHA-256 of every file under `folder` but the manifest itself; those that are `known` are not read."""
    return {
        name: known.get(name) or _sum_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST_FILE
        for name in [path.relative_to(folder).as_posix()]
    }


def open_regular(path: Path) -> BufferedReader:
    """Opens a file to read. Raises OSError where it is a pipe or a device, instead of waiting for it."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return os.fdopen(handle, "rb")


def read_regular(path: Path) -> bytes:
    """The content of a file; raises OSError as `open_regular` does."""
    with open_regular(path) as stream:
        return stream.read()


def _sum_file(path: Path) -> FileSum:
    with open_regular(path) as stream:
        status = os.fstat(stream.fileno())
        return FileSum(status.st_size, hashlib.file_digest(stream, "sha256").hexdigest(), status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Current:
    """The generation that counts. `note` says, in words, why it is not the one that CURRENT names; else it is ""."""

    folder: Path
    note: str = ""


def generation_names(index: Path) -> list[str]:
    """Every generation that lies in `index`, published or not, oldest first.

    Raises IndexDamaged where the folder cannot be listed: that is not the same as nothing being there.
    """
    try:
        return sorted(path.name for path in index.iterdir() if GENERATION.match(path.name))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise IndexDamaged(f"The index folder {index} cannot be listed: {error.strerror or error}.") from error


def published_folder(index: Path) -> Path:
    """The folder of the generation that CURRENT names.

    Raises IndexMissing where nothing was ever published here, and IndexDamaged where that cannot be told.
    """
    pointer, mend = index / CURRENT_FILE, _UP_TO_DATE.format(index=index)
    try:
        name = read_regular(pointer).decode("utf-8").strip()
        if GENERATION.match(name) and _is_folder(index / name):
            return index / name
    except FileNotFoundError:
        if generation_names(index):
            raise IndexDamaged(f"{pointer} is missing.", hint=mend) from None
        raise IndexMissing(f"There is no index in {index} yet.", hint=_REBUILD.format(index=index)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{pointer} cannot be read: {error}.", hint=mend) from error
    raise IndexDamaged(f"{pointer} names {name!r}, but there is no such generation.", hint=mend)


def _is_folder(path: Path) -> bool:
    """Raises OSError where it cannot be told."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError:
        return False


def find_current(index: Path) -> Current:
    """The generation that CURRENT names or, where CURRENT cannot be read, the newest whole one, which is said once.

    Raises IndexMissing where nothing was ever published, IndexDamaged where there is no whole generation.
    """
    try:
        return Current(published_folder(index))
    except IndexDamaged as damage:
        folder = newest_whole(index, generation_names(index))
        if folder is None:
            raise
        note = f"{damage.message} {folder.name}, the newest complete generation, is used instead. {damage.hint}".strip()
        if note not in _told:
            _told.add(note)
            log.warning("%s", note)
        return Current(folder, note)


def current_folder(index: Path) -> Path:
    """The folder of the generation that counts; raises as `find_current` does."""
    return find_current(index).folder


def newest_whole(index: Path, names: Sequence[str], *, thorough: bool = False) -> Path | None:
    """The newest of these generations whose manifest and files agree, None where there is none."""
    for name in reversed(names):
        folder = index / name
        try:
            if not verify_files(folder, read_manifest(folder), thorough=thorough):
                return folder
        except IndexUnavailable:
            continue
    return None


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the generation in `folder`.

    Raises IndexFormatMismatch where another version of Precedent wrote it, IndexDamaged where it is no manifest.
    """
    path = folder / MANIFEST_FILE
    rebuild = _UP_TO_DATE.format(index=folder.parent)
    try:
        content = read_regular(path)
        value: dict[str, Any] = json.loads(content)
        found = value["format_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"The manifest {path} cannot be read: {error}.", hint=rebuild) from error
    if found != FORMAT_VERSION:
        raise IndexFormatMismatch(
            f"The index in {folder.parent} has format {found}; this version of Precedent reads format "
            f"{FORMAT_VERSION}.",
            hint=rebuild,
        )
    _refuse_altered(path, content)
    try:
        files = {name: FileSum(**entry) for name, entry in value.pop("files").items()}
        segments = tuple(SegmentEntry(**entry) for entry in value.pop("segments"))
        return Manifest(**value, segments=segments, files=files)
    except (TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(f"The manifest {path} is incomplete: {error}.", hint=rebuild) from error


def generation_name(number: int, manifest: bytes) -> str:
    """What the folder of a generation with this manifest is called; so the name proves the manifest."""
    return f"gen-{number:06d}-{hashlib.sha256(manifest).hexdigest()[:8]}"


def _refuse_altered(path: Path, content: bytes) -> None:
    """Raises IndexDamaged where the manifest in a published generation is not the one that it was named after."""
    name = path.parent.name
    if GENERATION.match(name) and not name.endswith(hashlib.sha256(content).hexdigest()[:8]):
        raise IndexDamaged(
            f"The manifest {path} has been altered: its SHA-256 differs from the folder's name.",
            hint=_UP_TO_DATE.format(index=path.parent.parent),
        )


def _read_manifest_json(folder: Path) -> Any:
    content = read_regular(folder / MANIFEST_FILE)
    _refuse_altered(folder / MANIFEST_FILE, content)
    return json.loads(content)


def _read_origin_json(folder: Path) -> Any:
    return json.loads(read_regular(folder / ORIGIN_FILE))["origin"]


class LastOrigin(NamedTuple):
    """What the published generation was made from; `model` is None in one for keyword search alone."""

    corpus: str
    model: str | None
    only_samples: bool


def last_origin(index: Path) -> LastOrigin | None:
    """What the published generation was made from, of whatever format; None where nothing was ever published.

    Raises IndexDamaged where it cannot be told: an archive must not be built anew from another folder.
    """
    try:
        folder = current_folder(index)
    except IndexMissing:
        return None
    for read in (_read_manifest_json, _read_origin_json):
        try:
            value = read(folder)
            reports, samples = (sum(segment[name] for segment in value["segments"]) for name in ("reports", "samples"))
            return LastOrigin(str(value["corpus"]), value["model"], 0 < reports == samples)
        except (IndexDamaged, OSError, ValueError, KeyError, TypeError):
            continue
    raise IndexDamaged(
        f"The index in {index} cannot be read, so it is not known which folder it was built from.",
        hint=f"Name that folder: precedent index FOLDER --index {index}",
    )


def is_answered_without(path: Path) -> bool:
    """Whether `path` would hold keyword arrays and is not there: Whoosh then answers, slowly."""
    return path.name == POSTINGS_FILE and not path.exists()


def verify_files(folder: Path, manifest: Manifest, *, thorough: bool = False) -> list[str]:
    """What is wrong with the files of a generation, in words; empty where every sum agrees.

    A file of the size and time that the manifest names is read only where `thorough`: what a disk loses by itself is
    found then, and what somebody writes always. Keyword arrays that are not there are told only where `thorough`:
    Whoosh answers without them.
    """
    return list(damaged_files(folder, manifest, thorough=thorough).values())


def damaged_files(folder: Path, manifest: Manifest, *, thorough: bool = False) -> dict[str, str]:
    """Name -> what is wrong with it, for each file of a generation that is not as the manifest says."""

    def wrong(name: str) -> str:
        path, expected = folder / name, manifest.files[name]
        if not thorough and is_answered_without(path):
            return ""
        try:
            status = path.stat()
            known = stat.S_ISREG(status.st_mode) and status.st_size == expected.size_bytes
            if not thorough and known and status.st_mtime_ns == expected.modified_ns:
                return ""
            found = _sum_file(path)
        except OSError as error:
            return f"{path} cannot be read: {error.strerror or error}"
        if found.size_bytes != expected.size_bytes:
            return f"{path} has {found.size_bytes} bytes instead of {expected.size_bytes}"
        if found.sha256 != expected.sha256:
            return f"{path} has been altered: its SHA-256 differs from the manifest's"
        return ""

    if not thorough:
        return {name: problem for name in manifest.files if (problem := wrong(name))}
    with ThreadPoolExecutor(max_workers=allowed_cores()) as threads:  # summing lets go of the interpreter
        problems = threads.map(wrong, manifest.files)
        return {name: problem for name, problem in zip(manifest.files, problems, strict=True) if problem}
