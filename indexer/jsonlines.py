"""Files of one JSON object a line, with an array of line offsets beside them for random access."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from indexer.errors import IndexDamaged

_HINT = "Build the index again with `precedent index`."


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Writes `path` and its offsets beside it; returns the number of rows."""
    offsets = [0]
    with path.open("wb") as stream:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            offsets.append(offsets[-1] + stream.write(line))
    np.save(_offsets_path(path), np.array(offsets, dtype=np.int64), allow_pickle=False)
    return len(offsets) - 1


class LinesFile:
    """Reads rows of a file written by `write_lines`, by number. Safe for several threads."""

    def __init__(self, path: Path) -> None:
        """Maps the file. Raises IndexDamaged where it or its offsets cannot be read or do not agree."""
        self._path = path
        try:
            self._offsets = np.load(_offsets_path(path), allow_pickle=False)
            size = path.stat().st_size
            self._bytes = np.memmap(path, dtype=np.uint8, mode="r") if size else np.zeros(0, dtype=np.uint8)
        except (OSError, ValueError, EOFError) as error:
            raise IndexDamaged(f"{path} cannot be read: {error}.", hint=_HINT) from error
        if self._offsets.ndim != 1 or not len(self._offsets) or self._offsets[-1] != size:
            raise IndexDamaged(f"{path} and its offsets do not agree.", hint=_HINT)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> Any:
        start, end = int(self._offsets[row]), int(self._offsets[row + 1])
        try:
            return json.loads(self._bytes[start:end].tobytes())
        except ValueError as error:
            raise IndexDamaged(f"Line {row + 1} of {self._path} is no JSON: {error}.", hint=_HINT) from error


def _offsets_path(path: Path) -> Path:
    return path.with_suffix(".offsets.npy")
