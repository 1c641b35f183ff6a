"""Ranks the archive for a draft: for each of its sentences, for the whole of it, and the two together.

A paragraph's score is that of the draft's sentence that it suits best, and a part of its score for the whole:

    score = max over sentences of hybrid(sentence) + WHOLE_DRAFT_WEIGHT * hybrid(whole)

The best sentence and not the sum over all, because a precedent speaks to one statement, and a sum favours long
paragraphs that touch on everything. The best for each sentence are ordered as those of a search are. The whole tells
apart what is alike for a lone sentence: who is meant by "they". Then the sentences take turns, the best paragraph for
each before the second best for any: a sentence with many words would otherwise fill the list alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.query_encoder import EncodedQuery
from indexer.errors import ModelUnavailable
from indexer.keyword.analysis import ranking_stems, tokens
from indexer.records import Chunk, Sentence, Statement
from search_app.answers.answer import SentenceMatch, plain_sentences
from search_app.filters.expression import Expression
from search_app.precedents.draft import Draft
from search_app.ranking.fusion import convex_combination
from search_app.ranking.meaning import SemanticSearch, Vector
from search_app.ranking.reranking import SemanticQuery, order_best
from search_app.store.interface import NOTHING_RANKED, RankedList, Store, Terms

WHOLE_DRAFT_WEIGHT = 0.25
"""A quarter: enough to order what suits one sentence about equally, too little to bring up what suits none."""

_DEPTH_CHUNKS = 200
"""How deep the list of each sentence goes; from there on a search's order changes by less than .002 nDCG@10."""

_UNRANKED = -1.0
"""Below every score: the last of a list has 0, and is found all the same."""


@dataclass(frozen=True, slots=True)
class SentenceRanking:
    """A sentence of the draft, its stems and vector (None without the model), and each list by itself."""

    sentence: Sentence
    words: str
    stems: frozenset[str]
    vector: Vector | None
    keyword: RankedList
    semantic: RankedList


@dataclass(frozen=True, slots=True)
class DraftRanking:
    """Ordinals, int64 (k,), sentences in turn, with scores, float64 (k,); `owners`, int64 (k,), names the row of
    `sentences` that each suits best."""

    ordinals: NDArray[np.int64]
    scores: NDArray[np.float64]
    owners: NDArray[np.int64]
    sentences: tuple[SentenceRanking, ...]
    notes: tuple[str, ...]


def rank_draft(
    store: Store,
    semantic: SemanticSearch,
    draft: Draft,
    sentences: Sequence[Sentence],
    where: Expression,
) -> DraftRanking:
    """The chunks that pass `where` for these sentences of `draft`. Without the model by words alone, and says so."""
    texts = [draft.words_of(sentence) for sentence in sentences]
    encoded, notes = _encoded(semantic, texts)
    best = np.full(len(store), _UNRANKED)
    owners = np.full(len(store), -1, dtype=np.int64)
    rankings = []
    for row, (sentence, text) in enumerate(zip(sentences, texts, strict=True)):
        read = tokens(text)
        stems = frozenset(ranking_stems(read))
        asked = encoded[row]
        vector = None if asked is None else asked.vector
        keyword, near, (ordinals, scores) = _hybrid(store, stems, vector, where)
        if asked is not None and len(ordinals):
            # Their order alone: how much it scales the scores down hangs on the sentence's length.
            ordinals, _ = order_best(
                store, semantic.late, (ordinals, scores), SemanticQuery(asked, read), cosines=False
            )
        better = scores > best[ordinals]
        best[ordinals[better]] = scores[better]
        owners[ordinals[better]] = row
        rankings.append(SentenceRanking(sentence, text, stems, vector, keyword, near))
    if len(rankings) > 1:
        every_stem = frozenset(stem for ranking in rankings for stem in ranking.stems)
        _, _, (ordinals, scores) = _hybrid(store, every_stem, _mean(encoded), where)
        best[ordinals] += WHOLE_DRAFT_WEIGHT * scores
    found = np.flatnonzero(owners >= 0)
    by_score = found[np.lexsort((found, -best[found]))].astype(np.int64)
    order = by_score[np.argsort(_rounds(owners[by_score]), kind="stable")]
    return DraftRanking(order, best[order], owners[order], tuple(rankings), notes)


def _rounds(owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """int64 (k,): how many earlier ones have the same owner."""
    seen: dict[int, int] = {}
    rounds = []
    for owner in owners.tolist():
        seen[owner] = seen.get(owner, -1) + 1
        rounds.append(seen[owner])
    return np.array(rounds, dtype=np.int64)


def _encoded(semantic: SemanticSearch, texts: Sequence[str]) -> tuple[list[EncodedQuery | None], tuple[str, ...]]:
    try:
        # A lone surrogate, which a terminal may hand over, is nothing that an encoder takes.
        encodable = [text.encode("utf-8", errors="ignore").decode("utf-8") for text in texts]
        return [*semantic.encode_queries(encodable)], ()
    except ModelUnavailable as unavailable:
        return [None] * len(texts), (f"Searched by words only. {unavailable}",)


def _mean(encoded: Sequence[EncodedQuery | None]) -> Vector | None:
    """The draft's vector is the mean of its sentences', as a long paragraph's is of its windows'."""
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

_HOPELESS_COSINE = 0.3
"""A paragraph farther than this from the draft's sentence is not looked into: encoding its sentences costs most."""

NEAR_STEMS_SHARE = 0.3
"""Without the model: the share of the draft sentence's stems that a sentence must hold to be about the same."""


@dataclass(frozen=True, slots=True)
class MatchedSentence:
    """The nearest sentence of a chunk; `sentences` are all of them with their cosines, None without the model."""

    nearest: Sentence
    sentences: tuple[SentenceMatch, ...]


def may_be_near(store: Store, chunk: Chunk, ranking: SentenceRanking) -> bool:
    """False where the paragraph as a whole is too far off for any of its sentences to be near."""
    stored = None if ranking.vector is None else store.rows(np.array([chunk.ordinal]), ("vector",)).get("vector")
    return stored is None or float(stored[0] @ ranking.vector) >= _HOPELESS_COSINE


def match_sentences(
    semantic: SemanticSearch, pairs: Sequence[tuple[Chunk, SentenceRanking]]
) -> list[MatchedSentence | None]:
    """For each chunk its nearest sentence to the draft's; None where none of it is near."""
    # One call for all of them: the encoder is several times as fast over many sentences as one by one.
    if any(ranking.vector is not None for _, ranking in pairs):
        semantic.encode([chunk.text[s.start : s.end] for chunk, _ in pairs for s in chunk.sentences])
    return [_match(semantic, chunk, ranking) for chunk, ranking in pairs]


def nearest_sentence(
    semantic: SemanticSearch, chunk: Chunk, ranking: SentenceRanking, statement: Statement
) -> MatchedSentence | None:
    """The nearest of the sentences that state `statement`, however far off; None where none does."""
    nearness, sentences = _nearness(semantic, chunk, ranking)
    stating = [place for place, sentence in enumerate(chunk.sentences) if sentence.states(statement)]
    if not stating:
        return None
    return MatchedSentence(chunk.sentences[max(stating, key=nearness.__getitem__)], sentences)


def _match(semantic: SemanticSearch, chunk: Chunk, ranking: SentenceRanking) -> MatchedSentence | None:
    if not chunk.sentences:
        return None
    nearness, sentences = _nearness(semantic, chunk, ranking)
    floor = NEAR_STEMS_SHARE if ranking.vector is None else NEAR_COSINE
    best = max(range(len(nearness)), key=nearness.__getitem__)
    return MatchedSentence(chunk.sentences[best], sentences) if nearness[best] >= floor else None


def _nearness(
    semantic: SemanticSearch, chunk: Chunk, ranking: SentenceRanking
) -> tuple[list[float], tuple[SentenceMatch, ...]]:
    """How near each sentence is: its cosine, or without the model the share of the wanted stems that it holds."""
    if ranking.vector is None:
        shares = [_stems_share(chunk.text[s.start : s.end], ranking.stems) for s in chunk.sentences]
        return shares, plain_sentences(chunk)
    nearness = semantic.sentence_matches([chunk], ranking.vector)[0]
    sentences = tuple(
        SentenceMatch.of(sentence, match) for sentence, match in zip(chunk.sentences, nearness, strict=True)
    )
    return nearness, sentences


def _stems_share(text: str, wanted: frozenset[str]) -> float:
    return len(wanted.intersection(ranking_stems(tokens(text)))) / len(wanted) if wanted else 0.0
