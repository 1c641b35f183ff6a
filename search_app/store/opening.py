"""Opens the archive at an address: a folder, or a collection of Milvus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from indexer.errors import QueryRefused
from indexer.storage.generation import Generation
from indexer.storage.manifest import published_folder
from search_app.store.embedded import EmbeddedStore
from search_app.store.interface import Contents, Store

if TYPE_CHECKING:
    from indexer.building.check import CheckResult

MILVUS_PREFIX = "milvus+"
"""What an address of Milvus begins with: `milvus+file:PATH` or `milvus+http://HOST:PORT/NAME`."""


class Source(Protocol):
    """Where generations are published."""

    def newest(self) -> str:
        """What tells the publication that counts from all others. Raises IndexUnavailable where it cannot be told."""

    def open(self) -> tuple[str, Contents, Store]:
        """That publication, as `newest` tells of it, open for searching. Raises IndexUnavailable."""


class FolderSource:
    """An index folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self) -> str:
        return published_folder(self._folder).name

    def open(self) -> tuple[str, Contents, Store]:
        generation = Generation.open(self._folder)
        return generation.name, generation, EmbeddedStore(generation)


def is_milvus(index: Path | str) -> bool:
    """Whether this is an address of Milvus and no folder."""
    return str(index).startswith(MILVUS_PREFIX)


def index_address(text: str) -> Path | str:
    """What a person names an index by: the path of a folder, or an address of Milvus as it stands."""
    return text if is_milvus(text) else Path(text)


def index_path(index: Path | str, what: str) -> Path:
    """The folder that `index` is. Raises QueryRefused where it is an address of Milvus, which `what` cannot use."""
    if is_milvus(index):
        raise QueryRefused(
            f"{what} works on an index folder, and {index} is an archive on Milvus.",
            hint=f"Do it where the folder is, and then: precedent push FOLDER {index}",
        )
    return Path(index)


def check_source(index: Path | str) -> CheckResult:
    """Everything that is wrong with what `index` publishes. Raises IndexUnavailable where nothing is there to check."""
    if is_milvus(index):
        from search_app.store.milvus.check import check_archive

        return check_archive(str(index))
    from indexer.building.check import check_index  # it loads Whoosh, which searching needs not

    return check_index(Path(index))


def open_source(index: Path | str) -> Source:
    """Where the generations of `index` come from. Raises QueryRefused for an address that is none, IndexUnavailable
    where no client of Milvus is installed."""
    if is_milvus(index):
        from search_app.store.milvus.source import MilvusSource  # it loads the client, which a folder needs not

        return MilvusSource.at(str(index))
    return FolderSource(Path(index))
