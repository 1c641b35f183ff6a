"""The model's forward pass for one query, in NumPy over memory-mapped weights.

Searching then needs no torch: opening costs a tenth of a second instead of several, and the weights are
pages of the file that every process shares. It serves BERT-type models with mean pooling
(Devlin et al. 2018, arXiv 1810.04805; Reimers and Gurevych 2019, arXiv 1908.10084); for any other model
`open_query_encoder` falls back to sentence-transformers.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from indexer.errors import ModelUnavailable
from indexer.indexes.bert_files import (
    CLS_POOLING,
    is_plain_bert,
    map_safetensors,
    open_tokenizer,
    pooling_mode,
    token_limit,
)
from indexer.indexes.cores import on_every_core
from indexer.indexes.encoder import SentenceTransformerEncoder
from indexer.indexes.model import ModelSource
from indexer.indexes.word_pieces import bears_meaning

_Token = TypeVar("_Token")

Vector = NDArray[np.float32]
_TEXTS_CACHED = 4_096
_GROUP_TOKENS = 256
"""What a layer makes of so many tokens stays in a core's cache, and there are pieces for every core."""


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

    def encode_query(self, text: str) -> EncodedQuery:
        """The text and its bearing word pieces. What exceeds the encoder is cut off."""
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
    """BERT's forward pass for a few short texts. Equal to sentence-transformers' vectors to about 1e-6.

    Several texts go through the layers as one array of tokens, without padding; only attention looks at each
    by itself.
    """

    def __init__(self, folder: Path) -> None:
        """Maps the weights. Raises ModelUnavailable where a file is missing or damaged."""
        try:
            self._config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self._weights = map_safetensors(folder / "model.safetensors")
            self._tokenizer = open_tokenizer(folder)
            self._limit = token_limit(folder)
            self._pooling = pooling_mode(folder)
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise ModelUnavailable(
                f"The model in {folder} cannot be read: {error}.", hint="Reinstall the model, or name another."
            ) from error
        # A page of results asks for twenty paragraphs, many of them again and again.
        self._spans = lru_cache(_TEXTS_CACHED)(self._find_bearing_spans)
        self._heads = int(self._config["num_attention_heads"])
        self._epsilon = float(self._config["layer_norm_eps"])
        # The matrices of a query are small: several threads gain little alone, and beside another busy
        # process they wait for each other at every product, which was measured at twenty times the time.
        ThreadpoolController().limit(limits=1, user_api="blas")

    def encode(self, texts: Sequence[str]) -> Vector:
        """float32, shape (len(texts), hidden_size), rows of unit length."""
        if not texts:
            return np.empty((0, int(self._config["hidden_size"])), dtype=np.float32)
        ids = [self._cut_off(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(ids), int(self._config["hidden_size"])), dtype=np.float32)

        def forward(group: slice) -> None:
            vectors[group] = _unit(np.stack([self._pool(hidden) for hidden in self._forward(ids[group])]))

        on_every_core(forward, _groups([len(row) for row in ids]))
        return vectors

    def encode_query(self, text: str) -> EncodedQuery:
        """See PieceEncoder.encode_query."""
        encoding = self._tokenizer.encode(text)
        (hidden,) = self._forward([self._cut_off(encoding.ids)])
        # Asked once: the library makes these lists anew each time.
        pieces, offsets = self._cut_off(encoding.tokens), self._cut_off(encoding.offsets)
        bearing = [place for place, piece in enumerate(pieces) if bears_meaning(piece)]
        spans = tuple(offsets[place] for place in bearing)
        return EncodedQuery(_unit(self._pool(hidden)[None])[0], _unit(hidden[bearing]), spans)

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

    def _forward(self, ids: Sequence[Sequence[int]]) -> list[Vector]:
        """The last hidden state of each text, float32 (tokens, d)."""
        ends = np.cumsum([len(row) for row in ids]).tolist()
        spans = [slice(end - len(row), end) for row, end in zip(ids, ends, strict=True)]
        hidden = self._embed(ids)
        for layer in range(int(self._config["num_hidden_layers"])):
            hidden = self._transform(hidden, spans, f"encoder.layer.{layer}.")
        return [hidden[span] for span in spans]

    def _pool(self, hidden: Vector) -> Vector:
        return np.asarray(hidden[0] if self._pooling == CLS_POOLING else hidden.mean(axis=0))

    def _embed(self, ids: Sequence[Sequence[int]]) -> Vector:
        weights = self._weights
        places = np.concatenate([np.arange(len(row)) for row in ids])
        summed = (
            weights["embeddings.word_embeddings.weight"][np.concatenate(ids)]
            + weights["embeddings.position_embeddings.weight"][places]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        return self._normalise(summed.astype(np.float32), "embeddings.LayerNorm")

    def _transform(self, hidden: Vector, spans: Sequence[slice], prefix: str) -> Vector:
        attended = self._attend(hidden, spans, prefix + "attention.self.")
        hidden = self._normalise(
            hidden + self._affine(attended, prefix + "attention.output.dense"),
            prefix + "attention.output.LayerNorm",
        )
        inner = _gelu(self._affine(hidden, prefix + "intermediate.dense"))
        return self._normalise(
            hidden + self._affine(inner, prefix + "output.dense"), prefix + "output.LayerNorm"
        )

    def _attend(self, hidden: Vector, spans: Sequence[slice], prefix: str) -> Vector:
        length, width = hidden.shape
        size = width // self._heads
        query, key, value = (
            self._affine(hidden, prefix + name).reshape(length, self._heads, size).transpose(1, 0, 2)
            for name in ("query", "key", "value")
        )
        attended = np.empty((length, width), dtype=np.float32)
        for span in spans:
            scores = query[:, span] @ key[:, span].transpose(0, 2, 1) / math.sqrt(size)
            shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
            shares /= shares.sum(axis=-1, keepdims=True)
            attended[span] = (shares @ value[:, span]).transpose(1, 0, 2).reshape(-1, width)
        return attended

    def _affine(self, values: Vector, name: str) -> Vector:
        # The weights first: for the few rows of a query, the other way round costs a quarter more.
        product = (self._weights[name + ".weight"] @ values.T).T
        return np.asarray(product + self._weights[name + ".bias"], dtype=np.float32)

    def _normalise(self, values: Vector, name: str) -> Vector:
        mean = values.mean(axis=-1, keepdims=True)
        variance = values.var(axis=-1, keepdims=True)
        scaled = (values - mean) / np.sqrt(variance + self._epsilon)
        return np.asarray(
            scaled * self._weights[name + ".weight"] + self._weights[name + ".bias"], dtype=np.float32
        )


def _groups(lengths: Sequence[int]) -> list[slice]:
    """Runs of texts whose tokens go through the layers together."""
    groups: list[slice] = []
    first = tokens = 0
    for place, length in enumerate(lengths):
        if place > first and tokens + length > _GROUP_TOKENS:
            groups.append(slice(first, place))
            first, tokens = place, 0
        tokens += length
    return [*groups, slice(first, len(lengths))]


def _unit(vectors: Vector) -> Vector:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _gelu(values: Vector) -> Vector:
    return np.asarray(0.5 * values * (1.0 + _erf(values / np.float32(math.sqrt(2.0)))), dtype=np.float32)


def _erf(values: Vector) -> Vector:
    """The error function to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26); NumPy itself has none.

    Horner's scheme in place: half the time of a forward pass was allocating the steps of this series.
    """
    magnitude = np.abs(values)
    step = np.float32(1.0) / (np.float32(0.3275911) * magnitude + np.float32(1.0))
    series = np.full_like(step, _ERF_COEFFICIENTS[0])
    for coefficient in _ERF_COEFFICIENTS[1:]:
        series *= step
        series += coefficient
    series *= step
    np.square(magnitude, out=magnitude)
    np.negative(magnitude, out=magnitude)
    np.exp(magnitude, out=magnitude)
    series *= magnitude
    np.subtract(np.float32(1.0), series, out=series)
    return np.copysign(series, values)


_ERF_COEFFICIENTS = tuple(
    map(np.float32, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592))
)
