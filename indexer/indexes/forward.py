"""Windows through a model, in batches, on every core.

Each core takes a batch and computes it on one thread. Threads inside a product would wait for each other at every one
of hundreds: beside a busy neighbour, that was measured at a fifth of the speed of a single thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from indexer.indexes.windows import Window
from indexer.processors import allowed_cores

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
