"""A vector for each bearing word piece of a paragraph, out of the same forward pass as the paragraph's own.

Late interaction (Khattab and Zaharia 2020, "ColBERT") compares a query with a paragraph piece by piece; the mean of a
sentence's pieces stands for the sentence. Kept as product-quantised codes, of 16 bytes each instead of 1,536.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import map_arrays, narrowest, write_arrays
from indexer.errors import IndexDamaged
from indexer.indexes.model import EMBEDDED_MODEL
from indexer.indexes.product_quantiser import ProductQuantiser

CODEBOOKS_FILE = "token_codebooks.npy"
"""Trained by `python -m benchmarks.train_codebooks`; they fit the embedded model and no other."""

TOKENS_FILE = "tokens.arrays"
_CODES, _OFFSETS = "codes", "offsets"

Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class TokenCodes:
    """The codes of many texts, one text after the other.

    `codes` is uint8 (tokens, parts); those of text i are its rows `offsets[i]` to `offsets[i + 1]`.
    """

    codes: Codes
    offsets: NDArray[np.integer[Any]]

    @classmethod
    def joined(cls, texts: Iterable[Codes], parts: int) -> TokenCodes:
        """The codes of texts one after the other, each uint8 (tokens, parts)."""
        each = list(texts)
        offsets = np.zeros(len(each) + 1, dtype=np.int64)
        np.cumsum([len(codes) for codes in each], out=offsets[1:])
        return cls(np.concatenate(each) if each else np.empty((0, parts), dtype=np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def of(self, row: int) -> Codes:
        """uint8 (tokens, parts): those of one text."""
        return self.codes[self.offsets[row] : self.offsets[row + 1]]

    def take(self, rows: Iterable[int]) -> TokenCodes:
        """Those of some texts, in the order of `rows`."""
        return TokenCodes.joined(map(self.of, rows), self.codes.shape[1])


def write_tokens(folder: Path, tokens: TokenCodes) -> None:
    """Writes the codes of a segment's chunks into `folder`."""
    write_arrays(folder / TOKENS_FILE, {_CODES: tokens.codes, _OFFSETS: narrowest(tokens.offsets)})


class TokenIndex:
    """The codes of all segments, text i for chunk ordinal i. Safe to read from several threads."""

    def __init__(self, parts: Sequence[TokenCodes]) -> None:
        """`parts` in the order of their ordinals."""
        self.parts = tuple(parts)
        self._bases = tuple(accumulate(map(len, self.parts), initial=0))

    @classmethod
    def open(cls, *folders: Path) -> TokenIndex | None:
        """Maps the codes of segments; None where one was written without. Raises IndexDamaged."""
        if not folders or not all((folder / TOKENS_FILE).is_file() for folder in folders):
            return None
        return cls([_open_codes(folder / TOKENS_FILE) for folder in folders])

    def __len__(self) -> int:
        return self._bases[-1]

    @property
    def width(self) -> int:
        """How many bytes a word piece has."""
        return int(self.parts[0].codes.shape[1])

    def of(self, ordinal: int) -> Codes:
        """uint8 (tokens, parts): those of one chunk."""
        number = bisect_right(self._bases, ordinal) - 1
        return self.parts[number].of(ordinal - self._bases[number])

    def take(self, ordinals: Iterable[int]) -> TokenCodes:
        """Those of some chunks, in the order of `ordinals`."""
        return TokenCodes.joined(map(self.of, ordinals), self.width)


def _open_codes(path: Path) -> TokenCodes:
    try:
        arrays = map_arrays(path)
        codes, offsets = arrays[_CODES], arrays[_OFFSETS]
        if codes.ndim != 2 or offsets[-1] != len(codes):
            raise ValueError(f"its offsets end at {offsets[-1]} of {codes.shape}")
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise IndexDamaged(
            f"The token vectors {path} cannot be read: {error}.", hint="Build the index again."
        ) from error
    return TokenCodes(codes, offsets)


@cache
def token_quantiser(model: str) -> ProductQuantiser | None:
    """The codebooks that fit `model`; None where there are none, and then nothing is kept of single tokens."""
    if model != EMBEDDED_MODEL:
        return None
    return ProductQuantiser(np.load(Path(__file__).with_name(CODEBOOKS_FILE), allow_pickle=False))
