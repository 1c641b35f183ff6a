"""Which of a model's word pieces carry meaning enough to be kept one by one: no signs, no function words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.analysis import STOP_WORDS

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
