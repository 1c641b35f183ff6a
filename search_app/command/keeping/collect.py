"""The commands `collect` and `watch`: reports from where they are published, and what appears in a folder."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from indexer.embedding.model import EMBEDDED_MODEL
from indexer.errors import IndexLocked, PrecedentError
from search_app.command.terminal import print_json
from search_app.store.opening import index_path

DEFAULT_FOLDER = Path("reports")
DEFAULT_EVERY_SECONDS = 60.0


def add_collect_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only `collect` has."""
    command.add_argument("sources", type=Path, metavar="SOURCES.toml", help="which pages, feeds, sitemaps or addresses")
    command.add_argument(
        "--to",
        type=Path,
        default=DEFAULT_FOLDER,
        metavar="FOLDER",
        help=f"where to put them (default: {DEFAULT_FOLDER})",
    )
    command.add_argument("--dry-run", action="store_true", help="read the listings, and name what would be fetched")


def add_watch_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only `watch` has."""
    command.add_argument("corpus", type=Path, metavar="FOLDER", help="the folder of reports")
    command.add_argument(
        "--every",
        type=_seconds,
        default=DEFAULT_EVERY_SECONDS,
        metavar="SECONDS",
        help="how often to look (default: 60)",
    )
    command.add_argument("--once", action="store_true", help="look once, and stop; for use with a system timer")


def run_collect(options: Namespace) -> int:
    """Exit code 1 where an address was refused, else 0."""
    from indexer.collecting.collector import Outcome, collect
    from indexer.collecting.fetching import PoliteClient
    from indexer.collecting.plan import read_plan

    plan, rows, refused = read_plan(options.sources), [], 0
    with PoliteClient(plan) as client:
        for each in collect(plan, options.to, client, dry_run=options.dry_run):
            refused += each.outcome is Outcome.REFUSED
            rows.append({"url": each.url, "outcome": each.outcome, "file": each.file, "message": each.message})
            if not options.json:
                told = each.message or each.file
                print(f"  {each.outcome.value:<10} {each.url}{': ' if told else ''}{told}", flush=True)
    if options.json:
        print_json(rows)
    elif not options.dry_run:
        there = f"{len(rows) - refused} of {len(rows)} addresses are in {options.to}"
        print(f"{there}; `precedent index {options.to}` reads them.")
    return 1 if refused else 0


def run_watch(options: Namespace) -> int:
    """Brings the index up to date whenever something in the folder has changed, until it is interrupted."""
    from indexer.building.build import build
    from search_app.command.archive import last_choices

    index = index_path(options.index, "Watching a folder")
    model = last_choices(index)[1] or EMBEDDED_MODEL
    seen: object = None
    while True:
        now = _state_of(options.corpus)
        if now != seen:
            try:
                result = build(options.corpus, index, model=model, may_download=False)
                seen = now
                if result.published:
                    print(f"Published {result.generation}: {result.manifest.reports} reports.", flush=True)
            except IndexLocked as locked:  # somebody else is building; the next look finds what they left
                print(f"precedent: {locked}", flush=True)
            except PrecedentError as error:
                if options.once or seen is None:
                    raise
                print(f"precedent: {error}", flush=True)
                seen = now
        if options.once:
            return 0
        time.sleep(options.every)


def _state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Name -> size and time of every file, which changes when any of them does."""
    found = {}
    for path in folder.rglob("*"):
        try:
            status = path.stat()
        except OSError:
            continue
        found[str(path)] = (status.st_size, status.st_mtime_ns)
    return found


def _seconds(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 86_400:
        raise ArgumentTypeError(f"{text} is not between 1 and 86400 seconds")
    return value
