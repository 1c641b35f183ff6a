"""Encoding paragraphs for the embedding index, with sentence-transformers.

Importing this module is cheap; torch is loaded when an encoder is opened, because searching and a build
with nothing new need neither.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelUnavailable
from indexer.indexes.encoded import Encoded
from indexer.indexes.model import ModelSource
from indexer.indexes.product_quantiser import ProductQuantiser
from indexer.indexes.token_vectors import Codes, TokenCodes, token_quantiser
from indexer.indexes.windows import Window, WindowCutter, pool_windows
from indexer.indexes.word_pieces import bearing_pieces

PRECISION_TRIAL_MINIMUM_TEXTS = 32
"""Trying bfloat16 costs as much as encoding some ten texts, and then three quarters of the rest are saved."""

_TEXTS_CUT_AT_ONCE = 256
_FALLBACK_MOST_TOKENS = 256

Progress = Callable[[int], None]


class Encoder(Protocol):
    """Turns texts into unit vectors. `revision` changes whenever the vectors would."""

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """float32, shape (len(texts), dimensions), rows of unit length; `progress` gets counts of texts done."""
        ...


class SentenceTransformerEncoder:
    """Any model that sentence-transformers can load, from a folder or by name."""

    def __init__(self, source: ModelSource) -> None:
        """Loads the model. Raises ModelUnavailable where it cannot be had."""
        self._source = source
        self._model = _load(source)
        from indexer.indexes.forward import ForwardPass  # imports torch

        most_tokens = int(getattr(self._model, "max_seq_length", None) or _FALLBACK_MOST_TOKENS)
        tokenizer = self._model.tokenizer
        self._cutter = WindowCutter(tokenizer.backend_tokenizer, most_tokens, _prompt_of(self._model))
        self._forward = ForwardPass(self._model, most_tokens, int(tokenizer.pad_token_id or 0))
        self._precision_chosen = False

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def revision(self) -> str:
        return self._source.revision

    @property
    def dimensions(self) -> int:
        return int(self._model.get_embedding_dimension())

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """See Encoder.encode. Long texts are encoded in windows, similar lengths together."""
        return np.asarray(self._encode(texts, progress, None).vectors, dtype=np.float32)

    def encode_with_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """See TokenEncoder.encode_with_tokens."""
        return self._encode(texts, progress, token_quantiser(self.name))

    def token_vectors(self, text: str) -> NDArray[np.float32]:
        """float32 (pieces, dimensions), rows of unit length: those of the bearing word pieces of a text."""
        return np.concatenate([self._forward.run([window], self._bearing).pieces for window in self._cut([text])])

    def _encode(
        self, texts: Sequence[str], progress: Progress | None, quantiser: ProductQuantiser | None
    ) -> Encoded:
        from indexer.indexes.forward import in_batches

        windows = self._cut(texts)
        vectors = np.zeros((len(windows), self.dimensions), dtype=np.float32)
        counts = np.zeros(len(windows), dtype=np.int64)
        codes: list[Codes] = [] if quantiser is None else [np.empty((0, quantiser.parts), dtype=np.uint8)]
        bearing = self._bearing if quantiser is not None else np.zeros_like(self._bearing)

        def encode(batch: Sequence[Window]) -> tuple[NDArray[np.float32], NDArray[np.int64], Codes | None]:
            output = self._forward.run(batch, bearing)
            return output.vectors, output.counts, None if quantiser is None else quantiser.encode(output.pieces)

        done = 0
        for own_vectors, own_counts, own_codes in self._forward.on_every_core(encode, in_batches(windows)):
            rows = slice(done, done + len(own_vectors))
            vectors[rows], counts[rows] = own_vectors, own_counts
            if own_codes is not None:
                codes.append(own_codes)
            if progress is not None:
                progress(len(texts) * rows.stop // len(windows) - len(texts) * done // len(windows))
            done = rows.stop
        owners = np.array([window.owner for window in windows], dtype=np.int64)
        pooled = pool_windows(vectors, owners, len(texts))
        if quantiser is None:
            return Encoded(pooled)
        return Encoded(pooled, _in_order(windows, owners, counts, np.concatenate(codes), len(texts)))

    @cached_property
    def _bearing(self) -> NDArray[np.bool_]:
        return bearing_pieces(self._model.tokenizer.get_vocab())

    def _cut(self, texts: Sequence[str]) -> list[Window]:
        """The windows of all texts, shortest first."""
        if not self._precision_chosen and len(texts) >= PRECISION_TRIAL_MINIMUM_TEXTS:
            from indexer.indexes.precision import halve_precision

            halve_precision(self._model, texts, f"{self.name} {self.revision}")
            self._precision_chosen = True
        self._cutter.cut_nothing_off()
        starts = range(0, len(texts), _TEXTS_CUT_AT_ONCE)
        parts = self._forward.on_every_core(
            lambda start: self._cutter.cut(texts[start : start + _TEXTS_CUT_AT_ONCE], start), starts
        )
        return sorted((window for part in parts for window in part), key=lambda window: len(window.ids))


def _in_order(
    windows: Sequence[Window], owners: NDArray[np.int64], counts: NDArray[np.int64], codes: Codes, texts: int
) -> TokenCodes:
    """The codes of texts one after the other, from those of their windows, of which window i has `counts[i]`."""
    order = np.lexsort((np.array([window.place for window in windows]), owners))
    starts, ordered = (np.cumsum(counts) - counts)[order], counts[order]
    rows = np.repeat(starts - (np.cumsum(ordered) - ordered), ordered) + np.arange(len(codes))
    offsets = np.zeros(texts + 1, dtype=np.int64)
    np.add.at(offsets, owners + 1, counts)
    return TokenCodes(codes[rows], np.cumsum(offsets))


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
    try:
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


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
