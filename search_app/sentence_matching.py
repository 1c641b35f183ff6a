"""Which sentence of a paragraph comes nearest to a sentence of the draft, and whether it is near at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.generation import Generation
from indexer.indexes.analysis import ranking_stems, tokens
from indexer.records import Chunk, Sentence, Statement
from search_app.answers import SentenceMatch, plain_sentences
from search_app.draft_ranking import SentenceRanking
from search_app.semantic_search import SemanticSearch

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


def may_be_near(generation: Generation, chunk: Chunk, ranking: SentenceRanking) -> bool:
    """False where the paragraph as a whole is too far off for any of its sentences to be near."""
    if ranking.vector is None or generation.embeddings is None:
        return True
    return float(generation.embeddings.stored(chunk.ordinal) @ ranking.vector) >= _HOPELESS_COSINE


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
    stating = [place for place, sentence in enumerate(chunk.sentences) if sentence.statement is statement]
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
        SentenceMatch(s.start, s.end, s.statement, match) for s, match in zip(chunk.sentences, nearness, strict=True)
    )
    return nearness, sentences


def _stems_share(text: str, wanted: frozenset[str]) -> float:
    return len(wanted.intersection(ranking_stems(tokens(text)))) / len(wanted) if wanted else 0.0
