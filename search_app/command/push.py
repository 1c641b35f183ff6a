"""`precedent push`: copies an index to an archive on Milvus."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from search_app.command.terminal import print_json
from search_app.store.opening import index_path


def add_push_arguments(command: ArgumentParser) -> None:
    """An index folder, and where it goes."""
    command.add_argument("folder", type=str, metavar="INDEX", help="the index folder that is copied")
    command.add_argument(
        "address", metavar="ADDRESS", help="milvus+file:PATH.db, or milvus+http://HOST:PORT/NAME (also https)"
    )
    command.add_argument(
        "--drift",
        type=float,
        metavar="SHARE",
        help="send a report again when mean lengths have moved by more than this since it was sent: 0 for exactly the "
        "ranking of the index (default: 0.01)",
    )


def run_push(options: Namespace) -> int:
    """Exit code 0; what goes wrong is raised."""
    from tqdm import tqdm

    from search_app.store.milvus.push import DRIFT_BOUND, push

    index: Path = index_path(options.folder, "`precedent push` copies from a folder; it")
    with tqdm(unit="report", desc="Pushing", disable=options.json or not sys.stderr.isatty(), leave=False) as bar:

        def told(done: int, all_: int) -> None:
            bar.total = all_
            bar.update(done - bar.n)

        bound = DRIFT_BOUND if options.drift is None else options.drift
        result = push(index, options.address, drift_bound=bound, told=told)
    if options.json:
        print_json(result.to_json())
        return 0
    if not result.published:
        print(f"{options.address} has all of {result.generation} already: {result.paragraphs:,} paragraphs.")
        return 0
    resumed = f" {result.resumed} were there from an unfinished push." if result.resumed else ""
    print(
        f"{result.sent} reports sent, {result.unchanged} unchanged, {result.removed} removed.{resumed}\n"
        f"Verified and published at {options.address}: {result.reports} reports, {result.paragraphs:,} paragraphs of "
        f"{result.generation}, in {result.took_seconds:.0f} s. Mean lengths have moved by {result.drift:.2%} at most "
        "since a report was sent."
    )
    return 0
