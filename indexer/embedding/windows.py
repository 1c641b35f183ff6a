"""Long paragraphs in windows: what the encoder would cut off is encoded too, and one vector comes out.

A paragraph that fits the encoder is one window. A longer one is cut into overlapping windows at token
boundaries, and its vector is the mean of theirs, scaled back to unit length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.keyword.analysis import STOP_WORDS

WINDOW_OVERLAP_TOKENS = 32
"""About one sentence, so that no sentence is seen only in halves."""

TokenIds = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the text `owner` that fits the encoder, its `place` among those of that text.

    `ids` are its tokens as the model reads them. The first `seen` of them are special or belong to the window before.
    """

    owner: int
    place: int
    ids: TokenIds
    seen: int


class WindowCutter:
    """Texts to windows with the tokeniser of a model. Safe for several threads."""

    def __init__(self, tokenizer: Any, most_tokens: int, prompt: str = "") -> None:
        """`tokenizer` is one of `tokenizers`; windows have `most_tokens` at most. `prompt` stands before every text."""
        self._tokenizer = tokenizer
        self.cut_nothing_off()
        # What the tokeniser puts around a text is told by a text of one word.
        sample = tokenizer.encode("a")
        inner = [place for place, special in enumerate(sample.special_tokens_mask) if not special]
        self._before = np.array(
            [*sample.ids[: inner[0]], *tokenizer.encode(prompt, add_special_tokens=False).ids], dtype=np.int32
        )
        self._after = np.array(sample.ids[inner[-1] + 1 :], dtype=np.int32)
        self._room = most_tokens - len(self._before) - len(self._after)

    def cut_nothing_off(self) -> None:
        """To be called before others use the cutter: sentence-transformers sets the same tokeniser otherwise."""
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def cut(self, texts: Sequence[str], first_owner: int = 0) -> list[Window]:
        """The windows of `texts`, whose owners count from `first_owner`. A text without tokens has none."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [
            window
            for owner, encoding in enumerate(encodings, start=first_owner)
            for window in self._windows(owner, np.array(encoding.ids, dtype=np.int32))
        ]

    def _windows(self, owner: int, ids: TokenIds) -> Iterator[Window]:
        for place, inside in enumerate(window_ranges(len(ids), self._room)):
            held = np.concatenate([self._before, ids[inside.start : inside.stop], self._after])
            yield Window(owner, place, held, len(self._before) + (WINDOW_OVERLAP_TOKENS if place else 0))


def window_ranges(count: int, window_tokens: int) -> list[range]:
    """Which of `count` tokens stand in each window of `window_tokens`. No tokens have no window."""
    step = max(1, window_tokens - WINDOW_OVERLAP_TOKENS)
    ranges = []
    for first in range(0, count, step):
        ranges.append(range(first, min(first + window_tokens, count)))
        if ranges[-1].stop == count:
            break
    return ranges


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


# Which of a model's word pieces carry meaning enough to be kept one by one: no signs, no function words.

_SPECIAL = re.compile(r"\[.*\]|<.*>")


def bearing_pieces(vocabulary: Mapping[str, int]) -> NDArray[np.bool_]:
    """bool (largest id + 1,): which pieces are kept, by their id in `vocabulary` (piece -> id)."""
    bearing = np.zeros(max(vocabulary.values(), default=-1) + 1, dtype=np.bool_)
    for piece, row in vocabulary.items():
        bearing[row] = bears_meaning(piece)
    return bearing


@cache
def bears_meaning(piece: str) -> bool:
    """Whether a piece is kept. There are no more answers than pieces in a vocabulary."""
    return (
        any(character.isalnum() for character in piece)
        and piece.lower() not in STOP_WORDS
        and not _SPECIAL.fullmatch(piece)
    )
