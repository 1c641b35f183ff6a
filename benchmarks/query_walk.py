"""The walk of one query through our files: python -m benchmarks.query_walk INDEX [QUERY]

Whoever reads how a search is answered follows it from the command to the answer, a function once however often it is
called. Printed are the files of `search_app` in the order of that walk, how many different ones it enters, and how
often it comes back to one that it had left.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from search_app.command import main as command

ROOT = Path(command.__file__).parents[1]
EDGES = (("call", "run_search"), ("return", "search"))
QUERY = "engaging parents of children in custody"


@dataclass
class Walk:
    """`steps` are pairs of a file and the functions that are read in it one after the other."""

    steps: list[tuple[str, list[str]]] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _begun: bool = False

    @property
    def files(self) -> int:
        return len({name for name, _ in self.steps})

    @property
    def returns(self) -> int:
        return len(self.steps) - self.files

    def watch(self, frame: FrameType, event: str, _: Any) -> None:
        """For `sys.setprofile`: notes a function of ours when it is entered first."""
        path, function = frame.f_code.co_filename, frame.f_code.co_name
        if (event, function) in EDGES and path.startswith(f"{ROOT}/"):
            self._begun = event == "call"
        if event != "call" or not self._begun or function.startswith("<") or not path.startswith(f"{ROOT}/"):
            return
        if (path, function) in self._seen:
            return
        self._seen.add((path, function))
        name = Path(path).relative_to(ROOT).as_posix()
        if not self.steps or self.steps[-1][0] != name:
            self.steps.append((name, []))
        self.steps[-1][1].append(function)


def walk(index: Path, query: str = QUERY) -> Walk:
    """The walk of `query`, asked once before: importing is no part of it."""
    found = Walk()
    arguments = ["search", query, "--index", str(index)]
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
    found = walk(options.index, options.query)
    for name, functions in found.steps:
        print(f"{name:32} {', '.join(functions)}")
    print(f"{found.files} files, {found.returns} returns")


if __name__ == "__main__":
    main()
