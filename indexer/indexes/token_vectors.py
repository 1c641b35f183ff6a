"""A vector for each bearing word piece of a paragraph, out of the same forward pass as the paragraph's own.

Late interaction (Khattab and Zaharia 2020, "ColBERT") compares a query with a paragraph piece by piece; the mean of a
sentence's pieces stands for the sentence. Kept as product-quantised codes, of 16 bytes each instead of 1,536.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.model import EMBEDDED_MODEL
from indexer.indexes.product_quantiser import ProductQuantiser

CODEBOOKS_FILE = "token_codebooks.npy"
"""Trained by `python -m benchmarks.train_codebooks`; they fit the embedded model and no other."""

Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class TokenCodes:
    """The codes of many texts, one text after the other.

    `codes` is uint8 (tokens, parts); those of text i are its rows `offsets[i]` to `offsets[i + 1]`.
    """

    codes: Codes
    offsets: NDArray[np.int64]

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

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> TokenCodes:
        """Those of some texts, in the order of `rows`."""
        return TokenCodes.joined([self.of(int(row)) for row in rows], self.codes.shape[1])


@cache
def token_quantiser(model: str) -> ProductQuantiser | None:
    """The codebooks that fit `model`; None where there are none, and then nothing is kept of single tokens."""
    if model != EMBEDDED_MODEL:
        return None
    return ProductQuantiser(np.load(Path(__file__).with_name(CODEBOOKS_FILE), allow_pickle=False))
