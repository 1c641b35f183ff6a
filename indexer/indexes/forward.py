"""Windows through a model of sentence-transformers, in batches, on every core.

Each core takes a batch and computes it on one thread. Threads inside a product would wait for each other at every one
of hundreds: beside a busy neighbour, that was measured at a fifth of the speed of a single thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from indexer.indexes.windows import Window

BATCH_TOKENS = 1_024
"""Measured: as fast as batches of 2,048, and a report of 50 paragraphs still keeps two cores busy to its end."""

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


class ForwardPass:
    """A model with its threads."""

    def __init__(self, model: Any, most_tokens: int, padding_id: int) -> None:
        """`model` is a SentenceTransformer whose windows have `most_tokens` at most."""
        self._model = model
        self._most_tokens = most_tokens
        self._padding_id = padding_id
        self._cores = ThreadPoolExecutor(
            min(_allowed_cores(), _MOST_THREADS), "encoding", initializer=torch.set_num_threads, initargs=(1,)
        )
        ThreadpoolController().limit(limits=1, user_api="blas")  # the same for NumPy's products

    def on_every_core(self, work: Callable[[_Item], _Result], items: Sequence[_Item]) -> Iterator[_Result]:
        """What `work` gives for each of `items`, in their order."""
        return self._cores.map(work, items)

    def run(self, windows: Sequence[Window], keep: NDArray[np.bool_]) -> Output:
        """One batch on this thread. `keep`, by token id, says of which tokens vectors are wanted.

        What a window shares with the one before is left out.
        """
        longest = max(len(window.ids) for window in windows)
        width = min(-(-longest // LENGTH_STEP) * LENGTH_STEP, max(self._most_tokens, longest))
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
        return Output(_unit(vectors), _unit(pieces), wanted.sum(axis=1))


def in_batches(windows: Sequence[Window]) -> list[Sequence[Window]]:
    """`windows`, shortest first, in runs whose filled-up size stays within the token budget."""
    batches, start = [], 0
    for row, window in enumerate(windows):
        if row > start and (row - start + 1) * len(window.ids) > BATCH_TOKENS:
            batches.append(windows[start:row])
            start = row
    return [*batches, windows[start:]] if windows else []


def _allowed_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0))
