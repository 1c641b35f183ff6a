"""What a generation says about itself: versions, counts, and size and SHA-256 of every file in it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.errors import IndexDamaged, IndexFormatMismatch, IndexMissing
from indexer.keyword.segments import POSTINGS_FILE

FORMAT_VERSION = 6
"""Raised when a generation written before can no longer be read, or a program of before would read one wrongly; the
index is then built anew from the corpus."""

MANIFEST_FILE = "manifest.json"
CURRENT_FILE = "CURRENT"
_REBUILD = "Build it with: precedent index CORPUS --index {index}"


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


def _sum_file(path: Path) -> FileSum:
    with path.open("rb") as stream:
        status = os.fstat(stream.fileno())
        return FileSum(status.st_size, hashlib.file_digest(stream, "sha256").hexdigest(), status.st_mtime_ns)


def current_folder(index: Path) -> Path:
    """The folder of the published generation.

    Raises IndexMissing where nothing was ever published, IndexDamaged where CURRENT points at nothing.
    """
    rebuild = _REBUILD.format(index=index)
    try:
        name = (index / CURRENT_FILE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(f"There is no index in {index} yet.", hint=rebuild) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{index / CURRENT_FILE} cannot be read: {error}.", hint=rebuild) from error
    folder = index / name
    if not name.startswith("gen-") or "/" in name or "\\" in name or not folder.is_dir():
        raise IndexDamaged(f"{index / CURRENT_FILE} names {name!r}, and there is no such generation.", hint=rebuild)
    return folder


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the generation in `folder`.

    Raises IndexFormatMismatch where another version of Precedent wrote it, IndexDamaged where it is no manifest.
    """
    path = folder / MANIFEST_FILE
    rebuild = _REBUILD.format(index=folder.parent)
    try:
        value: dict[str, Any] = json.loads(path.read_bytes())
        found = value["format_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"The manifest {path} cannot be read: {error}.", hint=rebuild) from error
    if found != FORMAT_VERSION:
        raise IndexFormatMismatch(
            f"The index in {folder.parent} has format {found}; this version of Precedent reads format "
            f"{FORMAT_VERSION}.",
            hint=rebuild,
        )
    try:
        files = {name: FileSum(**entry) for name, entry in value.pop("files").items()}
        segments = tuple(SegmentEntry(**entry) for entry in value.pop("segments"))
        return Manifest(**value, segments=segments, files=files)
    except (TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(f"The manifest {path} is incomplete: {error}.", hint=rebuild) from error


def last_origin(index: Path) -> tuple[str, str | None] | None:
    """Folder and model of the published generation, of whatever format; None where there is none that can be read.

    An index of another format is built anew, and must not be built from another folder.
    """
    try:
        value = json.loads((current_folder(index) / MANIFEST_FILE).read_bytes())
        return value["corpus"], value["model"]
    except (IndexMissing, IndexDamaged, OSError, ValueError, KeyError, TypeError):
        return None


def is_answered_without(path: Path) -> bool:
    """Whether `path` would hold keyword arrays and is not there: Whoosh then answers, slowly."""
    return path.name == POSTINGS_FILE and not path.exists()


def verify_files(folder: Path, manifest: Manifest, *, thorough: bool = False) -> list[str]:
    """What is wrong with the files of a generation, in words; empty where every sum agrees.

    A file of the size and time that the manifest names is read only where `thorough`: what a disk loses by itself is
    found then, and what somebody writes always. Keyword arrays that are not there are told only where `thorough`:
    Whoosh answers without them.
    """
    problems = []
    for name, expected in manifest.files.items():
        path = folder / name
        if not thorough and is_answered_without(path):
            continue
        try:
            status = path.stat()
            if not thorough and (status.st_size, status.st_mtime_ns) == (expected.size_bytes, expected.modified_ns):
                continue
            found = _sum_file(path)
        except OSError as error:
            problems.append(f"{path} cannot be read: {error.strerror or error}")
            continue
        if found.size_bytes != expected.size_bytes:
            problems.append(f"{path} has {found.size_bytes} bytes instead of {expected.size_bytes}")
        elif found.sha256 != expected.sha256:
            problems.append(f"{path} has been altered: its SHA-256 differs from the manifest's")
    return problems
