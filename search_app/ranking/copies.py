"""Paragraphs of the same wording, folded into one place of a ranking: boilerplate that many reports print.

Two paragraphs are copies where nearly all pairs of neighbouring words are the same. Figures are left out of account; a
name or a date that differs spoils the two pairs that it stands in and no other. Broder, "On the resemblance and
containment of documents", 1997, for the resemblance of two sets of such pairs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_app.ranking.fusion import Ranking
from search_app.store.interface import Ids, Store

LOOKED_AT_CHUNKS = 100
"""Five pages of results, in a few milliseconds. What ranks lower keeps a place of its own."""

_RESEMBLANCE = 0.8
"""Of the pairs of either. In a paragraph of forty words, one name and one date may differ."""

_LEAST_PAIRS = 5
"""Shorter paragraphs are copies only where they are equal: "Plans were good." is a finding of its own."""

_LIKE_COSINE = 0.8
"""Copies are far above it."""

_TEXTS_KEPT = 20_000
"""A kilobyte each. The same paragraphs come near again and again, and cutting one takes longer than all the rest."""

_WORD = re.compile(r"[^\W\d_]+")


def fold_copies(store: Store, ranking: Ranking) -> tuple[Ranking, Mapping[int, Sequence[int]]]:
    """`ranking` without the copies of what stands before them, and these by the ordinal of the paragraph that stays.

    What does not come near is no copy of what does.
    """
    ordinals = ranking.ordinals[:LOOKED_AT_CHUNKS]
    if len(ordinals) < 2:
        return ranking, {}
    resembles = np.zeros((len(ordinals), len(ordinals)), dtype=np.bool_)
    if len(places := _maybe_copies(store, ordinals)):
        resembles[np.ix_(places, places)] = _resemblances(store.rows(ordinals[places], ("text",))["text"])
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


def _maybe_copies(store: Store, ordinals: Ids) -> Ids:
    """int64 (k,), rising: the places of those that may have a copy among them; reading all the texts takes longer."""
    vectors = store.rows(ordinals, ("vector",)).get("vector")
    if vectors is None:
        return np.arange(len(ordinals))
    like = vectors.astype(np.float32) @ vectors.astype(np.float32).T >= _LIKE_COSINE
    return np.flatnonzero(like.sum(axis=1) > 1)


def _resemblances(texts: Sequence[str]) -> NDArray[np.bool_]:
    """bool (n, n): which of `texts` are copies of each other."""
    pairs = [_pairs(text) for text in texts]
    sizes = np.array([len(own) for own in pairs])
    _, numbers, frequency = np.unique(np.concatenate(pairs), return_inverse=True, return_counts=True)
    columns = np.cumsum(frequency > 1) - 1  # a pair that stands once is shared by nobody
    is_shared = frequency[numbers] > 1
    holds = np.zeros((len(texts), int(columns[-1]) + 1 if len(columns) else 0), dtype=np.float32)
    holds[np.repeat(np.arange(len(texts)), sizes)[is_shared], columns[numbers[is_shared]]] = 1
    both = holds @ holds.T
    either = np.maximum(sizes[:, None] + sizes[None, :] - both, 1)
    needed = np.where(np.minimum(sizes[:, None], sizes[None, :]) < _LEAST_PAIRS, 1.0, _RESEMBLANCE)
    return np.asarray((both >= needed * either) & (both > 0))


@lru_cache(maxsize=_TEXTS_KEPT)
def _pairs(text: str) -> NDArray[np.int64]:
    """int64 (k,): a hash of each pair of neighbouring words, each once. Good for one process alone."""
    words = _WORD.findall(text.casefold())
    return np.array(list(set(map(hash, pairwise(words)))), dtype=np.int64)
