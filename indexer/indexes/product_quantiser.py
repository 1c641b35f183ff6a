"""Product quantisation: a vector as a few bytes (Jégou, Douze and Schmid 2011, "Product Quantization for Nearest
Neighbor Search").

A vector is cut into equal parts, and each part is replaced by the number of the nearest of 256 centroids. Only the
centroids, the codebooks, are needed to read it again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CENTROIDS = 256
"""One byte a part."""

_ITERATIONS = 15
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


def train_codebooks(vectors: Vectors, parts: int, seed: int = 0) -> Vectors:
    """float32 (parts, 256, d / parts) by k-means over float32 (n, d). Raises ValueError for too few vectors."""
    if len(vectors) < CENTROIDS:
        raise ValueError(f"{len(vectors)} vectors cannot make {CENTROIDS} centroids")
    random = np.random.default_rng(seed)
    return np.stack([_k_means(piece, random) for piece in np.split(vectors, parts, axis=1)])


def _k_means(points: Vectors, random: np.random.Generator) -> Vectors:
    centroids = points[random.choice(len(points), CENTROIDS, replace=False)].copy()
    for _ in range(_ITERATIONS):
        nearest = (np.square(centroids).sum(axis=1) - 2 * (points @ centroids.T)).argmin(axis=1)
        members = np.bincount(nearest, minlength=CENTROIDS)
        sums = np.stack([np.bincount(nearest, points[:, axis], CENTROIDS) for axis in range(points.shape[1])], axis=1)
        strays = points[random.choice(len(points), CENTROIDS)]
        means = sums / np.maximum(members, 1)[:, None]
        centroids = np.where(members[:, None] > 0, means, strays).astype(np.float32)
    return centroids
