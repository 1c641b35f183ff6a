"""Paragraphs of the same wording, folded into one place of a ranking: boilerplate that many reports print.

Two paragraphs are copies where nearly all pairs of neighbouring words are the same. Figures are left out of account; a
name or a date that differs spoils the two pairs that it stands in and no other. Broder, "On the resemblance and
containment of documents", 1997, for the resemblance of two sets of such pairs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_app.ranking.fusion import Ranking
from search_app.store.interface import Store

LOOKED_AT_CHUNKS = 100
"""Five pages of results, in some 15 ms. What ranks lower keeps a place of its own."""

_RESEMBLANCE = 0.8
"""Of the pairs of either. In a paragraph of forty words, one name and one date may differ."""

_LEAST_PAIRS = 5
"""Shorter paragraphs are copies only where they are equal: "Plans were good." is a finding of its own."""

_WORD = re.compile(r"[^\W\d_]+")


def fold_copies(store: Store, ranking: Ranking) -> tuple[Ranking, Mapping[int, Sequence[int]]]:
    """`ranking` without the copies of what stands before them, and these by the ordinal of the paragraph that stays.

    What does not come near is no copy of what does.
    """
    ordinals = ranking.ordinals[:LOOKED_AT_CHUNKS]
    if len(ordinals) < 2:
        return ranking, {}
    resembles = _resemblances(store.rows(ordinals, ("text",))["text"])
    near = np.isin(ordinals, ranking.near)
    resembles &= near[:, None] == near[None, :]
    stays = np.ones(len(ranking.ordinals), dtype=np.bool_)
    copies: dict[int, list[int]] = {}
    for place in range(len(ordinals)):
        if stays[place]:
            alike = np.flatnonzero(resembles[place] & stays[: len(ordinals)])
            if len(later := alike[alike > place]):
                copies[int(ordinals[place])] = ordinals[later].tolist()
                stays[later] = False
    if not copies:
        return ranking, {}
    return replace(ranking, ordinals=ranking.ordinals[stays], scores=ranking.scores[stays]), copies


def _resemblances(texts: Sequence[str]) -> NDArray[np.bool_]:
    """bool (n, n): which of `texts` are copies of each other."""
    pairs = [_pairs(text) for text in texts]
    numbers: dict[tuple[str, str], int] = {}
    shared: dict[tuple[str, str], int] = {}
    for own in pairs:
        for pair in own:
            if pair in numbers:
                shared.setdefault(pair, len(shared))
            numbers[pair] = 0
    holds = np.zeros((len(texts), len(shared)), dtype=np.float32)
    for place, own in enumerate(pairs):
        holds[place, [shared[pair] for pair in own if pair in shared]] = 1
    both = holds @ holds.T
    sizes = np.array([len(own) for own in pairs], dtype=np.float32)
    either = np.maximum(sizes[:, None] + sizes[None, :] - both, 1)
    needed = np.where(np.minimum(sizes[:, None], sizes[None, :]) < _LEAST_PAIRS, 1.0, _RESEMBLANCE)
    return np.asarray((both >= needed * either) & (both > 0))


def _pairs(text: str) -> set[tuple[str, str]]:
    words = _WORD.findall(text.casefold())
    return set(pairwise(words))
