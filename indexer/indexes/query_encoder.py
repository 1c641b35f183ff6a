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
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from indexer.errors import ModelUnavailable
from indexer.indexes.cores import on_every_core
from indexer.indexes.encoder import SentenceTransformerEncoder
from indexer.indexes.model import ModelSource

Vector = NDArray[np.float32]
_DTYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
_HEADER_LIMIT_BYTES = 16 * 1024 * 1024
_GROUP_TOKENS = 256
"""What a layer makes of so many tokens stays in a core's cache, and there are pieces for every core."""

_CLS_POOLING, _MEAN_POOLING = "cls", "mean"


class QueryEncoder(Protocol):
    def encode(self, texts: Sequence[str]) -> Vector:
        """float32, shape (len(texts), dimensions), rows of unit length. What exceeds the encoder is cut off."""
        ...


def open_query_encoder(source: ModelSource) -> QueryEncoder:
    """The fastest encoder that gives this model's vectors. Raises ModelUnavailable where there is none."""
    if source.folder is not None and _is_plain_bert(source.folder):
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
            self._weights = _map_safetensors(folder / "model.safetensors")
            self._tokenizer = _open_tokenizer(folder)
            self._pooling = _pooling(folder)
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise ModelUnavailable(
                f"The model in {folder} cannot be read: {error}.", hint="Reinstall the model, or name another."
            ) from error
        self._heads = int(self._config["num_attention_heads"])
        self._epsilon = float(self._config["layer_norm_eps"])
        # The matrices of a query are small: several threads gain little alone, and beside another busy
        # process they wait for each other at every product, which was measured at twenty times the time.
        ThreadpoolController().limit(limits=1, user_api="blas")

    def encode(self, texts: Sequence[str]) -> Vector:
        """float32, shape (len(texts), hidden_size), rows of unit length."""
        if not texts:
            return np.empty((0, int(self._config["hidden_size"])), dtype=np.float32)
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(ids), int(self._config["hidden_size"])), dtype=np.float32)

        def forward(group: slice) -> None:
            vectors[group] = self._forward(ids[group])

        on_every_core(forward, _groups([len(row) for row in ids]))
        return vectors

    def _forward(self, ids: Sequence[Sequence[int]]) -> Vector:
        ends = np.cumsum([len(row) for row in ids]).tolist()
        spans = [slice(end - len(row), end) for row, end in zip(ids, ends, strict=True)]
        hidden = self._embed(ids)
        for layer in range(int(self._config["num_hidden_layers"])):
            hidden = self._transform(hidden, spans, f"encoder.layer.{layer}.")
        pooled = np.stack([self._pool(hidden[span]) for span in spans])
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)

    def _pool(self, hidden: Vector) -> Vector:
        return np.asarray(hidden[0] if self._pooling == _CLS_POOLING else hidden.mean(axis=0))

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
        product = values @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]
        return np.asarray(product, dtype=np.float32)

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


def _map_safetensors(path: Path) -> dict[str, NDArray[Any]]:
    """Name -> read-only array over the mapped file (the safetensors format: length, JSON header, raw data)."""
    with path.open("rb") as stream:
        (header_bytes,) = struct.unpack("<Q", stream.read(8))
        if header_bytes > _HEADER_LIMIT_BYTES:
            raise ValueError(f"{path.name} has a header of {header_bytes} bytes, so it is no safetensors file")
        header = json.loads(stream.read(header_bytes))
    raw = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + header_bytes)
    arrays = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] in _DTYPES:
            start, end = entry["data_offsets"]
            # One encoder family prefixes its names with the model's; the rest of the name is the same.
            values = raw[start:end].view(_DTYPES[entry["dtype"]])
            arrays[name.removeprefix("bert.")] = values.reshape(entry["shape"])
    return arrays


def _open_tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # the library raises the bare base class
        raise ValueError(f"tokenizer.json: {error}") from error
    limit = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"]
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=int(limit))
    return tokenizer


def _pooling(folder: Path) -> str:
    config = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
    return _CLS_POOLING if config.get("pooling_mode_cls_token") else _MEAN_POOLING


def _is_plain_bert(folder: Path) -> bool:
    """Whether the folder is a BERT encoder with mean or first-token pooling and nothing after it but scaling."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
    pooled_otherwise = any(
        value for key, value in pooling.items() if key.startswith("pooling_mode_") and key not in
        ("pooling_mode_mean_tokens", "pooling_mode_cls_token")
    )
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and kinds in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
        and not pooled_otherwise
        and all((folder / name).is_file() for name in ("model.safetensors", "tokenizer.json"))
    )
