"""Holds the files of an open generation against their full sums, without holding up whoever searches it.

What a disk loses by itself leaves size and time as they were, and so does a copy that went wrong. A flipped bit in the
vectors or the postings changes an order without a word, so every byte is read once: at once as far as that is done
within `AT_ONCE_SECONDS`, which is all of a small archive, and the rest in a thread that works a small part of the time.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from indexer.arrays.files import is_cut
from indexer.storage.manifest import Manifest, open_regular

AT_ONCE_SECONDS = 0.1
"""Nobody notices it in opening an archive; enough for a hundred megabytes on a slow machine."""

ENDS_WITHIN_SECONDS = 40.0
"""The pauses between the blocks of the rest add up to so much at most, so that all is verified in the first minute."""

_LONGEST_PAUSE_SECONDS = 0.05
_BLOCK_BYTES = 1024 * 1024


class Verification:
    """The files of one generation while they are verified. Safe for several threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Nothing is read before `begin`."""
        self._folder = folder
        self._manifest = manifest
        self._sizes = [(folder / name, file.size_bytes) for name, file in manifest.files.items()]
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self.problem: str | None = None
        """What was found wrong first, in words; None as long as nothing was."""

    def begin(self, seconds: float = AT_ONCE_SECONDS) -> None:
        """Verifies for so long, and leaves the rest to a thread of its own."""
        blocks = self._blocks()
        deadline = time.monotonic() + seconds
        for _ in blocks:
            if time.monotonic() > deadline:
                self._thread = threading.Thread(target=self._go_on, args=(blocks,), name="verify", daemon=True)
                self._thread.start()
                return

    def look(self) -> str | None:
        """What is wrong, if anything; looks at the sizes first, since what is mapped must not be read past its end."""
        for path, size in self._sizes if self.problem is None else ():
            if is_cut(path, size):
                self.problem = f"{path} has been cut while it was open"
                break
        return self.problem

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until every file is verified, or for so long; returns whether that is done."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def end(self) -> None:
        """Lets go of the files, verified or not."""
        self._ended.set()
        self.wait()

    def _go_on(self, blocks: Iterator[None]) -> None:
        size = sum(file.size_bytes for file in self._manifest.files.values())
        count = size // _BLOCK_BYTES + len(self._manifest.files)
        pause = min(_LONGEST_PAUSE_SECONDS, ENDS_WITHIN_SECONDS / count)
        for _ in blocks:
            if self._ended.wait(pause):
                return

    def _blocks(self) -> Iterator[None]:
        """Reads a block at each step, until all are read or something is wrong. The small files, which say what a
        paragraph is, come before the large ones, which say how near it is.
        """
        for name, expected in sorted(self._manifest.files.items(), key=lambda item: item[1].size_bytes):
            path = self._folder / name
            digest = hashlib.sha256()
            try:
                with open_regular(path) as stream:
                    while block := stream.read(_BLOCK_BYTES):
                        digest.update(block)
                        yield
            except OSError:
                # Gone with a generation that nobody needs any more, or out of reach for a moment: no sign of damage in
                # what is mapped.
                continue
            if digest.hexdigest() != expected.sha256:
                self.problem = f"{path} has been altered: its SHA-256 differs from the manifest's"
                return
