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
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelUnavailable
from indexer.indexes.encoder import SentenceTransformerEncoder
from indexer.indexes.model import ModelSource

Vector = NDArray[np.float32]
_DTYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
_HEADER_LIMIT_BYTES = 16 * 1024 * 1024
_CLS_POOLING, _MEAN_POOLING = "cls", "mean"


class QueryEncoder(Protocol):
    def encode(self, text: str) -> Vector:
        """float32, shape (dimensions,), unit length."""
        ...


def open_query_encoder(source: ModelSource) -> QueryEncoder:
    """The fastest encoder that gives this model's vectors. Raises ModelUnavailable where there is none."""
    if source.folder is not None and _is_plain_bert(source.folder):
        return NumpyQueryEncoder(source.folder)
    return _SentenceTransformerQueryEncoder(source)


class _SentenceTransformerQueryEncoder:
    def __init__(self, source: ModelSource) -> None:
        self._encoder = SentenceTransformerEncoder(source)

    def encode(self, text: str) -> Vector:
        return np.asarray(self._encoder.encode([text])[0], dtype=np.float32)


class NumpyQueryEncoder:
    """BERT's forward pass for a single sequence. Equal to sentence-transformers' vector to about 1e-6."""

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

    def encode(self, text: str) -> Vector:
        """float32, shape (hidden_size,), unit length."""
        ids = np.array(self._tokenizer.encode(text).ids, dtype=np.int64)
        hidden = self._embed(ids)
        for layer in range(int(self._config["num_hidden_layers"])):
            hidden = self._transform(hidden, f"encoder.layer.{layer}.")
        pooled = hidden[0] if self._pooling == _CLS_POOLING else hidden.mean(axis=0)
        return np.asarray(pooled / np.linalg.norm(pooled), dtype=np.float32)

    def _embed(self, ids: NDArray[np.int64]) -> Vector:
        weights = self._weights
        summed = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][: len(ids)]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        return self._normalise(summed.astype(np.float32), "embeddings.LayerNorm")

    def _transform(self, hidden: Vector, prefix: str) -> Vector:
        attended = self._attend(hidden, prefix + "attention.self.")
        hidden = self._normalise(
            hidden + self._affine(attended, prefix + "attention.output.dense"),
            prefix + "attention.output.LayerNorm",
        )
        inner = _gelu(self._affine(hidden, prefix + "intermediate.dense"))
        return self._normalise(
            hidden + self._affine(inner, prefix + "output.dense"), prefix + "output.LayerNorm"
        )

    def _attend(self, hidden: Vector, prefix: str) -> Vector:
        length, width = hidden.shape
        size = width // self._heads
        query, key, value = (
            self._affine(hidden, prefix + name).reshape(length, self._heads, size).transpose(1, 0, 2)
            for name in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(size)
        scores -= scores.max(axis=-1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=-1, keepdims=True)
        return np.asarray((shares @ value).transpose(1, 0, 2).reshape(length, width), dtype=np.float32)

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


def _gelu(values: Vector) -> Vector:
    return np.asarray(0.5 * values * (1.0 + _erf(values / np.float32(math.sqrt(2.0)))), dtype=np.float32)


def _erf(values: Vector) -> Vector:
    """The error function to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26); NumPy itself has none."""
    magnitude = np.abs(values.astype(np.float64))
    step = 1.0 / (1.0 + 0.3275911 * magnitude)
    series = step * (
        0.254829592
        + step * (-0.284496736 + step * (1.421413741 + step * (-1.453152027 + step * 1.061405429)))
    )
    return np.asarray(np.sign(values) * (1.0 - series * np.exp(-magnitude * magnitude)), dtype=np.float32)


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
            arrays[name.removeprefix("bert.")] = (
                raw[start:end].view(_DTYPES[entry["dtype"]]).reshape(entry["shape"])
            )
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
