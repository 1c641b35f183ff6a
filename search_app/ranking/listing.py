"""How a ranking is listed: what comes near before the rest, in the order asked for, and each wording once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_app.ranking.fusion import Order, Ranking
from search_app.store.interface import Ids, Store

PLACES_KEPT = 10
"""Without them nDCG@10 falls by .006 on cranfield, and by .008 within the reports of the recommendations."""

HANDFUL = 5
"""Putting so few first costs .001 on cranfield and nothing on the recommendations; by words alone it costs .005."""

_HALFWAY = 0.5


def near_first(ranking: Ranking, near: Ids) -> Ranking:
    """`ranking` with the paragraphs that come near before all others, each part in the order that it had.

    The best few keep their places: both rankings together know better than a cut-off which they are. But where meaning
    was asked and only a handful comes near, that handful stands first, without those that state the opposite: the query
    or its lens has put these last. Those of `near` that no list reached stand last among them, with the score 0.
    """
    left = np.zeros(1 + max(near.max(initial=-1), ranking.ordinals.max(initial=-1)), dtype=np.bool_)
    left[near] = True
    is_near = left[ranking.ordinals]
    handful = np.setdiff1d(near, ranking.opposed, assume_unique=True)
    if 0 < len(handful) <= HANDFUL and len(ranking.semantic[0]):
        is_near = np.isin(ranking.ordinals, handful)
    else:
        is_near[:PLACES_KEPT] = True
    left[ranking.ordinals] = False
    unranked = np.flatnonzero(left)
    parts = (ranking.ordinals[is_near], unranked, ranking.ordinals[~is_near])
    scores = (ranking.scores[is_near], np.zeros(len(unranked)), ranking.scores[~is_near])
    return replace(ranking, ordinals=np.concatenate(parts), scores=np.concatenate(scores), near=near)


def in_order(store: Store, ranking: Ranking, order: Order) -> Ranking:
    """The whole of `ranking` in `order`; what has the same place in it keeps the order it had.

    By date and area the paragraphs of one report stay together; one that states no date, or no area, comes last. By
    praise and fault each paragraph goes by how well it fits times how clearly it praises or finds fault: a thousand
    paragraphs come near at times, and the clearest praise among them has little to do with the query.

    Those that come near what was asked stand before all others: the newest of a thousand ranked paragraphs would else
    be the newest of the archive, whatever it is about.
    """
    if order is Order.BEST:
        return ranking
    if order in (Order.PRAISE, Order.FAULT):
        by: NDArray[Any] = -_fit(ranking) * _clarity(store, ranking.ordinals, order)
    else:
        by = _report_places(store, order)[store.rows(ranking.ordinals, ("report",))["report"]]
    places = np.lexsort((np.arange(len(by)), by, ~np.isin(ranking.ordinals, ranking.near)))
    return replace(ranking, ordinals=ranking.ordinals[places], scores=ranking.scores[places])


def _fit(ranking: Ranking) -> NDArray[np.float64]:
    """float64 (k,), 0 or more: the scores; all 1 where nothing was ranked, as of a query of filters alone."""
    return np.maximum(ranking.scores, 0) if ranking.scores.any() else np.ones(len(ranking.scores))


def _clarity(store: Store, ordinals: Ids, order: Order) -> NDArray[np.float64]:
    """float64 (k,), 0 to 1: the strength share of each paragraph, or what is left of 1; of a table one half."""
    shares: NDArray[np.float64] = np.nan_to_num(
        store.rows(ordinals, ("strength_share",))["strength_share"].astype(np.float64), nan=_HALFWAY
    )
    return shares if order is Order.PRAISE else 1 - shares


def _report_places(store: Store, order: Order) -> Ids:
    """int64 (reports,): which place each report has in `order`."""

    def key(row: int) -> tuple[bool, str, int, int]:
        report = store.reports[row]
        when = report.dated
        day = (when or date.min).toordinal()
        if order is Order.OLDEST:
            return when is None, "", day, row
        area = (report.area or "").casefold() if order is Order.AREA else ""
        return (not area if order is Order.AREA else when is None), area, -day, row

    rows = range(len(store.reports))
    places = np.empty(len(rows), dtype=np.int64)
    places[sorted(rows, key=key)] = np.arange(len(rows))
    return places


# Paragraphs of the same wording are folded into one place: boilerplate that many reports print.
#
# Two paragraphs are copies where nearly all pairs of neighbouring words are the same. Figures are left out of account;
# a name or a date that differs spoils the two pairs that it stands in and no other. Broder, "On the resemblance and
# containment of documents", 1997, for the resemblance of two sets of such pairs.

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
