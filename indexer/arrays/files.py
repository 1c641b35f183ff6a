"""Named arrays in one file, mapped when they are read: the safetensors layout (length, JSON header, raw data).

One file, because a small segment is mostly files to open, to sum and to sync.
"""

from __future__ import annotations

import json
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged

_HEADER_LIMIT_BYTES = 100_000_000
_DTYPES: Mapping[str, str] = {
    "F64": "<f8",
    "I64": "<i8",
    "U64": "<u8",
    "F32": "<f4",
    "I32": "<i4",
    "U32": "<u4",
    "F16": "<f2",
    "I16": "<i2",
    "U16": "<u2",
    "I8": "|i1",
    "U8": "|u1",
}
_NAMES = {np.dtype(dtype): name for name, dtype in _DTYPES.items()}
_ALIGNMENT_BYTES = 8


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Writes `arrays` into one file, the widest types first, so that each begins at a multiple of its item's size."""
    ordered = sorted(arrays.items(), key=lambda item: (-item[1].itemsize, item[0]))
    header: dict[str, Any] = {}
    at = 0
    for name, values in ordered:
        header[name] = {
            "dtype": _NAMES[values.dtype],
            "shape": list(values.shape),
            "data_offsets": [at, at + values.nbytes],
        }
        at += values.nbytes
    content = json.dumps(header, separators=(",", ":")).encode()
    content += b" " * (-len(content) % _ALIGNMENT_BYTES)
    with path.open("wb") as stream:
        stream.write(struct.pack("<Q", len(content)))
        stream.write(content)
        for _, values in ordered:
            stream.write(np.ascontiguousarray(values).data)


def map_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Name -> read-only array over the mapped file. Raises ValueError or OSError where it is none.

    Arrays of types that NumPy does not have are left out.
    """
    raw = np.memmap(path, dtype=np.uint8, mode="r")
    if len(raw) < struct.calcsize("<Q"):
        raise ValueError(f"{path.name} is too short for a file of arrays")
    (header_bytes,) = struct.unpack("<Q", raw[:8].tobytes())
    if header_bytes > min(_HEADER_LIMIT_BYTES, len(raw)):
        raise ValueError(f"{path.name} has a header of {header_bytes} bytes, so it is not a file of arrays")
    header = json.loads(raw[8 : 8 + header_bytes].tobytes())
    data = np.asarray(raw[8 + header_bytes :])
    return {
        name: _view(data, entry)
        for name, entry in header.items()
        if name != "__metadata__" and entry["dtype"] in _DTYPES
    }


def _view(data: NDArray[np.uint8], entry: Mapping[str, Any]) -> NDArray[Any]:
    start, end = entry["data_offsets"]
    if not 0 <= start <= end <= len(data):
        raise ValueError("an array reaches past the end of the file")
    return data[start:end].view(_DTYPES[entry["dtype"]]).reshape(entry["shape"])


def narrowest(values: NDArray[Any]) -> NDArray[Any]:
    """`values`, which are not negative, in the narrowest unsigned type that holds them all."""
    highest = int(values.max()) if len(values) else 0
    kind = next(kind for kind in (np.uint8, np.uint16, np.uint32, np.uint64) if highest <= np.iinfo(kind).max)
    return values.astype(kind)


def integers(arrays: Mapping[str, NDArray[Any]], name: str) -> NDArray[Any]:
    """The one-dimensional array of integers called `name`. Raises KeyError or ValueError."""
    values = arrays[name]
    if values.dtype.kind not in "iu" or values.ndim != 1:
        raise ValueError(f"{name} holds {values.dtype} of shape {values.shape}")
    return values


def is_cut(path: Path, size: int) -> bool:
    """Whether a file is shorter than it was when it was mapped: reading past its end would end the process.

    One that is gone is not cut: what is mapped of it stays.
    """
    try:
        return path.stat().st_size < size
    except OSError:
        return False


# Files of JSON values, one a line, compressed in blocks: read by number, at a fifth of the bytes.
#
# A block holds about `BLOCK_BYTES` of lines before compression, so that one line costs the unpacking of a few
# others and not of the file.

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
            packed = arrays["blocks"]
            # Small, and looked at before it is known whether the file is still whole.
            starts, first_rows = np.array(arrays["starts"]), arrays["first_rows"]
            self._first_rows: list[int] = first_rows.tolist()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"{path} cannot be read: {error}.", hint=_HINT) from error
        if len(starts) != len(self._first_rows) or starts[-1] != len(packed):
            raise IndexDamaged(f"{path}: its blocks and its lines do not agree.", hint=_HINT)
        # Bound to the arrays and not to this object, so that the file is let go of with it and not by the collector.
        self._block = lru_cache(maxsize=_BLOCKS_CACHED)(partial(_unpack, path, path.stat().st_size, packed, starts))

    def __len__(self) -> int:
        return self._first_rows[-1]

    def __iter__(self) -> Iterator[Any]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, row: int) -> Any:
        if not 0 <= row < len(self):
            raise IndexError(row)
        block = bisect_right(self._first_rows, row) - 1
        try:
            return json.loads(str(self._block(block)[row - self._first_rows[block]], "utf-8"))
        except (ValueError, IndexError) as error:
            raise IndexDamaged(f"Line {row + 1} of {self._path} is not JSON: {error}.", hint=_HINT) from error


def _unpack(path: Path, size: int, packed: NDArray[np.uint8], starts: NDArray[np.int64], block: int) -> list[bytes]:
    if is_cut(path, size):
        raise IndexDamaged(f"{path} has been cut while it was open.", hint=_HINT)
    try:
        return zlib.decompress(packed[int(starts[block]) : int(starts[block + 1])].tobytes()).split(b"\n")
    except zlib.error as error:
        raise IndexDamaged(f"Block {block} of {path} cannot be unpacked: {error}.", hint=_HINT) from error
