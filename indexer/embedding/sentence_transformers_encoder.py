"""Encoding paragraphs for the embedding index, with sentence-transformers.

Importing this module is cheap; torch is loaded when an encoder is opened, because searching and a build
with nothing new need neither.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.encoder import Encoded, EncodingCores, ForwardPass, Progress, WindowEncoder
from indexer.embedding.model import ModelSource, is_plain_bert
from indexer.embedding.windows import WindowCutter
from indexer.errors import ModelUnavailable

PRECISION_TRIAL_MINIMUM_TEXTS = 32
"""Trying bfloat16 costs as much as encoding some ten texts, and then three quarters of the rest are saved."""

_FALLBACK_MOST_TOKENS = 256

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""The numbers of these settings in mallopt(3)."""

_ALL_BYTES = 2**30


class SentenceTransformerEncoder(WindowEncoder):
    """Any model that sentence-transformers can load, from a folder or by name."""

    def __init__(self, source: ModelSource) -> None:
        """Loads the model. Raises ModelUnavailable where it cannot be had."""
        self._model = _load(source)
        import torch

        self._folder = source.folder
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
        """The fastest pass for the model as it stands."""
        if self._folder is not None and is_plain_bert(self._folder):
            from indexer.embedding.torch_pass import BertPass

            return BertPass(self._model, self._folder)
        from indexer.embedding.torch_pass import PaddedPass

        return PaddedPass(self._model, self._most_tokens)


def _prompt_of(model: Any) -> str:
    """What the model wants before every text, if anything."""
    prompts: dict[str, str] = getattr(model, "prompts", None) or {}
    return prompts.get(getattr(model, "default_prompt_name", None) or "", "")


def _load(source: ModelSource) -> Any:
    if source.folder is not None:
        # The files are here; without this the library asks a hub about them and waits for an answer.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # torch then asks for memory in large pages: a quarter of the faults, and a tenth less time for one report.
    os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")
    _keep_freed_memory()
    try:
        with _import_without_collecting():
            from sentence_transformers import SentenceTransformer
            from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # the build has a bar of its own
        return SentenceTransformer(str(source.folder) if source.folder else source.name, device="cpu")
    except Exception as error:  # the library raises whatever its parts raise
        where = source.folder or "the model hub or its local cache"
        raise ModelUnavailable(
            f"The model {source.name} cannot be loaded from {where}: {_first_line(error)}",
            hint="Name another model or a folder with --model, or use --model none for keyword search alone.",
        ) from error


@contextlib.contextmanager
def _import_without_collecting() -> Iterator[None]:
    """Imports make a million objects that all stay: looking through them again and again is a fifth of the time."""
    first, collecting = "sentence_transformers" not in sys.modules, gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if first:
            gc.freeze()
        if collecting:
            gc.enable()


def _keep_freed_memory() -> None:
    """Has glibc keep what is freed for what is asked for next, where glibc is what there is.

    Each batch frees and asks for the same hundred megabytes; fetching them from the system anew was a twentieth of the
    time of encoding.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        allocator = ctypes.CDLL(None)
        allocator.mallopt(_M_MMAP_THRESHOLD, _ALL_BYTES)
        allocator.mallopt(_M_TRIM_THRESHOLD, _ALL_BYTES)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
