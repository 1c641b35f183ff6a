"""Servers that begin at once: a process that has imported the page forks one for each line that it reads.

What `precedent serve` starts takes two seconds of processor time to import, and most tests need a server of their own.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search_app.command import serve as serving
from tests.conftest import REPOSITORY

_PAGES = ("search", "precedents", "compare", "reader", "basket", "archive")
_IMPORTED = (
    "streamlit.web.cli",
    "streamlit.web.bootstrap",
    "pandas",
    "search_app.page.doors",
    *(f"search_app.page.{page}.view" for page in _PAGES),
)
_STARTS_WITHIN_SECONDS = 60


class WarmServers:
    """Forks servers of the page; see `served`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @contextmanager
    def served(self, index: Path, folder: Path, port: int, adding_to: Path) -> Iterator[str]:
        """The address of the page for `index`, as `precedent serve` would serve it from the working folder `folder`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {
            "folder": str(folder),
            "environment": serving._environment(index, adding_to),
            "arguments": serving._command(serving.LOCAL_HOST, port)[2:],
        }
        print(json.dumps(request), file=self._process.stdin, flush=True)
        number = int(self._process.stdout.readline())
        address = f"http://{serving.LOCAL_HOST}:{port}"
        try:
            _wait_for(address)
            yield address
        finally:
            os.kill(number, signal.SIGKILL)

    def end(self) -> None:
        """Starts no more."""
        self._process.communicate()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except OSError:
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.02)


def main() -> None:
    for module in _IMPORTED:
        importlib.import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
            os.dup2(sys.stdin.fileno(), sys.stdout.fileno())
            os.dup2(sys.stdin.fileno(), sys.stderr.fileno())
            _serve(json.loads(line))
        print(number, flush=True)


def _serve(request: dict[str, object]) -> None:
    from streamlit.web import cli

    os.chdir(str(request["folder"]))
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[call-overload]
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # the readers of files that it starts are waited for
    sys.argv = list(map(str, request["arguments"]))  # type: ignore[call-overload]
    cli.main()


if __name__ == "__main__":
    main()
