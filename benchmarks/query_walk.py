"""Which of our files one query enters, from the command to its answer: python -m benchmarks.query_walk INDEX [QUERY]

A reader who follows a search goes from a function to those that it calls in other files, and comes back. Counted are
the files that are entered, and the returns: the different calls from one file into another, each counted once however
often it is made. What is only asked for a value (a property, a dunder, a comprehension) is no step of a reader's.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from search_app.command import main as command

ROOT = Path(command.__file__).parents[2]
ROOMS = (f"{ROOT / 'search_app'}/", f"{ROOT / 'indexer'}/")
QUERY = "engaging parents of children in custody"


@dataclass
class Walk:
    """The files in the order of their first call, and each call across files with how often it was made."""

    files: list[str] = field(default_factory=list)
    calls: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    def watch(self, frame: FrameType, event: str, _: Any) -> None:
        """For `sys.setprofile`."""
        if event != "call" or not _is_ours(frame) or frame.f_code.co_name.startswith("<module"):
            return
        entered = _name(frame)
        if entered not in self.files:
            self.files.append(entered)
        caller = frame.f_back
        while caller is not None and not _is_ours(caller):
            caller = caller.f_back
        if caller is not None and _name(caller) != entered:
            self.calls[_name(caller), caller.f_code.co_name, entered, frame.f_code.co_name] += 1


def _is_ours(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(ROOMS)


def _name(frame: FrameType) -> str:
    return str(Path(frame.f_code.co_filename).relative_to(ROOT))


def walk(arguments: list[str]) -> Walk:
    """What the command does with `arguments`, after it has run once: loading is no part of a query."""
    found = Walk()
    with contextlib.redirect_stdout(io.StringIO()):
        command.main(arguments)
        sys.setprofile(found.watch)
        try:
            command.main(arguments)
        finally:
            sys.setprofile(None)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("query", nargs="?", default=QUERY)
    options = parser.parse_args()
    found = walk(["search", options.query, "--index", str(options.index)])
    for package in ("search_app", ""):
        files = [name for name in found.files if name.startswith(package)]
        calls = [call for call in found.calls if call[0].startswith(package) and call[2].startswith(package)]
        edges = {(call[0], call[2]) for call in calls}
        print(
            f"{package or 'all'}: {len(files)} files, {len(calls)} calls across, {len(edges)} pairs, {sum(found.calls[c] for c in calls)} made"
        )
    for call, times in found.calls.items():
        print(f"   {times:5}  {call[0]}:{call[1]} -> {call[2]}:{call[3]}")


if __name__ == "__main__":
    main()
