"""BERT's forward pass in NumPy over memory-mapped weights.

Opening costs a tenth of a second, where a library for training takes several, and the weights are pages of the file
that every process shares. It serves BERT-type models with mean or first-token pooling (Devlin et al. 2018,
arXiv 1810.04805; Reimers and Gurevych 2019, arXiv 1908.10084).
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from indexer.embedding.encoder import EncodingCores, Output, WindowEncoder, unit
from indexer.embedding.model import (
    CLS_POOLING,
    WEIGHTS_FILE,
    ModelSource,
    default_prompt,
    is_embedded,
    is_plain_bert,
    map_safetensors,
    open_tokenizer,
    pooling_mode,
    token_limit,
)
from indexer.embedding.weights import begin_check
from indexer.embedding.windows import Window, WindowCutter
from indexer.errors import ModelUnavailable

Vector = NDArray[np.float32]
Ids = Sequence[int] | NDArray[np.int32]
"""The numbers of the tokens of a text."""

_GROUP_TOKENS = 256
"""What a layer makes of so many tokens stays in a core's cache, and there are pieces for every core."""


class NumpyBert:
    """Equal to sentence-transformers' vectors to about 1e-6.

    Several texts go through the layers as one array of tokens, without padding; only attention looks at each
    by itself.
    """

    def __init__(self, folder: Path, changed: Mapping[str, NDArray[Any]] | None = None) -> None:
        """Maps the weights, of which `changed` replaces some by name. Raises ModelUnavailable where a file is missing
        or damaged."""
        try:
            self._config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self._weights = map_safetensors(folder / WEIGHTS_FILE) | dict(changed or {})
            self.tokenizer: Any = open_tokenizer(folder)
            self.most_tokens = token_limit(folder)
            self._pooling = pooling_mode(folder)
            self.prompt = default_prompt(folder)
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise ModelUnavailable(
                f"The model in {folder} cannot be read: {error}.", hint="Reinstall the model, or name another."
            ) from error
        self._check = begin_check(folder / WEIGHTS_FILE) if is_embedded(folder) else None
        self._heads = int(self._config["num_attention_heads"])
        self._epsilon = float(self._config["layer_norm_eps"])
        # The matrices of a query are small: several threads gain little alone, and beside another busy
        # process they wait for each other at every product, which was measured at twenty times the time.
        ThreadpoolController().limit(limits=1, user_api="blas")

    @property
    def dimensions(self) -> int:
        """Of its vectors."""
        return int(self._config["hidden_size"])

    def batches(self, windows: Sequence[Window], cores: int) -> list[Sequence[Window]]:
        """See ForwardPass.batches."""
        return [windows[group] for group in groups([len(window.ids) for window in windows])]

    def run(self, windows: Sequence[Window], keep: NDArray[np.bool_]) -> Output:
        """See ForwardPass.run."""
        states = self.hidden([window.ids for window in windows])
        wanted = [keep[window.ids] & (np.arange(len(window.ids)) >= window.seen) for window in windows]
        pieces = [state[own] for state, own in zip(states, wanted, strict=True)]
        counts = np.array([len(own) for own in pieces], dtype=np.int64)
        return Output(unit(np.stack([self.pool(state) for state in states])), unit(np.concatenate(pieces)), counts)

    def states(self, windows: Sequence[Window]) -> list[Vector]:
        """See StatePass.states."""
        return self.hidden([window.ids for window in windows])

    def hidden(self, ids: Sequence[Ids]) -> list[Vector]:
        """The last hidden state of each text, float32 (tokens, d), from the numbers of its tokens."""
        if self._check is not None:
            self._check.refuse()
        ends = np.cumsum([len(row) for row in ids]).tolist()
        spans = [slice(end - len(row), end) for row, end in zip(ids, ends, strict=True)]
        hidden = self._embed(ids)
        for layer in range(int(self._config["num_hidden_layers"])):
            hidden = self._transform(hidden, spans, f"encoder.layer.{layer}.")
        return [hidden[span] for span in spans]

    def pool(self, hidden: Vector) -> Vector:
        """The vector of a text, float32 (d,), of no particular length, from its last hidden state."""
        return np.asarray(hidden[0] if self._pooling == CLS_POOLING else hidden.mean(axis=0))

    def _embed(self, ids: Sequence[Ids]) -> Vector:
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
        inner = gelu(self._affine(hidden, prefix + "intermediate.dense"))
        return self._normalise(hidden + self._affine(inner, prefix + "output.dense"), prefix + "output.LayerNorm")

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
        return np.asarray(scaled * self._weights[name + ".weight"] + self._weights[name + ".bias"], dtype=np.float32)


def groups(lengths: Sequence[int]) -> list[slice]:
    """Runs of texts whose tokens go through the layers together."""
    found: list[slice] = []
    first = tokens = 0
    for place, length in enumerate(lengths):
        if place > first and tokens + length > _GROUP_TOKENS:
            found.append(slice(first, place))
            first, tokens = place, 0
        tokens += length
    return [*found, slice(first, len(lengths))] if lengths else []


def gelu(values: Vector) -> Vector:
    """The Gaussian error linear unit (Hendrycks and Gimpel 2016, arXiv 1606.08415), elementwise."""
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


_ERF_COEFFICIENTS = tuple(map(np.float32, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)))

# Encoding a few paragraphs without torch, which takes longer to load than they take to encode.

FEW_TEXTS = 256
"""Measured on two cores: so many take 4.6 seconds here, and 6 with torch, of which 5 are opening it."""


def has_light_encoder(source: ModelSource) -> bool:
    """Whether NumPy can do this model."""
    return source.folder is not None and is_plain_bert(source.folder)


def open_light_encoder(source: ModelSource) -> WindowEncoder:
    """An encoder that opens within a tenth of a second and gives the vectors of sentence-transformers.

    Raises ModelUnavailable where NumPy cannot do the model, or where a file is missing or damaged.
    """
    if source.folder is None:
        raise ModelUnavailable(f"The model {source.name} is not in any folder.", hint="Name a folder with --model.")
    bert = NumpyBert(source.folder)
    cutter = WindowCutter(bert.tokenizer, bert.most_tokens, bert.prompt)
    return WindowEncoder(source, cutter, bert, EncodingCores(), bert.tokenizer.get_vocab())
