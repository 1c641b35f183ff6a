"""Long paragraphs in windows: what the encoder would cut off is encoded too, and one vector comes out.

A paragraph that fits the encoder is one window. A longer one is cut into overlapping windows at token
boundaries, and its vector is the mean of theirs, scaled back to unit length.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WINDOW_OVERLAP_TOKENS = 32
"""About one sentence, so that no sentence is seen only in halves."""


def window_spans(offsets: Sequence[tuple[int, int]], window_tokens: int) -> list[tuple[int, int]]:
    """Character spans of the windows over a text whose tokens have these `offsets`.

    `window_tokens` is the encoder's length without its special tokens. A text without tokens has no window.
    """
    if not offsets:
        return []
    step = max(1, window_tokens - WINDOW_OVERLAP_TOKENS)
    spans = []
    for first in range(0, len(offsets), step):
        last = min(first + window_tokens, len(offsets)) - 1
        spans.append((offsets[first][0], offsets[last][1]))
        if last == len(offsets) - 1:
            break
    return spans


def pool_windows(vectors: NDArray[np.float32], owners: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """One unit vector for each of `count` texts from the vectors of its windows.

    `vectors` is float32 (w, d), `owners` int64 (w,) names the text of each window. A text with no window
    gets a zero vector, whose cosine with anything is 0.
    """
    pooled = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    np.add.at(pooled, owners, vectors)
    norms = np.linalg.norm(pooled, axis=1, keepdims=True)
    np.divide(pooled, norms, out=pooled, where=norms > 0)
    return pooled
