"""Train the codebooks of token vectors: python -m benchmarks.training.train_codebooks

Encodes the sample reports in `corpus/` with the embedded model, gathers the vectors of their bearing word pieces, and
writes k-means centroids to `indexer/embedding/token_codebooks.npy`. Nothing of any text is in them, and no judgement.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import indexer.embedding
from indexer.building.build import build
from indexer.embedding.model import EMBEDDED_MODEL, NO_MODEL, find_model
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.embedding.token_codes import CENTROIDS, CODEBOOKS_FILE, Vectors
from indexer.language.chunking import embedded_text
from indexer.storage.generation import Generation

PARTS = 16
"""Of 16, 24 and 32, measured on four collections: 32 ranks better by .002 on average, and costs twice the disk."""

_ITERATIONS = 15


def main() -> None:
    """Train and write the codebooks; prints the number of vectors."""
    with tempfile.TemporaryDirectory(prefix="precedent-codebooks-") as folder:
        build(Path("corpus"), Path(folder), model=NO_MODEL)
        generation = Generation.open(Path(folder))
        chunks = [generation.chunk(ordinal) for ordinal in range(len(generation))]
        texts = [embedded_text(chunk, generation.report(chunk.report_id)) for chunk in chunks]
        generation.close()
    vectors = _token_vectors(texts)
    path = Path(indexer.embedding.__file__).with_name(CODEBOOKS_FILE)
    np.save(path, train_codebooks(vectors, PARTS).astype(np.float16), allow_pickle=False)
    print(f"{len(vectors):,} vectors of {len(texts)} paragraphs; {path.stat().st_size:,} bytes")


def _token_vectors(texts: list[str]) -> NDArray[np.float32]:
    encoder = SentenceTransformerEncoder(find_model(EMBEDDED_MODEL))
    return np.concatenate([encoder.token_vectors(text) for text in texts if text.strip()])


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


if __name__ == "__main__":
    main()
