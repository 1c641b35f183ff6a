"""Encoding paragraphs for the embedding index, with sentence-transformers.

Importing this module is cheap; torch is loaded when an encoder is opened, because searching and a build
with nothing new need neither.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelUnavailable
from indexer.indexes.encoded import Encoded
from indexer.indexes.model import ModelSource
from indexer.indexes.token_vectors import Codes, TokenCodes, token_quantiser
from indexer.indexes.windows import WINDOW_OVERLAP_TOKENS, pool_windows, window_spans
from indexer.indexes.word_pieces import bearing_pieces

if TYPE_CHECKING:
    from indexer.indexes.threads import ThreadTuner

BATCH_TOKENS = 2_048
"""Measured on two cores: 1.4 times the speed of the library's batches of 32, whose padding is computed too."""

PRECISION_TRIAL_MINIMUM_TEXTS = 32
"""Trying bfloat16 costs as much as encoding some ten texts, and then three quarters of the rest are saved."""

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
        windows = self._windows(texts)
        vectors = np.zeros((len(windows), self.dimensions), dtype=np.float32)
        for batch in self._encoding(windows, len(texts), progress):
            vectors[batch.start : batch.stop] = self._encode([windows[row].text for row in batch])
        return _pooled(windows, vectors, len(texts))

    def encode_with_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """See TokenEncoder.encode_with_tokens."""
        quantiser = token_quantiser(self.name)
        if quantiser is None:
            return Encoded(self.encode(texts, progress))
        windows = self._windows(texts)
        vectors = np.zeros((len(windows), self.dimensions), dtype=np.float32)
        of_text: list[dict[int, Codes]] = [{} for _ in texts]
        for batch in self._encoding(windows, len(texts), progress):
            vectors[batch.start : batch.stop], pieces = self._encode_pieces([windows[row] for row in batch])
            # All of a batch at once: one by one, the calls take longer than the arithmetic.
            codes = quantiser.encode(np.concatenate(pieces))
            ends = np.cumsum([len(each) for each in pieces])[:-1]
            for row, part in zip(batch, np.split(codes, ends), strict=True):
                of_text[windows[row].owner][windows[row].place] = part
        nothing = np.empty((0, quantiser.parts), dtype=np.uint8)
        joined = [np.concatenate([nothing, *(parts[place] for place in sorted(parts))]) for parts in of_text]
        return Encoded(_pooled(windows, vectors, len(texts)), TokenCodes.joined(joined, quantiser.parts))

    def token_vectors(self, text: str) -> NDArray[np.float32]:
        """float32 (pieces, dimensions), rows of unit length: those of the bearing word pieces of a text."""
        return np.concatenate([self._encode_pieces([window])[1][0] for window in self._windows([text])])

    def _encode_pieces(self, windows: Sequence[_Window]) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """The vectors of windows, and of each the unit vectors of its own bearing pieces."""
        outputs = self._encode([window.text for window in windows], output_value=None)
        pieces = []
        for window, output in zip(windows, outputs, strict=True):
            keep = self._bearing[output["input_ids"].numpy()]
            keep[: window.seen_tokens] = False
            pieces.append(_unit(output["token_embeddings"].float().numpy()[keep]))
        return np.stack([output["sentence_embedding"].float().numpy() for output in outputs]), pieces

    @cached_property
    def _bearing(self) -> NDArray[np.bool_]:
        return bearing_pieces(self._model.tokenizer.get_vocab())

    def _windows(self, texts: Sequence[str]) -> list[_Window]:
        """Those of all texts, shortest first."""
        windows = [window for owner, text in enumerate(texts) for window in self._cut(owner, text)]
        windows.sort(key=lambda window: window.tokens)
        self._choose_precision([window.text for window in windows])
        return windows

    def _encoding(
        self, windows: Sequence[_Window], texts: int, progress: Progress | None
    ) -> Iterator[range]:
        """Batches of rows of `windows`, each to be encoded before the next is asked for."""
        done = 0
        tuner = _thread_tuner()
        for batch in _batches([window.tokens for window in windows]):
            with tuner.batch(tokens=len(batch) * windows[batch.stop - 1].tokens):
                yield batch
            if progress is not None:
                now_done = texts * batch.stop // len(windows)
                progress(now_done - done)
                done = now_done

    def _encode(self, pieces: list[str], **options: Any) -> Any:
        return self._model.encode(
            pieces, batch_size=len(pieces), normalize_embeddings=True, show_progress_bar=False, **options
        )

    def _choose_precision(self, pieces: Sequence[str]) -> None:
        """Once, at the first encoding that is long enough to earn the trial back."""
        if self._precision_chosen or len(pieces) < PRECISION_TRIAL_MINIMUM_TEXTS:
            return
        from indexer.indexes.precision import halve_precision  # imports torch

        halve_precision(self._model, pieces)
        self._precision_chosen = True

    def _cut(self, owner: int, text: str) -> Iterator[_Window]:
        encoding = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        offsets = encoding["offset_mapping"]
        for place, (start, end) in enumerate(window_spans(offsets, self._window_tokens)):
            tokens = min(len(offsets), self._window_tokens) + _SPECIAL_TOKENS
            yield _Window(owner, place, text[start:end], tokens)


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of the text `owner` that fits the encoder, its `place` among those of that text."""

    owner: int
    place: int
    text: str
    tokens: int

    @property
    def seen_tokens(self) -> int:
        """How many tokens at its beginning belong to the window before, with the special one at the front."""
        return WINDOW_OVERLAP_TOKENS + 1 if self.place else 1


def _pooled(windows: Sequence[_Window], vectors: NDArray[np.float32], texts: int) -> NDArray[np.float32]:
    return pool_windows(vectors, np.array([window.owner for window in windows], dtype=np.int64), texts)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.divide(vectors, norms, out=vectors, where=norms > 0))


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
