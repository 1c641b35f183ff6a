"""Files of JSON values, one a line, compressed in blocks: read by number, at a fifth of the bytes.

A block holds about `BLOCK_BYTES` of lines before compression, so that one line costs the unpacking of a few
others and not of the file.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import map_arrays, write_arrays
from indexer.errors import IndexDamaged

BLOCK_BYTES = 16 * 1024
"""Measured: a quarter of it costs a tenth more bytes, four times as much a fifth of a millisecond a line."""

_BLOCKS_CACHED = 128
_COMPRESSION_LEVEL = 9
"""A twentieth fewer bytes of chunks than 6, for a quarter more of a time that is a hundredth of a build."""

_HINT = "Build the index again with `precedent index`."


def write_lines(path: Path, rows: Iterable[Any]) -> int:
    """Writes `path`; returns the number of rows."""
    blocks: list[bytes] = []
    first_rows, pending, size = [0], [], 0
    for row in rows:
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
        pending.append(line)
        size += len(line)
        if size >= BLOCK_BYTES:
            blocks.append(_pack(pending))
            first_rows.append(first_rows[-1] + len(pending))
            pending, size = [], 0
    if pending:
        blocks.append(_pack(pending))
        first_rows.append(first_rows[-1] + len(pending))
    arrays: dict[str, NDArray[Any]] = {
        "blocks": np.frombuffer(b"".join(blocks), dtype=np.uint8),
        "starts": np.cumsum([0, *map(len, blocks)], dtype=np.int64),
        "first_rows": np.array(first_rows, dtype=np.int64),
    }
    write_arrays(path, arrays)
    return first_rows[-1]


def _pack(lines: list[bytes]) -> bytes:
    return zlib.compress(b"\n".join(lines), _COMPRESSION_LEVEL)


class LinesFile:
    """Reads rows of a file written by `write_lines`, by number. Safe for several threads."""

    def __init__(self, path: Path) -> None:
        """Maps the file. Raises IndexDamaged where it cannot be read or its parts do not agree."""
        self._path = path
        try:
            arrays = map_arrays(path)
            packed, starts, self._first_rows = arrays["blocks"], arrays["starts"], arrays["first_rows"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"{path} cannot be read: {error}.", hint=_HINT) from error
        if len(starts) != len(self._first_rows) or starts[-1] != len(packed):
            raise IndexDamaged(f"{path}: its blocks and its lines do not agree.", hint=_HINT)
        # Bound to the arrays and not to this object, so that the file is let go of with it and not by the collector.
        self._block = lru_cache(maxsize=_BLOCKS_CACHED)(partial(_unpack, path, packed, starts))

    def __len__(self) -> int:
        return int(self._first_rows[-1])

    def __iter__(self) -> Iterator[Any]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, row: int) -> Any:
        if not 0 <= row < len(self):
            raise IndexError(row)
        block = int(np.searchsorted(self._first_rows, row, side="right")) - 1
        try:
            return json.loads(self._block(block)[row - int(self._first_rows[block])])
        except (ValueError, IndexError) as error:
            raise IndexDamaged(f"Line {row + 1} of {self._path} is no JSON: {error}.", hint=_HINT) from error


def _unpack(path: Path, packed: NDArray[np.uint8], starts: NDArray[np.int64], block: int) -> list[bytes]:
    try:
        return zlib.decompress(packed[int(starts[block]) : int(starts[block + 1])].tobytes()).split(b"\n")
    except zlib.error as error:
        raise IndexDamaged(f"Block {block} of {path} cannot be unpacked: {error}.", hint=_HINT) from error
