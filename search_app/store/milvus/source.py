"""Which publication of an archive on Milvus counts, and its sidecar brought beside this front end."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from indexer.errors import IndexDamaged, IndexMissing
from search_app.store.interface import Contents, Store
from search_app.store.milvus.connection import Address, Connection, read_address
from search_app.store.milvus.contents import MilvusContents
from search_app.store.milvus.sidecar import SIDECAR_FILES, Sidecar
from search_app.store.milvus.store import MilvusStore

CACHE_VARIABLE = "PRECEDENT_CACHE"
"""The environment variable that names the folder in which sidecars are kept (default: ~/.cache/precedent)."""

LOOKS_EVERY_SECONDS = 1.0
"""How often a front end asks whether something newer has been published."""

PUBLISHED = "published-"
LAYOUT_VERSION = 1
"""Raised when rows or sidecar lie otherwise, so that a front end of before would read them wrongly."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What was pushed and counts. `number` rises with each push; `sidecar` maps files to their SHA-256; the rows of the
    serials `superseded` no longer count, and may still be there; the next revision gets `next_serial`."""

    number: int
    generation: str
    sidecar: Mapping[str, str]
    superseded: Sequence[int]
    next_serial: int
    layout: int = LAYOUT_VERSION

    @property
    def file(self) -> str:
        """The file whose note it is: it counts from the moment that this is there."""
        return f"{PUBLISHED}{self.number:08d}"

    def to_note(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_note(cls, note: Mapping[str, Any]) -> Self:
        return cls(**note)


def sidecar_file(number: int, file: str) -> str:
    """What a file of the sidecar of a publication is called on Milvus."""
    return f"sidecar-{number}-{file}"


def last_publication(connection: Connection, *, strong: bool = False) -> Publication | None:
    """What counts now; None where nothing was ever published."""
    if not connection.exists():
        return None
    notes = connection.notes(PUBLISHED, strong=strong)
    return Publication.from_note(notes[max(notes)]) if notes else None


def cache_folder() -> Path:
    """Where sidecars are kept."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "precedent"


def fetch_sidecar(connection: Connection, publication: Publication) -> Sidecar:
    """The sidecar of a publication, out of the cache or out of Milvus. Raises IndexDamaged where it is not whole."""
    proof = hashlib.sha256(repr(sorted(publication.sidecar.items())).encode()).hexdigest()[:16]
    place = hashlib.sha256(connection.address.text.encode()).hexdigest()[:16]
    folder = cache_folder() / "milvus" / place / f"{publication.number}-{proof}"
    if not folder.is_dir():
        _download(connection, publication, folder)
    return Sidecar(folder)


def _download(connection: Connection, publication: Publication, folder: Path) -> None:
    names = {sidecar_file(publication.number, file): file for file in SIDECAR_FILES}
    found = connection.read_files(list(names))
    for name, file in names.items():
        if hashlib.sha256(found.get(name, b"")).hexdigest() != publication.sidecar.get(file):
            raise IndexDamaged(
                f"The file {name} of {connection.address.text} is missing or altered.",
                hint="Push the archive again: precedent push FOLDER ADDRESS",
            )
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder.parent))
    for name, file in names.items():
        (unfinished / file).write_bytes(found[name])
    try:
        unfinished.rename(folder)
    except OSError:  # another process was first
        shutil.rmtree(unfinished, ignore_errors=True)
        if not folder.is_dir():
            raise
    for older in sorted(folder.parent.iterdir(), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(older, ignore_errors=True)


_KEPT = 3
"""Sidecars of an archive: what counts, and what another process may have open."""


class MilvusSource:
    """An archive on Milvus as the engine opens it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._looked = threading.Lock()
        self._known: tuple[float, Publication] | None = None

    @classmethod
    def at(cls, address: str) -> Self:
        """Raises QueryRefused for an address that is none, IndexMissing where its file is not there,
        StoreUnreachable."""
        read = read_address(address)
        if read.is_file and not Path(read.uri).exists():
            raise _missing(read)
        return cls(Connection(read))

    def newest(self) -> str:
        return self._publication().file

    def open(self) -> tuple[str, Contents, Store]:
        publication = self._publication()
        contents = MilvusContents(self.connection, fetch_sidecar(self.connection, publication))
        return publication.file, contents, MilvusStore(self.connection, contents, publication.superseded)

    def _publication(self) -> Publication:
        with self._looked:
            now = time.monotonic()
            if self._known is None or now - self._known[0] >= LOOKS_EVERY_SECONDS:
                found = last_publication(self.connection)
                if found is None:
                    raise _missing(self.connection.address)
                self._known = (now, found)
            return self._known[1]


def _missing(address: Address) -> IndexMissing:
    return IndexMissing(
        f"There is no archive at {address.text} yet.", hint=f"Push one: precedent push FOLDER {address.text}"
    )
