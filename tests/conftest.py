"""Fixtures that every test may use: the shared material beside the repository, and an encoder without a model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.embedding.encoder import Progress
from indexer.embedding.model import ModelSource

REPOSITORY = Path(__file__).resolve().parent.parent
FAKE_DIMENSIONS = 64


class FakeEncoder:
    """A bag of hashed words, scaled to unit length: deterministic, no model, near for shared words."""

    def __init__(self, source: ModelSource) -> None:
        self.name = source.name
        self.revision = source.revision
        self.dimensions = FAKE_DIMENSIONS
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        self.encoded += texts
        if progress is not None:
            progress(len(texts))
        return np.stack([fake_vector(text) for text in texts])


class FakeQueryEncoder:
    def __init__(self, source: ModelSource) -> None:
        self.source = source

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([fake_vector(text) for text in texts])


def fake_vector(text: str) -> NDArray[np.float32]:
    vector = np.zeros(FAKE_DIMENSIONS, dtype=np.float32)
    for word in text.lower().split():
        digest = hashlib.sha256(word.strip(".,;:'\"()").encode()).digest()
        vector[digest[0] % FAKE_DIMENSIONS] += 1.0 if digest[1] % 2 else -1.0
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real reports and collections; present where this is developed and in CI."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "reports").is_dir():
        pytest.skip("the real reports are not beside the repository (../shared)")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The sample reports."""
    return REPOSITORY / "corpus"
