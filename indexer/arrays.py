"""Named arrays in one file, mapped when they are read: the safetensors layout (length, JSON header, raw data).

One file, because a small segment is mostly files to open, to sum and to sync.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
        raise ValueError(f"{path.name} has a header of {header_bytes} bytes, so it is no file of arrays")
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
