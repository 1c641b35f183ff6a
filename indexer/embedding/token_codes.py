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

from indexer.arrays.files import map_arrays, narrowest, write_arrays
from indexer.embedding.model import EMBEDDED_MODEL
from indexer.embedding.weights import check_weights
from indexer.errors import IndexDamaged

# Product quantisation: a vector as a few bytes (Jégou, Douze and Schmid 2011, "Product Quantization for Nearest
# Neighbor Search").
#
# A vector is cut into equal parts, and each part is replaced by the number of the nearest of 256 centroids. Only the
# centroids, the codebooks, are needed to read it again.

CENTROIDS = 256
"""One byte a part."""

_ROWS_AT_ONCE = 1_024
"""A megabyte of distances, which stays in a core's cache."""

_LANES = 8
"""NumPy gathers rows of 32 bytes several times as fast as rows of 12 or 20."""

Vectors = NDArray[np.float32]
Codes = NDArray[np.uint8]


class ProductQuantiser:
    """Vectors of `parts * width` numbers to `parts` bytes and back. Safe for several threads."""

    def __init__(self, codebooks: NDArray[np.floating]) -> None:
        """`codebooks` is (parts, 256, width). Raises ValueError for any other shape."""
        if codebooks.ndim != 3 or codebooks.shape[1] != CENTROIDS:
            raise ValueError(f"codebooks have the shape {codebooks.shape}, not (parts, {CENTROIDS}, width)")
        self.codebooks: Vectors = np.ascontiguousarray(codebooks, dtype=np.float32)
        self._squares = np.square(self.codebooks).sum(axis=2)
        self._half_squares = self._squares / 2

    @property
    def parts(self) -> int:
        return len(self.codebooks)

    @property
    def dimensions(self) -> int:
        return int(self.codebooks.shape[0] * self.codebooks.shape[2])

    def encode(self, vectors: Vectors) -> Codes:
        """uint8 (n, parts) for float32 (n, dimensions)."""
        codes = np.empty((len(vectors), self.parts), dtype=np.uint8)
        for start in range(0, len(vectors), _ROWS_AT_ONCE):
            rows = slice(start, start + _ROWS_AT_ONCE)
            pieces = np.split(vectors[rows], self.parts, axis=1)
            for part, piece in enumerate(pieces):
                # Half the squared distance, turned round, less what is the same for every centroid.
                nearness = piece @ self.codebooks[part].T
                nearness -= self._half_squares[part]
                codes[rows, part] = nearness.argmax(axis=1)
        return codes

    def decode(self, codes: Codes) -> Vectors:
        """float32 (n, dimensions), rows of unit length: the centroids that uint8 (n, parts) stands for."""
        vectors = self.codebooks[np.arange(self.parts), codes].reshape(len(codes), self.dimensions)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, norms, out=vectors, where=norms > 0)
        return vectors

    def cosines(self, queries: Vectors, codes: Codes) -> Vectors:
        """float32 (n, queries): the cosine of what each of uint8 (n, parts) stands for with each of `queries`.

        `queries` are float32 (q, dimensions) of unit length. Nothing is decoded: the products of a query with all
        centroids are few, and what a code adds is looked up among them.
        """
        count = len(queries)
        pieces = queries.reshape(count, self.parts, -1).transpose(1, 2, 0)
        added = np.zeros((self.parts, CENTROIDS, -(-(count + 1) // _LANES) * _LANES), dtype=np.float32)
        np.matmul(self.codebooks, pieces, out=added[:, :, :count])
        added[:, :, count] = self._squares
        sums = np.zeros((len(codes), added.shape[2]), dtype=np.float32)
        of_part = np.empty_like(sums)
        for part, its_codes in enumerate(codes.T.astype(np.intp, order="C")):
            # Every code is among the centroids; "clip" lets NumPy write without a copy in between.
            np.take(added[part], its_codes, axis=0, out=of_part, mode="clip")
            sums += of_part
        products, norms = sums[:, :count], np.sqrt(sums[:, count, None])
        return np.asarray(np.divide(products, norms, out=products, where=norms > 0))


CODEBOOKS_FILE = "token_codebooks.npy"
"""Trained by `python -m benchmarks.training.train_codebooks`; they fit the embedded model and no other."""

TOKENS_FILE = "tokens.arrays"
_CODES, _OFFSETS = "codes", "offsets"


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
    return ProductQuantiser(np.load(check_weights(Path(__file__).with_name(CODEBOOKS_FILE)), allow_pickle=False))
