"""What a generation says about itself: versions, counts, and size and SHA-256 of every file in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.errors import IndexDamaged, IndexFormatMismatch, IndexMissing

FORMAT_VERSION = 1
"""Raised when a generation written before can no longer be read; it is then built anew from the corpus."""

MANIFEST_FILE = "manifest.json"
CURRENT_FILE = "CURRENT"
_REBUILD = "Build it with: precedent index CORPUS --index {index}"


@dataclass(frozen=True, slots=True)
class FileSum:
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`model`, `model_revision` and `dimensions` are None in an index built for keyword search alone.

    `versions` names the reader, language and analyser that made the contents; `corpus` is the folder as it was
    given to the build; `files` maps paths inside the generation, with forward slashes, to their sums.
    """

    number: int
    created: str
    corpus: str
    corpus_sha256: str
    model: str | None
    model_revision: str | None
    dimensions: int | None
    versions: dict[str, str]
    reports: int
    chunks: int
    numbered: int
    samples: int
    files: dict[str, FileSum]
    format_version: int = FORMAT_VERSION

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False).encode()


def sum_files(folder: Path) -> dict[str, FileSum]:
    """Size and SHA-256 of every file under `folder` but the manifest itself."""
    return {
        path.relative_to(folder).as_posix(): _sum_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST_FILE
    }


def _sum_file(path: Path) -> FileSum:
    with path.open("rb") as stream:
        return FileSum(path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


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
        raise IndexDamaged(
            f"{index / CURRENT_FILE} names {name!r}, and there is no such generation.", hint=rebuild
        )
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
        return Manifest(**value, files=files)
    except (TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(f"The manifest {path} is incomplete: {error}.", hint=rebuild) from error


def verify_files(folder: Path, manifest: Manifest) -> list[str]:
    """What is wrong with the files of a generation, in words; empty where every sum agrees."""
    problems = []
    for name, expected in manifest.files.items():
        path = folder / name
        try:
            found = _sum_file(path)
        except OSError as error:
            problems.append(f"{path} cannot be read: {error.strerror or error}")
            continue
        if found.size_bytes != expected.size_bytes:
            problems.append(f"{path} has {found.size_bytes} bytes instead of {expected.size_bytes}")
        elif found.sha256 != expected.sha256:
            problems.append(f"{path} has been altered: its SHA-256 differs from the manifest's")
    return problems
