"""What an encoder gives for texts: a vector for each, and, where it can, the codes of their word pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from indexer.arrays.cores import allowed_cores
from indexer.embedding.model import ModelSource
from indexer.embedding.token_codes import Codes, ProductQuantiser, TokenCodes, token_quantiser
from indexer.embedding.windows import Window, WindowCutter, bearing_pieces, pool_windows

Progress = Callable[[int], None]
"""Gets counts of texts done."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """`vectors` is (n, d), rows of unit length; `tokens` has a row a text, or is None where nothing fits the model."""

    vectors: NDArray[np.floating]
    tokens: TokenCodes | None = None

    def take(self, rows: Sequence[int]) -> Encoded:
        """What was given for some of the texts, in the order of `rows`."""
        return Encoded(self.vectors[rows], None if self.tokens is None else self.tokens.take(rows))


@runtime_checkable
class TokenEncoder(Protocol):
    """An encoder that can also give a vector for each bearing word piece, of the same forward pass."""

    def encode_with_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """What `Encoder.encode` gives, and the codes of each text's pieces."""
        ...


def encode_texts(encoder: Encoder, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
    """All that `encoder` gives for `texts`."""
    if isinstance(encoder, TokenEncoder):
        return encoder.encode_with_tokens(texts, progress)
    return Encoded(encoder.encode(texts, progress))


# Windows through a model, in batches, on every core.
#
# Each core takes a batch and computes it on one thread. Threads inside a product would wait for each other at every one
# of hundreds: beside a busy neighbour, that was measured at a fifth of the speed of a single thread.

LENGTH_STEP = 16
"""At a length that is no multiple of 16, torch's attention takes twice as long; filling up costs a tenth."""

_MOST_THREADS = 8
"""About a tenth of a batch's time is Python, which one thread at a time can run."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Output:
    """What the model makes of a batch of windows: float32 `vectors` (windows, d) of unit length.

    `pieces` are the unit vectors of the tokens that were asked for, window by window, and `counts` how many of them
    each window has.
    """

    vectors: NDArray[np.float32]
    pieces: NDArray[np.float32]
    counts: NDArray[np.int64]


class ForwardPass(Protocol):
    """A model that takes windows, in whatever precision."""

    @property
    def dimensions(self) -> int:
        """Of its vectors."""
        ...

    def batches(self, windows: Sequence[Window], cores: int) -> list[Sequence[Window]]:
        """`windows`, which come shortest first, in any order, parted so that so many cores are kept busy."""
        ...

    def run(self, windows: Sequence[Window], keep: NDArray[np.bool_]) -> Output:
        """One batch on this thread. `keep`, by token id, says of which tokens vectors are wanted.

        What a window shares with the one before is left out.
        """
        ...


class EncodingCores:
    """The threads that encode, each on one core."""

    def __init__(self, on_start: Callable[[], None] | None = None) -> None:
        """`on_start` is called in each thread before its first work."""
        self.count = min(allowed_cores(), _MOST_THREADS)
        self._threads = ThreadPoolExecutor(self.count, "encoding", initializer=on_start)
        ThreadpoolController().limit(limits=1, user_api="blas")  # the same for NumPy's products

    def map(self, work: Callable[[_Item], _Result], items: Sequence[_Item]) -> Iterator[_Result]:
        """What `work` gives for each of `items`, in their order."""
        return self._threads.map(work, items)


def padded_length(length: int) -> int:
    """The length that a window of so many tokens is filled up to."""
    return -(-length // LENGTH_STEP) * LENGTH_STEP


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rows scaled to unit length; one of zeros stays."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0))


# Texts of any length through a forward pass: cut into windows, similar lengths together, and joined again.

_TEXTS_CUT_AT_ONCE = 256


class WindowEncoder:
    """An encoder and a token encoder, for whichever model has a tokeniser and a forward pass."""

    def __init__(
        self,
        source: ModelSource,
        cutter: WindowCutter,
        forward: ForwardPass,
        cores: EncodingCores,
        vocabulary: Mapping[str, int],
    ) -> None:
        """`vocabulary` gives the id of each word piece."""
        self._source = source
        self._cutter = cutter
        self._forward = forward
        self._cores = cores
        self._vocabulary = vocabulary

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def revision(self) -> str:
        return self._source.revision

    @property
    def dimensions(self) -> int:
        return self._forward.dimensions

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """See Encoder.encode. Long texts are encoded in windows, similar lengths together."""
        return np.asarray(self._encode(texts, progress, None).vectors, dtype=np.float32)

    def encode_with_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """See TokenEncoder.encode_with_tokens."""
        return self._encode(texts, progress, token_quantiser(self.name))

    def token_vectors(self, text: str) -> NDArray[np.float32]:
        """float32 (pieces, dimensions), rows of unit length: those of the bearing word pieces of a text."""
        return np.concatenate([self._forward.run([window], self._bearing).pieces for window in self._cut([text])])

    def _encode(self, texts: Sequence[str], progress: Progress | None, quantiser: ProductQuantiser | None) -> Encoded:
        batches = self._forward.batches(self._cut(texts), self._cores.count)
        windows = [window for batch in batches for window in batch]
        vectors = np.zeros((len(windows), self.dimensions), dtype=np.float32)
        counts = np.zeros(len(windows), dtype=np.int64)
        codes: list[Codes] = [] if quantiser is None else [np.empty((0, quantiser.parts), dtype=np.uint8)]
        bearing = self._bearing if quantiser is not None else np.zeros_like(self._bearing)

        def encode(batch: Sequence[Window]) -> tuple[NDArray[np.float32], NDArray[np.int64], Codes | None]:
            output = self._forward.run(batch, bearing)
            return output.vectors, output.counts, None if quantiser is None else quantiser.encode(output.pieces)

        done = 0
        for own_vectors, own_counts, own_codes in self._cores.map(encode, batches):
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
        return bearing_pieces(self._vocabulary)

    def _cut(self, texts: Sequence[str]) -> list[Window]:
        """The windows of all texts, shortest first."""
        self._cutter.cut_nothing_off()
        starts = range(0, len(texts), _TEXTS_CUT_AT_ONCE)
        parts = self._cores.map(
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
