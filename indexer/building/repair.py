"""Makes the keyword arrays of a generation again, out of its Whoosh indexes, without reading a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import IndexDamaged
from indexer.keyword.segments import POSTINGS_FILE
from indexer.keyword.whoosh_index import write_postings
from indexer.storage.generation import BOILERPLATE_FILE, LEDGER_FILE, Generation
from indexer.storage.manifest import Manifest, current_folder, read_manifest, sum_files, verify_files
from indexer.storage.publication import build_lock, carry_over, collect, next_number, publish, temporary_folder
from indexer.storage.segment import KEYWORD_FOLDER


def repair_index(index: Path) -> str:
    """Publishes a generation like the last one with its keyword arrays made anew; returns its name.

    Nothing that was published is changed. Raises IndexMissing, IndexFormatMismatch, IndexLocked, StorageFailed, and
    IndexDamaged where anything but the arrays is not as it was written.
    """
    with build_lock(index):
        collect(index)
        published = current_folder(index)
        manifest = read_manifest(published)
        _refuse_other_damage(published, manifest)
        with temporary_folder(index) as folder:
            for entry in manifest.segments:
                carry_over(published / entry.name, folder / entry.name)
                _make_arrays(folder / entry.name / KEYWORD_FOLDER)
            for beside in (LEDGER_FILE, BOILERPLATE_FILE):
                if (published / beside).exists():
                    (folder / beside).write_bytes((published / beside).read_bytes())
            known = {name: held for name, held in manifest.files.items() if Path(name).name != POSTINGS_FILE}
            repaired = replace(
                manifest,
                number=next_number(index),
                created=datetime.now(UTC).isoformat(timespec="seconds"),
                files=sum_files(folder, known),
            )
            Generation(folder, repaired).close()
            name = publish(index, folder, repaired).name
        collect(index)
        return name


def is_of_arrays(problem: str) -> bool:
    """Whether what `verify_files` found is wrong with keyword arrays, which `repair_index` makes again."""
    return f"{POSTINGS_FILE} " in problem


def _refuse_other_damage(published: Path, manifest: Manifest) -> None:
    others = [problem for problem in verify_files(published, manifest, thorough=True) if not is_of_arrays(problem)]
    if others:
        raise IndexDamaged(
            f"More than the keyword arrays is damaged: {others[0]}.",
            hint=f"Build the index again with: precedent index {manifest.corpus} --index {published.parent}",
        )


def _make_arrays(folder: Path) -> None:
    """Writes new arrays in `folder`, whose files are those of the published generation under other names."""
    (folder / POSTINGS_FILE).unlink(missing_ok=True)
    try:
        write_postings(folder)
    except (IndexDamaged, OSError):
        raise
    except Exception as error:  # Whoosh raises whatever its decoders meet in altered bytes
        raise IndexDamaged(
            f"The Whoosh index in {folder} cannot be read: {type(error).__name__}: {error}.",
            hint="Build the index again with `precedent index`.",
        ) from error
