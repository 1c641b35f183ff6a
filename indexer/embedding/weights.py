"""Whether weights are the ones that were released: their SHA-256, held against the list beside this module.

A vector or a reading made with other weights looks like any other. What is large is summed in a thread beside the first
queries, and refused as soon as that is known.
"""

from __future__ import annotations

import hashlib
import threading
from functools import cache
from pathlib import Path

from indexer.errors import ModelUnavailable

SUMS_FILE = "weights.sha256"
"""As sha256sum writes and checks it."""


@cache
def released_sums() -> dict[str, str]:
    """Name of a file -> its SHA-256."""
    lines = Path(__file__).with_name(SUMS_FILE).read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def check_weights(path: Path) -> Path:
    """`path`, if it is what was released. Raises ModelUnavailable."""
    if problem := _problem(path):
        raise problem
    return path


def _problem(path: Path) -> ModelUnavailable | None:
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return ModelUnavailable(f"The weights {path} cannot be read: {error.strerror or error}.", hint=_AGAIN)
    if digest == released_sums()[path.name]:
        return None
    return ModelUnavailable(f"{path} is not the file that was released: its SHA-256 is {digest}.", hint=_AGAIN)


_AGAIN = "Install it again; until then nothing is read or searched with it."


class WeightsCheck:
    """The sum of one file, made in a thread from the moment this is made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: ModelUnavailable | None = None
        self._thread = threading.Thread(target=self._run, name="weights", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self._found = _problem(self._path)

    def refuse(self, *, wait: bool = False) -> None:
        """Raises ModelUnavailable where the file is known to be another; with `wait`, that is known."""
        if wait:
            self._thread.join()
        if self._found is not None:
            raise self._found


_checks: dict[Path, WeightsCheck] = {}
_checks_lock = threading.Lock()


def begin_check(path: Path) -> WeightsCheck:
    """The check of a file, which is begun once in a process."""
    with _checks_lock:
        if path not in _checks:
            _checks[path] = WeightsCheck(path)
        return _checks[path]
