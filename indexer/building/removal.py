"""Taking a report out of the archive, and back in.

Its file is set aside in a folder beside the others that no build reads, so nothing is lost and the next build does not
take it in again. Taking that back publishes the generation before once more, which costs no reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.building.addition import Destination
from indexer.building.build import BuildResult, EncoderFactory, build_locked
from indexer.errors import CorpusError, NotFound, PrecedentError, StorageFailed
from indexer.progress import BuildProgress
from indexer.storage.manifest import published_folder
from indexer.storage.publication import build_lock, make_folder, move_synced, roll_back

SET_ASIDE = ".removed"
"""A folder whose name begins with a full stop is no part of a folder of reports."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A report that was taken out: its `source` in the folder, where its file lies now, and the build without it."""

    source: str
    set_aside: Path
    result: BuildResult


def remove_report(
    source: str,
    destination: Destination,
    *,
    progress: BuildProgress | None = None,
    open_encoder: EncoderFactory | None = None,
) -> Removal:
    """Sets the file `source` of the folder aside, and publishes an index without it.

    Raises CorpusError where the folder has no such file, StorageFailed where it cannot be moved, IndexLocked, and what
    a build raises; then the file is back in its place.
    """
    path = _inside(destination.corpus, source)
    aside = _free(destination.corpus / SET_ASIDE / Path(source).name)
    with build_lock(destination.index):
        _move(path, aside)
        try:
            result = build_locked(
                destination.corpus,
                destination.index,
                model=destination.model,
                progress=progress,
                open_encoder=open_encoder,
            )
        except PrecedentError:
            _move(aside, path)
            raise
    return Removal(source, aside, result)


def undo_removal(
    removal: Removal,
    destination: Destination,
    *,
    progress: BuildProgress | None = None,
    open_encoder: EncoderFactory | None = None,
) -> None:
    """Puts the file back, and publishes the generation before again; where there is a newer one, builds it in.

    Raises CorpusError where another file has taken its place, StorageFailed, IndexLocked, and what a build raises.
    """
    path = destination.corpus / removal.source
    if path.exists():
        raise CorpusError(
            f"{destination.corpus.name} now holds another file called {removal.source}.",
            hint=f"The removed file is in {SET_ASIDE} in that folder; add it under another name.",
        )
    with build_lock(destination.index):
        _move(removal.set_aside, path)
    if published_folder(destination.index).name == removal.result.generation:
        try:
            roll_back(destination.index)
            return
        except NotFound:  # cleared away since: reading the one file again gives the same index
            pass
    with build_lock(destination.index):
        build_locked(
            destination.corpus,
            destination.index,
            model=destination.model,
            progress=progress,
            open_encoder=open_encoder,
        )


def _inside(corpus: Path, source: str) -> Path:
    path = corpus / source
    if not path.is_file() or not path.resolve().is_relative_to(corpus.resolve()):
        raise CorpusError(
            f"The folder of reports no longer holds {source}.",
            hint="Bring the index up to date with `precedent index`, which leaves out what is gone.",
        )
    return path


def _free(path: Path) -> Path:
    """`path`, or the first name like it that nothing has."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in range(2, 10_000))
    return path if not path.exists() else next(each for each in numbered if not each.exists())


def _move(path: Path, target: Path) -> None:
    try:
        make_folder(target.parent)
        move_synced(path, target)
    except OSError as error:
        raise StorageFailed(
            f"{path.name} could not be moved to {target.parent}: {error.strerror or error}.",
            hint="Fix the permissions of the folder, and try again.",
        ) from error
