"""txtai: hybrid search over an approximate vector index; no text stored, vectors given."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from txtai import Embeddings

from benchmarks.speed.engines.asking import ROUNDS, TOP
from benchmarks.speed.material import paragraphs, question_vectors, questions, vectors
from benchmarks.speed.measure import folder_bytes, summary, times_ms

os.environ.setdefault("ALLOW_RESOLVE_TRANSFORM", "True")  # it then calls the function below by its name

_known: dict[str, NDArray[np.float32]] = {}


def given_vectors(texts: list[str]) -> NDArray[np.float32]:
    """In place of a model: txtai asks for vectors in the order of the paragraphs, or for a question's."""
    return np.stack([_known[text] for text in texts])


def _embeddings() -> Embeddings:
    return Embeddings(method="external", transform=f"{__name__}.given_vectors", hybrid=True, content=False)


def build(material: Path, out: Path) -> None:
    matrix = vectors(material)
    texts = [paragraph.text for paragraph in paragraphs(material)]
    _known.update(zip(texts, matrix, strict=True))
    embeddings = _embeddings()
    embeddings.index((ordinal, text, None) for ordinal, text in enumerate(texts))
    embeddings.save(str(out))


def ask(material: Path, out: Path) -> dict[str, Any]:
    asked = questions(material)
    _known.update(zip(asked.plain, question_vectors(material), strict=True))
    embeddings = _embeddings()
    embeddings.load(str(out))
    hybrid = summary(times_ms(lambda query: embeddings.search(query, TOP), asked.plain, again=ROUNDS))
    return {"hybrid": hybrid, "bytes": folder_bytes(out)}
