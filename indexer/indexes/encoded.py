"""What an encoder gives for texts: a vector for each, and, where it can, one for each of their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.encoder import Encoder, Progress

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """`vectors` is (n, d); `sentences` has for each text the vectors of its spans, (k, d), or is None."""

    vectors: NDArray[np.floating]
    sentences: tuple[NDArray[np.floating], ...] | None = None


@runtime_checkable
class SentenceEncoder(Protocol):
    """An encoder whose forward pass over a text also gives a vector for each stretch of it."""

    def encode_with_sentences(
        self, texts: Sequence[str], spans: Sequence[Spans], progress: Progress | None = None
    ) -> Encoded:
        """`spans` are code points into each text; all vectors are of unit length."""
        ...


def encode_texts(
    encoder: Encoder, texts: Sequence[str], spans: Sequence[Spans], progress: Progress | None = None
) -> Encoded:
    """All that `encoder` gives for `texts`."""
    if isinstance(encoder, SentenceEncoder):
        return encoder.encode_with_sentences(texts, spans, progress)
    return Encoded(encoder.encode(texts, progress))
