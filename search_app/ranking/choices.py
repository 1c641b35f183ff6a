"""How many paragraphs each choice of each filter would leave, whatever is chosen in that filter already.

An answer counts its own paragraphs, so once an area is chosen it counts only that area. Whoever wants to add a second
area needs the counts without the first. What comes near a query is found once, under none of the filters that are
counted; for each filter it is narrowed by the expression of all others and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from search_app.filters.expression import Expression, all_of
from search_app.filters.fields import counted_fields
from search_app.filters.filters import Filters
from search_app.ranking.closeness import NEAR_COSINE, near_paragraphs
from search_app.ranking.fusion import FUSION_DEPTH_CHUNKS, Ranking
from search_app.ranking.pipeline import RankingRequest, candidates, saying_share
from search_app.store.interface import Ids, Store

LENS = "lens"


@dataclass(frozen=True, slots=True)
class Choices:
    """Filter -> value -> number of paragraphs, the lens among them; and how many there are under no lens at all."""

    counts: Mapping[str, Mapping[str, int]]
    without_lens: int


def count_choices(store: Store, request: RankingRequest, filters: Filters, *, cosine_is_known: bool) -> Choices:
    """The counts beside the filters of a search: `request` as without `filters`, which is what is chosen."""
    found = _Found(store, request, filters, cosine_is_known)
    counts = store.counts(found.under(filters))
    for field in counted_fields():
        if field.chosen(filters):
            counts |= store.counts(found.under(field.choosing(filters, ())), [field.name])
    without_lens = found.under(filters.changed(lens=None))
    if filters.lens is not None:
        counts |= store.counts(without_lens, [LENS])
    return Choices(counts, len(without_lens))


class _Found:
    """What a query finds, narrowed by one choice of filters after the other."""

    def __init__(self, store: Store, request: RankingRequest, filters: Filters, cosine_is_known: bool) -> None:
        self._store, self._request, self._cosine_is_known = store, request, cosine_is_known
        counted = {field.attribute: () for field in counted_fields()}
        self._widest = self._lists(filters.changed(lens=None, **counted).expression)

    def under(self, filters: Filters) -> Ids:
        """int64, rising: what comes near under these filters."""
        ranking = self._widest
        if self._is_cut(ranking, reads_share=filters.share is not None):
            ranking = self._lists(filters.expression)
        request = self._under(filters.expression)
        ids = near_paragraphs(self._store, request, ranking, cosine_is_known=self._cosine_is_known)
        if filters.share is not None:  # known of what was ranked alone
            ids = saying_share(self._store, np.intersect1d(ids, ranking.ordinals), filters.share)
        return np.intersect1d(ids, self._store.ids(request.where))

    def _under(self, chosen: Expression) -> RankingRequest:
        return replace(self._request, where=all_of((self._request.where, chosen)))

    def _lists(self, chosen: Expression) -> Ranking:
        request = self._under(chosen)
        keyword, by_meaning = candidates(self._store, request)
        found = np.union1d(keyword[0], by_meaning[0]) if request.parsed.words else self._store.ids(request.where)
        return Ranking(found, np.zeros(len(found)), keyword, by_meaning)

    def _is_cut(self, ranking: Ranking, *, reads_share: bool) -> bool:
        """Whether a list ended at its depth before all that counts was in it: more filters make room for the rest."""
        cosines = ranking.semantic[1]
        by_meaning_is_cut = FUSION_DEPTH_CHUNKS <= len(cosines) < len(self._store)
        if len(cosines) and self._cosine_is_known and not reads_share:
            return by_meaning_is_cut and bool(cosines[-1] >= NEAR_COSINE)
        by_words_is_cut = self._request.keyword_depth(self._store) <= len(ranking.keyword[0]) < len(self._store)
        return by_meaning_is_cut or by_words_is_cut
