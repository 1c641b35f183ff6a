"""A vector for each sentence of each paragraph, in a quarter of the bytes of single precision.

Each row is rounded to 8 bits by a scale of its own, its largest component over 127. Against single precision that moves
a cosine by less than .005. Rounding what was read back gives the same bytes again, so that rows can be carried over.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import map_arrays, write_arrays
from indexer.errors import IndexDamaged

SENTENCES_FILE = "sentences.arrays"
_LARGEST = 127
_HINT = "Build the index again."


def write_sentence_vectors(folder: Path, sentences: Sequence[NDArray[Any]], dimensions: int) -> None:
    """Writes for each paragraph the vectors of its sentences, (k, dimensions), into the folder of a segment."""
    rows = np.concatenate([np.empty((0, dimensions), dtype=np.float32), *sentences]).astype(np.float32)
    scales = (np.abs(rows).max(axis=1, initial=0) / _LARGEST).astype(np.float16)
    divisors = np.where(scales > 0, scales, 1).astype(np.float32)
    arrays: dict[str, NDArray[Any]] = {
        "rows": np.clip(np.rint(rows / divisors[:, None]), -_LARGEST, _LARGEST).astype(np.int8),
        "scales": scales,
        "offsets": np.cumsum([0, *map(len, sentences)], dtype=np.int32),
    }
    write_arrays(folder / SENTENCES_FILE, arrays)


class SentenceVectors:
    """The sentence vectors of all segments. Safe to read from several threads."""

    def __init__(self, parts: Sequence[dict[str, NDArray[Any]]]) -> None:
        self._parts = tuple(parts)
        self._bases = tuple(accumulate((len(part["offsets"]) - 1 for part in parts), initial=0))

    @classmethod
    def open(cls, *folders: Path) -> SentenceVectors | None:
        """Maps those of segments; None where a segment was built without. Raises IndexDamaged."""
        paths = [folder / SENTENCES_FILE for folder in folders]
        if not all(path.exists() for path in paths):
            return None
        return cls([_open(path) for path in paths])

    def __len__(self) -> int:
        """How many paragraphs there are."""
        return self._bases[-1]

    def of(self, ordinal: int) -> NDArray[np.float32]:
        """float32 (k, d): the vectors of a paragraph's sentences, of about unit length."""
        number = bisect_right(self._bases, ordinal) - 1
        part, row = self._parts[number], ordinal - self._bases[number]
        own = slice(int(part["offsets"][row]), int(part["offsets"][row + 1]))
        return np.asarray(part["rows"][own] * part["scales"][own, None].astype(np.float32), dtype=np.float32)


def _open(path: Path) -> dict[str, NDArray[Any]]:
    try:
        part = map_arrays(path)
        if len(part["rows"]) != len(part["scales"]) or part["offsets"][-1] != len(part["rows"]):
            raise ValueError("its rows, scales and offsets do not agree")
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise IndexDamaged(f"The sentence vectors {path} cannot be read: {error}.", hint=_HINT) from error
    return part
