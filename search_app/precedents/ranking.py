"""Ranks the archive for each sentence of a draft, and tells which sentence of a paragraph comes nearest to it.

A paragraph's score for a sentence is that of a search for the sentence, and a part of that for all sentences of the
same paragraph of the draft:

    score = hybrid(sentence) + BLOCK_WEIGHT * hybrid(its paragraph)

The paragraph tells apart what is alike for a lone sentence: who is meant by "they". The sentences are encoded together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.query_encoder import EncodedQuery
from indexer.errors import ModelUnavailable
from indexer.keyword.analysis import ranking_stems, tokens
from indexer.records import Chunk, Sentence, Statement
from search_app.answers.answer import SentenceMatch
from search_app.answers.hits import matched_sentences
from search_app.filters.expression import Expression
from search_app.precedents.draft import Draft
from search_app.ranking.fusion import convex_combination
from search_app.ranking.meaning import SemanticSearch, Vector
from search_app.ranking.reranking import SemanticQuery, order_best
from search_app.store.interface import NOTHING_RANKED, RankedList, Store, Terms

BLOCK_WEIGHT = 0.25
"""A quarter: enough to order what suits one sentence about equally, too little to bring up what suits none."""

_DEPTH_CHUNKS = 200
"""How deep the list of each sentence goes; from there on a search's order changes by less than .002 nDCG@10."""

_UNRANKED = -1.0
"""Below every score: the last of a list has 0, and is found all the same."""


@dataclass(frozen=True, slots=True)
class SentenceRanking:
    """A sentence of the draft, its stems, as encoded (None without the model), each list by itself, and `ranked`: the
    paragraphs by both and by its own paragraph, int64 (k,), with scores, float64 (k,)."""

    sentence: Sentence
    words: str
    stems: frozenset[str]
    asked: EncodedQuery | None
    keyword: RankedList
    semantic: RankedList
    ranked: RankedList = NOTHING_RANKED


def rank_sentences(
    store: Store,
    semantic: SemanticSearch,
    draft: Draft,
    sentences: Sequence[Sentence],
    where: Callable[[Sentence], Expression],
) -> tuple[list[SentenceRanking], tuple[str, ...]]:
    """The chunks that pass `where` for each of these sentences of `draft`, and notes: without the model words alone
    rank, which is said."""
    texts = [draft.words_of(sentence) for sentence in sentences]
    encoded, notes = _encoded(semantic, texts)
    stems = [frozenset(ranking_stems(tokens(text))) for text in texts]
    blocks: dict[int, list[int]] = {}
    for row, sentence in enumerate(sentences):
        blocks.setdefault(draft.block_of(sentence), []).append(row)
    rankings = []
    for rows in blocks.values():
        around = None
        if len(rows) > 1:
            every_stem = frozenset().union(*(stems[row] for row in rows))
            around = every_stem, _mean([encoded[row] for row in rows])
        for row in rows:
            passing = where(sentences[row])
            asked = encoded[row]
            keyword, near, ranked = _hybrid(store, stems[row], None if asked is None else asked.vector, passing)
            if asked is not None and len(ranked[0]):
                # Their order alone: how much it scales the scores down hangs on the sentence's length.
                query = SemanticQuery(asked, tokens(texts[row]))
                ranked = order_best(store, semantic.late, ranked, query, cosines=False)[0], ranked[1]
            if around is not None:
                ranked = _added(ranked, _hybrid(store, *around, passing)[2], len(store))
            rankings.append(SentenceRanking(sentences[row], texts[row], stems[row], asked, keyword, near, ranked))
    return rankings, notes


def _added(ranked: RankedList, around: RankedList, size: int) -> RankedList:
    """`ranked` with a part of the scores that the paragraph around gives the same chunks."""
    scores = np.zeros(size)
    scores[around[0]] = around[1]
    joined = ranked[1] + BLOCK_WEIGHT * scores[ranked[0]]
    order = np.lexsort((ranked[0], -joined))
    return ranked[0][order], joined[order]


def _encoded(semantic: SemanticSearch, texts: Sequence[str]) -> tuple[list[EncodedQuery | None], tuple[str, ...]]:
    try:
        # A lone surrogate, which a terminal may hand over, is nothing that an encoder takes.
        encodable = [text.encode("utf-8", errors="ignore").decode("utf-8") for text in texts]
        return [*semantic.encode_queries(encodable)], ()
    except ModelUnavailable as unavailable:
        return [None] * len(texts), (f"Searched by words only. {unavailable}",)


def _mean(encoded: Sequence[EncodedQuery | None]) -> Vector | None:
    """A paragraph's vector is the mean of its sentences', as a long one's in the archive is of its windows'."""
    known = [asked.vector for asked in encoded if asked is not None]
    if not known:
        return None
    mean = np.mean(known, axis=0)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length if length else mean, dtype=np.float32)


def _hybrid(
    store: Store, stems: frozenset[str], vector: Vector | None, where: Expression
) -> tuple[RankedList, RankedList, RankedList]:
    """The ranking by words, by meaning, and by both."""
    keyword = store.sparse(Terms(stems), where, _DEPTH_CHUNKS)
    near = NOTHING_RANKED if vector is None else store.dense(vector, where, _DEPTH_CHUNKS)
    if near is NOTHING_RANKED:
        # By the best alone: scaling by the least as well would put the second of two on a level with what is unfit.
        return keyword, near, (keyword[0], keyword[1] / keyword[1].max(initial=np.finfo(np.float64).tiny))
    return keyword, near, convex_combination(keyword, near)


# Which sentence of a paragraph comes nearest to a sentence of the draft, and whether it is near at all.

NEAR_COSINE = 0.5
"""Below this a sentence is about something else: by reading, most pairs above share their subject, and under it
fewer do the farther it is."""

FAR_COSINE = 0.35
"""Between this and the other it may state the same in other words: one that surely takes a side is worth showing."""

_HOPELESS_COSINE = 0.3
"""A paragraph farther than this from the draft's sentence is not looked into: that takes longer than finding it."""

NEAR_STEMS_SHARE = 0.3
"""Without the model: the share of the draft sentence's stems that a sentence must hold to be about the same."""


@dataclass(frozen=True, slots=True)
class MatchedSentence:
    """The nearest sentence of a chunk, and whether it is near; `sentences` are all of them with their cosines, None
    without the model."""

    nearest: Sentence
    sentences: tuple[SentenceMatch, ...]
    near: bool = True


def may_be_near(store: Store, ordinals: NDArray[np.int64], ranking: SentenceRanking) -> NDArray[np.int64]:
    """Those of `ordinals` whose paragraph as a whole is not too far off for any of its sentences to be near."""
    if ranking.asked is None or not len(ordinals):
        return ordinals
    vectors = store.rows(ordinals, ("vector",)).get("vector")
    return ordinals if vectors is None else ordinals[vectors @ ranking.asked.vector >= _HOPELESS_COSINE]


def match_sentence(semantic: SemanticSearch, chunk: Chunk, ranking: SentenceRanking) -> MatchedSentence | None:
    """The sentence of `chunk` that comes nearest to the draft's; None where all are too far off to state the same."""
    if not chunk.sentences:
        return None
    nearness, sentences = _nearness(semantic, chunk, ranking)
    best = max(range(len(nearness)), key=nearness.__getitem__)
    near = nearness[best] >= (NEAR_STEMS_SHARE if ranking.asked is None else NEAR_COSINE)
    far = ranking.asked is not None and nearness[best] >= FAR_COSINE
    return MatchedSentence(chunk.sentences[best], sentences, near) if near or far else None


def nearest_sentence(
    semantic: SemanticSearch, chunk: Chunk, ranking: SentenceRanking, statement: Statement
) -> MatchedSentence | None:
    """The nearest of the sentences that state `statement`, however far off; None where none does."""
    nearness, sentences = _nearness(semantic, chunk, ranking)
    stating = [place for place, sentence in enumerate(chunk.sentences) if sentence.states(statement)]
    if not stating:
        return None
    return MatchedSentence(chunk.sentences[max(stating, key=nearness.__getitem__)], sentences)


def _nearness(
    semantic: SemanticSearch, chunk: Chunk, ranking: SentenceRanking
) -> tuple[list[float], tuple[SentenceMatch, ...]]:
    """How near each sentence is: its cosine, or without the model the share of the wanted stems that it holds."""
    if ranking.asked is None:
        shares = [_stems_share(chunk.text[s.start : s.end], ranking.stems) for s in chunk.sentences]
        return shares, matched_sentences(chunk, None)
    nearness = semantic.sentence_nearness(chunk, ranking.asked)
    return nearness, matched_sentences(chunk, nearness)


def _stems_share(text: str, wanted: frozenset[str]) -> float:
    return len(wanted.intersection(ranking_stems(tokens(text)))) / len(wanted) if wanted else 0.0
