"""Encoding paragraphs for the embedding index, with sentence-transformers.

Importing this module is cheap; torch is loaded when an encoder is opened, because searching and a build
with nothing new need neither.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelUnavailable
from indexer.indexes.model import ModelSource
from indexer.indexes.windows import pool_windows, window_spans

if TYPE_CHECKING:
    from indexer.indexes.threads import ThreadTuner

BATCH_TOKENS = 2_048
"""Measured on two cores: 1.4 times the speed of the library's batches of 32, whose padding is computed too."""

PRECISION_TRIAL_MINIMUM_TEXTS = 64
"""Trying bfloat16 costs as much as encoding some sixteen texts; a single new report is encoded as it is."""

_SPECIAL_TOKENS = 2
_FALLBACK_WINDOW_TOKENS = 256

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
        window = getattr(self._model, "max_seq_length", None) or _FALLBACK_WINDOW_TOKENS
        self._window_tokens = int(window) - _SPECIAL_TOKENS
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
        windows: list[tuple[int, str, int]] = []
        for owner, text in enumerate(texts):
            windows.extend((owner, piece, tokens) for piece, tokens in self._cut(text))
        windows.sort(key=lambda window: window[2])
        self._choose_precision([piece for _, piece, _ in windows])
        vectors = np.zeros((len(windows), self.dimensions), dtype=np.float32)
        done = 0
        tuner = _thread_tuner()
        for batch in _batches([tokens for _, _, tokens in windows]):
            pieces = [windows[row][1] for row in batch]
            with tuner.batch(tokens=len(batch) * windows[batch.stop - 1][2]):
                vectors[batch.start : batch.stop] = self._model.encode(
                    pieces, batch_size=len(pieces), normalize_embeddings=True, show_progress_bar=False
                )
            if progress is not None:
                now_done = len(texts) * batch.stop // len(windows)
                progress(now_done - done)
                done = now_done
        owners = np.array([owner for owner, _, _ in windows], dtype=np.int64)
        return pool_windows(vectors, owners, len(texts))

    def _choose_precision(self, pieces: Sequence[str]) -> None:
        """Once, at the first encoding that is long enough to earn the trial back."""
        if self._precision_chosen or len(pieces) < PRECISION_TRIAL_MINIMUM_TEXTS:
            return
        from indexer.indexes.precision import halve_precision  # imports torch

        halve_precision(self._model, pieces)
        self._precision_chosen = True

    def _cut(self, text: str) -> Iterator[tuple[str, int]]:
        encoding = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        offsets = encoding["offset_mapping"]
        for start, end in window_spans(offsets, self._window_tokens):
            yield text[start:end], min(len(offsets), self._window_tokens) + _SPECIAL_TOKENS


def _load(source: ModelSource) -> Any:
    if source.folder is not None:
        # The files are here; without this the library asks a hub about them and waits for an answer.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
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


def _thread_tuner() -> ThreadTuner:
    from indexer.indexes.threads import ThreadTuner  # imports torch

    return ThreadTuner()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _batches(lengths: Sequence[int]) -> Iterator[range]:
    """Runs of rows whose padded size stays within the token budget; `lengths` ascend, so the last is the longest."""
    start = 0
    for row, tokens in enumerate(lengths):
        if row > start and (row - start + 1) * tokens > BATCH_TOKENS:
            yield range(start, row)
            start = row
    if lengths:
        yield range(start, len(lengths))
