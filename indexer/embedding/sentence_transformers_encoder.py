"""Encoding paragraphs for the embedding index, with sentence-transformers.

Importing this module is cheap; torch is loaded when an encoder is opened, because searching and a build
with nothing new need neither.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.encoder import Encoded, EncodingCores, ForwardPass, Progress, WindowEncoder
from indexer.embedding.model import ModelSource, has_torch
from indexer.embedding.windows import WindowCutter
from indexer.errors import ModelUnavailable

PRECISION_TRIAL_MINIMUM_TEXTS = 32
"""Trying bfloat16 costs as much as encoding some ten texts, and then three quarters of the rest are saved."""

_FALLBACK_MOST_TOKENS = 256


class SentenceTransformerEncoder(WindowEncoder):
    """Any model that sentence-transformers can load, from a folder or by name."""

    def __init__(self, source: ModelSource) -> None:
        """Loads the model. Raises ModelUnavailable where it cannot be had."""
        self._model = _load(source)
        import torch

        self._most_tokens = int(getattr(self._model, "max_seq_length", None) or _FALLBACK_MOST_TOKENS)
        self._precision_chosen = False
        tokenizer = self._model.tokenizer
        super().__init__(
            source,
            WindowCutter(tokenizer.backend_tokenizer, self._most_tokens, _prompt_of(self._model)),
            self._open_pass(),
            EncodingCores(lambda: torch.set_num_threads(1)),
            tokenizer.get_vocab(),
        )

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """See Encoder.encode."""
        self._choose_precision(texts)
        return super().encode(texts, progress)

    def encode_with_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """See TokenEncoder.encode_with_tokens."""
        self._choose_precision(texts)
        return super().encode_with_tokens(texts, progress)

    def _choose_precision(self, texts: Sequence[str]) -> None:
        """Once, when there are texts enough to try it on."""
        if self._precision_chosen or len(texts) < PRECISION_TRIAL_MINIMUM_TEXTS:
            return
        from indexer.embedding.torch_pass import halve_precision

        def encode(sample: Sequence[str]) -> NDArray[np.float32]:
            self._forward = self._open_pass()
            return self.encode(sample)

        halve_precision(self._model, encode, texts, f"{self.name} {self.revision}")
        self._forward = self._open_pass()
        self._precision_chosen = True

    def _open_pass(self) -> ForwardPass:
        from indexer.embedding.torch_pass import PaddedPass

        return PaddedPass(self._model, self._most_tokens)


def _prompt_of(model: Any) -> str:
    """What the model wants before every text, if anything."""
    prompts: dict[str, str] = getattr(model, "prompts", None) or {}
    return prompts.get(getattr(model, "default_prompt_name", None) or "", "")


def _load(source: ModelSource) -> Any:
    if not has_torch():
        raise ModelUnavailable(
            f"The model {source.name} needs sentence-transformers, which is not installed.",
            hint='Install it with: pip install "precedent-archive[models]". The embedded model does not need it.',
        )
    if source.folder is not None or not source.may_download:
        # The files are here or nowhere; without this the library asks a hub about them and waits for an answer.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # the build has a bar of its own
        if source.folder is None and source.may_download and not _is_here(source.name):
            _refuse_unreachable_hub(source.name)
        return SentenceTransformer(
            str(source.folder) if source.folder else source.name,
            device="cpu",
            local_files_only=source.folder is not None or not source.may_download or _is_here(source.name),
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},  # other weights are pickles, which may run anything
        )
    except ModelUnavailable:
        raise
    except Exception as error:  # the library raises whatever its parts raise
        where = source.folder or "the model hub or its local cache"
        raise ModelUnavailable(
            f"The model {source.name} cannot be loaded from {where}: {_first_line(error)}",
            hint="Name another model or a folder with --model, or use --model none for keyword search alone.",
        ) from error


_HUB_WAIT_SECONDS = 3.0


def _is_here(name: str) -> bool:
    """Whether a model of this name lies in the hub's local cache."""
    from huggingface_hub import try_to_load_from_cache

    repository = name if "/" in name else f"sentence-transformers/{name}"
    return isinstance(try_to_load_from_cache(repository, "config.json"), str)


def _refuse_unreachable_hub(name: str) -> None:
    """The library would try for a minute and a half, file by file. Raises ModelUnavailable."""
    from urllib.parse import urlsplit

    address = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co"))
    if os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy"):
        return
    try:
        socket.create_connection((address.hostname or "", address.port or 443), _HUB_WAIT_SECONDS).close()
    except OSError as error:
        raise ModelUnavailable(
            f"There is no model called {name} on this machine, and the hub {address.hostname} cannot be reached.",
            hint="Check the spelling, give a folder with --model, or use --model none for keyword search alone.",
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
