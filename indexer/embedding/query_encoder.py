"""The vector of a query and those of its word pieces.

Searching needs no torch where NumPy can do it, as it can for BERT-type models; for any other model
`open_query_encoder` falls back to sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from indexer.arrays.cores import on_every_core
from indexer.embedding.encoder import unit
from indexer.embedding.model import ModelSource, is_plain_bert
from indexer.embedding.numpy_pass import NumpyBert, Vector, groups
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.embedding.windows import bears_meaning

_Token = TypeVar("_Token")

_TEXTS_CACHED = 4_096


class QueryEncoder(Protocol):
    def encode(self, texts: Sequence[str]) -> Vector:
        """float32, shape (len(texts), dimensions), rows of unit length. What exceeds the encoder is cut off."""
        ...


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A query's vector, float32 (d,), and the vectors of its bearing word pieces, float32 (pieces, d).

    All are of unit length. `spans` says where each piece stands in the text, in code points.
    """

    vector: Vector
    pieces: Vector
    spans: tuple[tuple[int, int], ...]


@runtime_checkable
class PieceEncoder(QueryEncoder, Protocol):
    """A query encoder that also gives the vectors of single word pieces."""

    def encode_queries(self, texts: Sequence[str]) -> list[EncodedQuery]:
        """Each text and its bearing word pieces. What exceeds the encoder is cut off."""
        ...

    def bearing_spans(self, text: str) -> NDArray[np.int32]:
        """Where the bearing word pieces of a whole text start and end, in the order in which a build keeps their
        vectors: int32 (pieces, 2), not to be changed."""
        ...


def open_query_encoder(source: ModelSource) -> QueryEncoder:
    """The fastest encoder that gives this model's vectors. Raises ModelUnavailable where there is none."""
    if source.folder is not None and is_plain_bert(source.folder):
        return NumpyQueryEncoder(source.folder)
    return SentenceTransformerEncoder(source)


class NumpyQueryEncoder:
    """A BERT-type model for a few short texts."""

    def __init__(self, folder: Path) -> None:
        """Maps the weights. Raises ModelUnavailable where a file is missing or damaged."""
        self._bert = NumpyBert(folder)
        self._tokenizer, self._limit = self._bert.tokenizer, self._bert.most_tokens
        # A page of results asks for twenty paragraphs, many of them again and again.
        self._spans = lru_cache(_TEXTS_CACHED)(self._find_bearing_spans)

    def encode(self, texts: Sequence[str]) -> Vector:
        """float32, shape (len(texts), hidden_size), rows of unit length."""
        if not texts:
            return np.empty((0, self._bert.dimensions), dtype=np.float32)
        ids = [self._cut_off(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(ids), self._bert.dimensions), dtype=np.float32)

        def forward(group: slice) -> None:
            vectors[group] = unit(np.stack([self._bert.pool(hidden) for hidden in self._bert.hidden(ids[group])]))

        on_every_core(forward, groups([len(row) for row in ids]))
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> list[EncodedQuery]:
        """See PieceEncoder.encode_queries."""
        encodings = [self._tokenizer.encode(text) for text in texts]
        ids = [self._cut_off(encoding.ids) for encoding in encodings]
        found: dict[int, EncodedQuery] = {}

        def forward(group: slice) -> None:
            for row, hidden in enumerate(self._bert.hidden(ids[group]), start=group.start):
                # Asked once: the library makes these lists anew each time.
                pieces, offsets = self._cut_off(encodings[row].tokens), self._cut_off(encodings[row].offsets)
                bearing = [place for place, piece in enumerate(pieces) if bears_meaning(piece)]
                spans = tuple(offsets[place] for place in bearing)
                found[row] = EncodedQuery(unit(self._bert.pool(hidden)[None])[0], unit(hidden[bearing]), spans)

        on_every_core(forward, groups([len(row) for row in ids]))
        return [found[row] for row in range(len(texts))]

    def bearing_spans(self, text: str) -> NDArray[np.int32]:
        """See PieceEncoder.bearing_spans. Nothing is cut off: a long paragraph's vectors come from several windows."""
        return self._spans(text)

    def _find_bearing_spans(self, text: str) -> NDArray[np.int32]:
        encoding = self._tokenizer.encode(text)
        found = [span for span, piece in zip(encoding.offsets, encoding.tokens, strict=True) if bears_meaning(piece)]
        return np.array(found, dtype=np.int32).reshape(-1, 2)

    def _cut_off(self, tokens: list[_Token]) -> list[_Token]:
        """Those of a text that the encoder takes: the first ones, and the mark of the end."""
        return tokens if len(tokens) <= self._limit else [*tokens[: self._limit - 1], tokens[-1]]
