"""Texts of any length through a forward pass: cut into windows, similar lengths together, and joined again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.encoded import Encoded, Progress
from indexer.indexes.forward import EncodingCores, ForwardPass
from indexer.indexes.model import ModelSource
from indexer.indexes.product_quantiser import ProductQuantiser
from indexer.indexes.token_vectors import Codes, TokenCodes, token_quantiser
from indexer.indexes.windows import Window, WindowCutter, pool_windows
from indexer.indexes.word_pieces import bearing_pieces

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
