"""Fixtures that every test may use: the shared material beside the repository, and an encoder without a model."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from numpy.typing import NDArray

from indexer.building.build import build
from indexer.embedding.encoder import Progress
from indexer.embedding.model import EMBEDDED_MODEL, ModelSource

REPOSITORY = Path(__file__).resolve().parent.parent
FAKE_DIMENSIONS = 64


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays until the end, and is not looked through for garbage again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


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


MadeOnce = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Has a folder filled once in a run, by whichever of its processes asks first. All read it, and none changes it."""
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent

    def folder_of(name: str, fill: Callable[[Path], object]) -> Path:
        folder, filled = run / "made-once" / name, run / "made-once" / f"{name}.filled"
        folder.parent.mkdir(exist_ok=True)
        with FileLock(folder.with_name(f"{name}.lock")):
            if not filled.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                filled.touch()
        return folder

    return folder_of


@pytest.fixture(scope="session")
def corpus_index(made_once: MadeOnce, corpus: Path) -> Path:
    """The sample reports, indexed with the real model."""
    return made_once("corpus", lambda folder: build(corpus, folder / "index", model=EMBEDDED_MODEL)) / "index"
