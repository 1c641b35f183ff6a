"""An archive as one file, and back: the folder of reports, and the generation that was made of it.

The file is a tar that any system can open: `reports/`, `index/`, and `backup.json` with the SHA-256 of every file. It
is written whole and read again before it counts. Opening an index unpickles a part of it: restore only what you backed
up yourself.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from indexer.errors import CorpusError, IndexDamaged, PrecedentError, StorageFailed, WouldOverwrite
from indexer.storage.manifest import Manifest, published_folder, read_manifest, verify_files
from indexer.storage.publication import build_lock, make_folder, point_to, replace_synced, sync_tree

_CONTENTS = "backup.json"
_FORMAT = "precedent-backup"
_VERSION = 1
_REPORTS, _INDEX = "reports", "index"
_BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. `corpus` is the folder that the reports stood in, `size_bytes` of the file itself."""

    generation: str
    created: str
    corpus: str
    files: int
    size_bytes: int


def back_up(index: Path, target: Path, *, replace: bool = False) -> Backup:
    """Writes the published generation of `index` and its folder of reports to `target`, and reads it again.

    Raises IndexUnavailable, IndexLocked, CorpusError where the folder is gone, WouldOverwrite and StorageFailed.
    """
    if target.exists() and not replace:
        raise WouldOverwrite(f"{target} already exists.", hint="Name another file, or replace it with --force.")
    half = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.new")
    with build_lock(index):
        folder = published_folder(index)
        manifest = read_manifest(folder)
        corpus = Path(manifest.corpus)
        if not corpus.is_dir():
            raise CorpusError(
                f"The folder of reports {corpus} is missing.",
                hint="Restore it, or run `precedent index` on the folder that holds them now.",
            )
        if problems := verify_files(folder, manifest, thorough=True):
            raise IndexDamaged(f"{problems[0]}.", hint=f"Fix it first with: precedent index --index {index}")
        try:
            make_folder(target.parent)
            _write(half, corpus, folder, manifest)
            _read_back(half)
            replace_synced(half, target)
        except (OSError, tarfile.TarError) as error:
            raise StorageFailed(
                f"The backup could not be written to {target}: {getattr(error, 'strerror', None) or error}.",
                hint="Free some space or name another place. Any earlier backup there is unchanged.",
            ) from error
        finally:
            half.unlink(missing_ok=True)
    contents = read_contents(target)
    return _told(contents, target)


def restore(backup: Path, corpus: Path, index: Path, *, reports_only: bool = False) -> Backup:
    """Puts the reports of `backup` into `corpus` and its generation into `index`, neither of which holds anything yet.

    Everything is held against its SHA-256 before it counts. Raises WouldOverwrite, StorageFailed, and IndexDamaged
    where the backup is not whole.
    """
    for place in (corpus, *(() if reports_only else (index,))):
        if place.exists() and any(each.name != ".gitkeep" for each in place.iterdir()):
            raise WouldOverwrite(f"{place} is not empty.", hint="Name a folder that is empty or does not exist yet.")
    contents = read_contents(backup)
    half = corpus.absolute().parent / f".restoring-{uuid.uuid4().hex[:8]}"
    try:
        half.mkdir(parents=True)
        _unpack(backup, half, contents, (_REPORTS,) if reports_only else (_REPORTS, _INDEX))
        if not reports_only:
            _restore_index(half / _INDEX, index)
        make_folder(corpus)
        for path in sorted((half / _REPORTS).iterdir()):
            shutil.move(path, corpus / path.name)
        sync_tree(corpus)
    except (OSError, tarfile.TarError) as error:
        raise StorageFailed(
            f"The backup {backup} could not be restored: {getattr(error, 'strerror', None) or error}.",
            hint="Free some space or fix the permissions, and run the command again.",
        ) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return _told(contents, backup)


def read_contents(backup: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises StorageFailed where it cannot be read, IndexDamaged where it is none."""
    try:
        with tarfile.open(backup) as tar:
            first = tar.next()
            stream = tar.extractfile(first) if first is not None and first.name == _CONTENTS else None
            contents = json.loads(stream.read()) if stream is not None else None
    except OSError as error:
        raise StorageFailed(f"The backup {backup} cannot be read: {error.strerror or error}.") from error
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise _no_backup(backup) from error
    if not isinstance(contents, dict) or (contents.get("format"), contents.get("version")) != (_FORMAT, _VERSION):
        raise _no_backup(backup)
    return contents


def _no_backup(backup: Path) -> PrecedentError:
    return IndexDamaged(f"{backup} is not a backup, or is damaged.", hint="Name a file that `precedent backup` wrote.")


def _told(contents: dict[str, Any], file: Path) -> Backup:
    return Backup(
        contents["generation"],
        contents["created"],
        contents["corpus"],
        len(contents["files"]),
        file.stat().st_size,
    )


def _write(half: Path, corpus: Path, folder: Path, manifest: Manifest) -> None:
    files = {f"{_REPORTS}/{path.relative_to(corpus).as_posix()}": path for path in _regular(corpus)}
    files |= {f"{_INDEX}/{folder.name}/{path.relative_to(folder).as_posix()}": path for path in _regular(folder)}
    contents = {
        "format": _FORMAT,
        "version": _VERSION,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "generation": folder.name,
        "corpus": manifest.corpus,
        "files": {name: _sum(path) for name, path in files.items()},
    }
    with tarfile.open(half, "w", format=tarfile.PAX_FORMAT) as tar:
        written = json.dumps(contents, indent=1, ensure_ascii=False).encode()
        entry = tarfile.TarInfo(_CONTENTS)
        entry.size = len(written)
        tar.addfile(entry, BytesIO(written))
        for name, path in files.items():
            tar.add(path, name, recursive=False)


def _read_back(half: Path) -> None:
    """Every file that was promised, as it was summed. Raises OSError where one changed while it was written."""
    contents = read_contents(half)
    for name, _ in _proved(half, contents, None):
        contents["files"].pop(name)
    if contents["files"]:
        raise OSError(f"{next(iter(contents['files']))} is missing from it")


def _unpack(backup: Path, half: Path, contents: dict[str, Any], parts: tuple[str, ...]) -> None:
    wanted = {name for name in contents["files"] if PurePosixPath(name).parts[0] in parts}
    for part in parts:
        (half / part).mkdir()
    for name, _ in _proved(backup, contents, half, wanted):
        wanted.discard(name)
    if wanted:
        raise IndexDamaged(f"{backup} is incomplete: {min(wanted)} is missing from it.", hint="Use an earlier backup.")


def _proved(
    backup: Path, contents: dict[str, Any], half: Path | None, wanted: set[str] | None = None
) -> Iterator[tuple[str, int]]:
    """Name and size of each file of a backup whose sum agrees, put under `half` where that is given."""
    with tarfile.open(backup) as tar:
        for entry in tar:
            known = contents["files"].get(entry.name)
            if known is None or not entry.isreg() or (wanted is not None and entry.name not in wanted):
                continue
            path = None if half is None else _inside(half, entry.name)
            stream = tar.extractfile(entry)
            assert stream is not None  # of a regular file there is one
            digest = hashlib.sha256()
            sink = None if path is None else path.open("wb")
            try:
                while block := stream.read(_BLOCK_BYTES):
                    digest.update(block)
                    if sink is not None:
                        sink.write(block)
            finally:
                if sink is not None:
                    os.fsync(sink.fileno())
                    sink.close()
            if digest.hexdigest() != known:
                raise IndexDamaged(f"{entry.name} in {backup} has been altered.", hint="Use an earlier backup.")
            yield entry.name, entry.size


def _inside(half: Path, name: str) -> Path:
    """Where an entry goes. Raises IndexDamaged for a name that leads out of the folder."""
    parts = PurePosixPath(name).parts
    if not parts or any(part in ("", ".", "..", "/") or "\\" in part or ":" in part for part in parts):
        raise IndexDamaged(f"The backup holds a file called {name!r}, which no backup made by Precedent does.")
    path = half.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _restore_index(unpacked: Path, index: Path) -> None:
    (folder,) = unpacked.iterdir()
    manifest = read_manifest(folder)
    if problems := verify_files(folder, manifest, thorough=True):
        raise IndexDamaged(f"The backup's index is damaged: {problems[0]}.", hint="Restore with --reports-only.")
    for name, known in manifest.files.items():  # by its time, a file is known later without reading it
        os.utime(folder / name, ns=(known.modified_ns, known.modified_ns))
    with build_lock(index):
        shutil.move(folder, index / folder.name)
        sync_tree(index / folder.name)
        point_to(index, folder.name)


def _regular(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _sum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
