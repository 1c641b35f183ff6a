"""Any model of sentence-transformers, called as the library calls it: the windows of a batch are filled up alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from indexer.indexes.forward import Output, padded_length, unit
from indexer.indexes.windows import Window

BATCH_TOKENS = 1_024
"""Measured: as fast as batches of 2,048, and a report of 50 paragraphs still keeps two cores busy to its end."""


class PaddedPass:
    """The model as it stands, in whatever precision."""

    def __init__(self, model: Any, most_tokens: int) -> None:
        """`model` is a SentenceTransformer whose windows have `most_tokens` at most."""
        self._model = model
        self._most_tokens = most_tokens
        self._padding_id = int(model.tokenizer.pad_token_id or 0)

    @property
    def dimensions(self) -> int:
        """Of its vectors."""
        return int(self._model.get_embedding_dimension())

    def batches(self, windows: Sequence[Window], cores: int) -> list[Sequence[Window]]:
        """See ForwardPass.batches."""
        batches, start = [], 0
        for row, window in enumerate(windows):
            if row > start and (row - start + 1) * len(window.ids) > BATCH_TOKENS:
                batches.append(windows[start:row])
                start = row
        return [*batches, windows[start:]] if windows else []

    def run(self, windows: Sequence[Window], keep: NDArray[np.bool_]) -> Output:
        """See ForwardPass.run."""
        longest = max(len(window.ids) for window in windows)
        width = min(padded_length(longest), max(self._most_tokens, longest))
        ids = np.full((len(windows), width), self._padding_id, dtype=np.int64)
        mask = np.zeros((len(windows), width), dtype=np.int64)
        wanted = np.zeros((len(windows), width), dtype=np.bool_)
        for row, window in enumerate(windows):
            length = len(window.ids)
            ids[row, :length] = window.ids
            mask[row, :length] = 1
            wanted[row, window.seen : length] = keep[window.ids[window.seen :]]
        with torch.inference_mode():
            output = self._model({"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)})
            vectors = output["sentence_embedding"].float().numpy()
            pieces = output["token_embeddings"][torch.from_numpy(wanted)].float().numpy()
        return Output(unit(vectors), unit(pieces), wanted.sum(axis=1))
