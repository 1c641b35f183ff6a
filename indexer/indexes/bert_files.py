"""The files of a BERT-type model in a folder as sentence-transformers lays it out."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

CLS_POOLING, MEAN_POOLING = "cls", "mean"

_DTYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
_HEADER_LIMIT_BYTES = 16 * 1024 * 1024


def map_safetensors(path: Path) -> dict[str, NDArray[Any]]:
    """Name -> read-only array over the mapped file (the safetensors format: length, JSON header, raw data).

    Raises OSError, ValueError, KeyError or struct.error.
    """
    with path.open("rb") as stream:
        (header_bytes,) = struct.unpack("<Q", stream.read(8))
        if header_bytes > _HEADER_LIMIT_BYTES:
            raise ValueError(f"{path.name} has a header of {header_bytes} bytes, so it is no safetensors file")
        header = json.loads(stream.read(header_bytes))
    # A plain array over the mapped file: NumPy treats its own class of them at a cost for every slice.
    raw = np.asarray(np.memmap(path, dtype=np.uint8, mode="r", offset=8 + header_bytes))
    arrays = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] in _DTYPES:
            start, end = entry["data_offsets"]
            # One encoder family prefixes its names with the model's; the rest of the name is the same.
            values = raw[start:end].view(_DTYPES[entry["dtype"]])
            arrays[name.removeprefix("bert.")] = values.reshape(entry["shape"])
    return arrays


def open_tokenizer(folder: Path) -> Any:
    """The model's own tokeniser, which cuts nothing off. Raises ValueError."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # the library raises the bare base class
        raise ValueError(f"tokenizer.json: {error}") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def token_limit(folder: Path) -> int:
    """How many tokens the encoder takes, those at both ends counted. Raises OSError, ValueError or KeyError."""
    return int(json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"])


def pooling_mode(folder: Path) -> str:
    """CLS_POOLING or MEAN_POOLING. Raises OSError or ValueError."""
    config = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
    return CLS_POOLING if config.get("pooling_mode_cls_token") else MEAN_POOLING


def default_prompt(folder: Path) -> str:
    """What the model wants before every text, if anything. Raises ValueError."""
    try:
        config = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    except OSError:
        return ""
    return str((config.get("prompts") or {}).get(config.get("default_prompt_name") or "", ""))


def is_plain_bert(folder: Path) -> bool:
    """Whether the folder is a BERT encoder with mean or first-token pooling and nothing after it but scaling."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
    pooled_otherwise = any(
        value
        for key, value in pooling.items()
        if key.startswith("pooling_mode_") and key not in ("pooling_mode_mean_tokens", "pooling_mode_cls_token")
    )
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and kinds in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
        and not pooled_otherwise
        and all((folder / name).is_file() for name in ("model.safetensors", "tokenizer.json"))
    )
