"""The commands `backup` and `restore`: an archive as one file, and back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from search_app.store.opening import index_path


def add_backup_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only `backup` has."""
    command.add_argument("target", type=Path, metavar="FILE.tar", help="the file to write")
    command.add_argument("--force", action="store_true", help="replace the file if it is there")


def add_restore_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only `restore` has."""
    command.add_argument("backup", type=Path, metavar="FILE.tar", help="a file that `precedent backup` wrote")
    command.add_argument("--corpus", type=Path, required=True, metavar="FOLDER", help="where the reports go")
    command.add_argument(
        "--reports-only", action="store_true", help="leave out the index, and build it from the reports instead"
    )


def run_backup(options: Namespace) -> int:
    """Writes the reports and the index to one file, which was read again when this returns."""
    from indexer.building.backup import back_up

    made = back_up(index_path(options.index, "A backup"), options.target, replace=options.force)
    print(
        f"{options.target}: {made.files} files, {made.size_bytes / 1024**2:.1f} MB, {made.generation} and the reports "
        f"of {made.corpus}. Written and checked."
    )
    return 0


def run_restore(options: Namespace) -> int:
    """Puts a backup where nothing is, and brings the index up to date with the folder's new place."""
    from indexer.building.backup import restore

    index = index_path(options.index, "Restoring")
    told = restore(options.backup, options.corpus, index, reports_only=options.reports_only)
    print(f"Restored what was backed up on {told.created}: the reports are in {options.corpus}.", flush=True)
    if options.reports_only:
        print(f"Build the index with: precedent index {options.corpus} --index {options.index}")
        return 0
    print(f"{told.generation} is published in {options.index}.")
    if Path(told.corpus) != options.corpus.resolve():
        print(f"`precedent index {options.corpus} --index {options.index}` tells it where the reports are now.")
    return 0
