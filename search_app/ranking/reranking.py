"""Late interaction: a query and a paragraph compared word piece by word piece.

Khattab and Zaharia 2020, "ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction over
BERT", arXiv 2004.12832. Each piece of the query looks for the piece of the paragraph that is nearest to it:

    match = sum over query pieces of  weight * max over the paragraph's pieces of  cosine,   weights adding up to 1

where rare words weigh more. In the same way two pieces that follow each other in the query look for two that stand
together in the paragraph, where the lesser cosine of the two counts: what phrases are to words. One vector for a whole
paragraph blurs what such a comparison still sees. The best of the fused ranking are put into order anew by it, and it
tells which words of a sentence carried a match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.query_encoder import EncodedQuery, PieceEncoder
from indexer.embedding.token_codes import ProductQuantiser, TokenCodes, token_quantiser
from indexer.keyword.analysis import Token
from indexer.language.chunking import embedded_sentences, embedded_text
from indexer.records import Chunk
from search_app.ranking.fusion import Scores
from search_app.store.interface import RankedList, Store

RERANKED_CHUNKS = 30
"""Measured: 20, 30 and 50 differ by less than .002 nDCG@10, and the time grows with each."""

COSINE_MATCH_WEIGHT = 1.5
"""What a match of 1 adds to a cosine. From 1 to 2 the mean of four collections is level."""

_FUSED_MATCH_WEIGHT = 16.0
"""What it adds to a fused score between 0 and 1, shared among the query's pieces; see `fused_match_weight`."""

_PAIR_WEIGHT = 2.5
"""What pieces standing together count beside the single ones, for a query of no length; see `_pair_weight`."""

_TOGETHER_PIECES = 2
"""So near, before or after, counts as together. Function words have no pieces."""

_NEARNESS = (0.61, 0.86, -0.11)
"""Fitted to 1,500 pairs of sentences of real reports: with the cosine of two sentences, each encoded by itself, the two
correlate at .78 and .81 alone, and at .85 together."""

CARRYING_COSINE = 0.6
"""From here on a word piece is so near to one of the query that it carried the match; by reading."""


def fused_match_weight(asked: EncodedQuery) -> float:
    """What a match of 1 adds to a fused score between 0 and 1: the less, the longer the query.

    Of a few words each must be met, while a long query's fused score is already made of many. Measured by length: up
    to 7 pieces 2 to 4 ranks best, from 11 on .7 to 1.5, on every collection alike.
    """
    return _FUSED_MATCH_WEIGHT / (1 + len(asked.pieces)) * (1 + _pair_weight(len(asked.pieces)))


def _pair_weight(pieces: int) -> float:
    """How much pairs count beside single pieces, of a query of so many: two words are a phrase, twenty are a sentence
    that no paragraph repeats."""
    return _PAIR_WEIGHT / (1 + pieces) if pieces > 1 else 0.0


@dataclass(frozen=True, slots=True)
class SemanticQuery:
    """A query as encoded, and the words of the text that was, with offsets into it."""

    encoded: EncodedQuery
    words: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class SentenceMatches:
    """The cosine of each sentence with the query, and where in the paragraph the words stand that carried it."""

    cosines: list[float]
    words: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LateInteraction:
    """Compares queries with the paragraphs of a store. Safe for several threads."""

    quantiser: ProductQuantiser
    store: Store

    @classmethod
    def of(cls, store: Store, model: str | None) -> LateInteraction | None:
        """That of a store with the codes of `model`; None where it has none, or codes that no codebooks fit."""
        quantiser = token_quantiser(model) if model else None
        none = store.rows(np.empty(0, dtype=np.int64), ("codes",)).get("codes")
        if quantiser is None or none is None or none.codes.shape[1] != quantiser.parts:
            return None
        return cls(quantiser, store)

    def rerank(self, ranked: RankedList, asked: EncodedQuery, words: Sequence[Token], weight: float) -> RankedList:
        """`ranked` with its best put into order anew, and every score scaled down to stay between 0 and 1.

        `words` are those of the text that was encoded as `asked`; `weight` is what a match of 1 adds to a score. A
        query of nothing but function words changes nothing.
        """
        if not len(asked.pieces) or not len(ranked[0]):
            return ranked
        return add_to_best(ranked, np.maximum(self.matches(ranked[0][:RERANKED_CHUNKS], asked, words), 0), weight)

    def matches(self, ordinals: NDArray[np.int64], asked: EncodedQuery, words: Sequence[Token]) -> NDArray[np.float64]:
        """float64 (k,): how each of these paragraphs matches; 0 for one without a bearing word piece."""
        codes: TokenCodes = self.store.rows(ordinals, ("codes",))["codes"]
        lengths = np.diff(codes.offsets)
        found = np.zeros(len(ordinals))
        if not len(codes.codes):
            return found
        cosines = self.quantiser.cosines(asked.pieces, codes.codes)
        beginnings, weights = codes.offsets[:-1][lengths > 0], self._weights(asked, words)
        matches = np.maximum.reduceat(cosines, beginnings, axis=0) @ weights
        if share := _pair_weight(len(weights)):
            together = np.maximum.reduceat(_pair_cosines(cosines, lengths), beginnings, axis=0)
            of_pairs = np.minimum(weights[:-1], weights[1:])
            matches = (matches + share * (together @ (of_pairs / of_pairs.sum()))) / (1 + share)
        found[lengths > 0] = matches
        return found

    def _weights(self, asked: EncodedQuery, words: Sequence[Token]) -> NDArray[np.float64]:
        """float64 (pieces,): by the rarity of the word that each piece belongs to, adding up to 1."""
        words = [token for token in words if not token.compound]
        rarity = {token.stem: self.store.vocabulary.rarity(token.stem) for token in words}
        weights = np.array(
            [
                next((rarity[word.stem] for word in words if word.start <= start < word.end), 1.0)
                for start, _ in asked.spans
            ]
        )
        return np.asarray(weights / weights.sum())

    def _codes_of(self, chunk: Chunk) -> NDArray[np.uint8]:
        codes: TokenCodes = self.store.rows(np.array([chunk.ordinal]), ("codes",))["codes"]
        return codes.codes

    def match_sentences(self, chunk: Chunk, asked: EncodedQuery, encoder: PieceEncoder) -> SentenceMatches | None:
        """How each sentence of a paragraph matches; None where what the build kept does not fit the text."""
        text, spans, pieces = self._pieces(chunk, encoder)
        if pieces is None:
            return None
        bounds = embedded_sentences(chunk, self.store.head(chunk.report_id))
        cosines = _cosines_within(bounds, spans[:, 0], pieces, asked)
        near = (pieces @ asked.pieces.T).max(axis=1, initial=0) >= CARRYING_COSINE
        offset = len(text) - len(chunk.text)
        words = (_word_around(text, *spans[place].tolist()) for place in np.flatnonzero(near))
        return SentenceMatches(cosines, tuple((a - offset, b - offset) for a, b in words if a >= offset))

    def sentence_nearness(self, chunk: Chunk, asked: EncodedQuery, encoder: PieceEncoder) -> list[float] | None:
        """About the cosine of each sentence of a paragraph with `asked`, as if it were encoded by itself: that takes
        ten times as long. None where what the build kept does not fit the text.

        It is told by the sum of the sentence's pieces and by late interaction inside the sentence.
        """
        _, spans, pieces = self._pieces(chunk, encoder)
        if pieces is None:
            return None
        bounds = embedded_sentences(chunk, self.store.head(chunk.report_id))
        cosines = _cosines_within(bounds, spans[:, 0], pieces, asked)
        if not len(asked.pieces):
            return cosines
        likeness = pieces @ asked.pieces.T
        within = ((spans[:, 0] >= start) & (spans[:, 0] < end) for start, end in bounds)
        met = [float(likeness[own].max(axis=0, initial=0).mean()) for own in within]
        of_cosine, of_match, constant = _NEARNESS
        return [of_cosine * cosine + of_match * match + constant for cosine, match in zip(cosines, met, strict=True)]

    def match_spans(
        self, chunk: Chunk, parts: Sequence[tuple[int, int]], asked: EncodedQuery, encoder: PieceEncoder
    ) -> list[float] | None:
        """The same for any `parts` of a paragraph, code points into its text: the cosine of each."""
        text, spans, pieces = self._pieces(chunk, encoder)
        if pieces is None:
            return None
        offset = len(text) - len(chunk.text)
        return _cosines_within([(a + offset, b + offset) for a, b in parts], spans[:, 0], pieces, asked)

    def _pieces(self, chunk: Chunk, encoder: PieceEncoder) -> tuple[str, NDArray[np.int32], NDArray[np.float32] | None]:
        """The embedded text of a paragraph, where its bearing pieces stand in it, int32 (pieces, 2), and their vectors,
        (pieces, d), None where those do not fit."""
        text = embedded_text(chunk, self.store.head(chunk.report_id))
        spans, codes = encoder.bearing_spans(text), self._codes_of(chunk)
        return text, spans, self.quantiser.decode(codes) if len(spans) == len(codes) else None


def _cosines_within(
    parts: Sequence[tuple[int, int]], starts: NDArray[np.int32], pieces: NDArray[np.float32], asked: EncodedQuery
) -> list[float]:
    """The cosine with the query of the sum of the pieces that start within each part."""
    bounds = np.array(parts, dtype=np.int64).reshape(-1, 2)
    within = (starts >= bounds[:, :1]) & (starts < bounds[:, 1:])
    sums = within.astype(np.float32) @ pieces
    lengths = np.sqrt(np.einsum("ij,ij->i", sums, sums))
    cosines: list[float] = (sums @ asked.vector / np.maximum(lengths, np.finfo(np.float32).tiny)).tolist()
    return cosines


def _pair_cosines(cosines: NDArray[np.float32], lengths: NDArray[np.int64]) -> NDArray[np.float32]:
    """float32 (n, queries - 1): the lesser of a piece's cosine with a piece of the query, and of that of the piece best
    for the next one of the query that stands together with it; 0 where none does.

    `cosines` is (n, queries), paragraph after paragraph; `lengths` says how many pieces each has.
    """
    paragraphs = np.repeat(np.arange(len(lengths)), lengths)
    best = np.zeros((len(cosines), cosines.shape[1] - 1), dtype=np.float32)
    for step in range(1, min(_TOGETHER_PIECES, len(cosines) - 1) + 1):
        apart = (paragraphs[step:] != paragraphs[:-step])[:, None]
        after, before = cosines[step:, 1:], cosines[:-step, 1:]
        np.maximum(best[:-step], np.where(apart, np.float32(0), after), out=best[:-step])
        np.maximum(best[step:], np.where(apart, np.float32(0), before), out=best[step:])
    return np.minimum(best, cosines[:, :-1], out=best)


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole word that the word piece from `start` to `end` is part of."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


# Pseudo-relevance feedback: the best of a ranking are ordered once more by their likeness to its first.
#
# Rocchio 1971, "Relevance Feedback in Information Retrieval", with the first of a ranking for what a person would mark.
# They are not put to the whole archive as another query, which loses wherever a question has one answer, but only tell
# which of the best are alike:
#
#     score = own + weight * likeness,    likeness = mean cosine with the first three, each weighing 1 / its rank
#
# All vectors are taken less the mean of the best: what the best have in common is the query itself, and says nothing
# about which of them answers it. Of paragraphs of the same wording only the best is among the first: copies are no
# further evidence of what was asked.

FUSED_FEEDBACK_WEIGHT = 0.45
"""What a likeness of 1 adds to a fused score. Measured: from .3 to .6 the mean of four collections moves by .002."""

COSINE_FEEDBACK_WEIGHT = 0.2
"""What it adds to a cosine, whose differences are about half as large."""

_FIRST_CHUNKS = 3
"""Measured: 2 to 4 are level; more bring in what is not relevant."""

_COPY_COSINE = 0.97
"""From here on two paragraphs are one for feedback: boilerplate with another name or date in it."""

_ORDERED_CHUNKS = 30
"""As many as late interaction compares. Ordering 50 instead changes nDCG@10 by less than .003, up or down."""


def order_by_feedback(store: Store, ranked: RankedList, weight: float) -> RankedList:
    """`ranked` with its best put into order anew, and every score scaled down to stay between 0 and 1.

    `weight` is what a likeness of 1 adds to a score. Two paragraphs or fewer stay as they are, and those
    of an archive without vectors.
    """
    best = slice(0, _ORDERED_CHUNKS)
    if len(ranked[0][best]) < _FIRST_CHUNKS:
        return ranked
    stored = store.rows(ranked[0][best], ("vector",)).get("vector")
    if stored is None:
        return ranked
    vectors = stored.astype(np.float32)
    chosen = _distinct(vectors, _FIRST_CHUNKS)
    vectors -= vectors.mean(axis=0)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, norms, out=vectors, where=norms > 0)
    weights = 1 / np.arange(1, len(chosen) + 1)
    first = weights / weights.sum() @ vectors[chosen]
    likeness = np.clip(vectors @ first, -1, 1).astype(np.float64)
    # A likeness may be below 0, a gain may not: half of what lies between -1 and 1, and twice the weight.
    return add_to_best(ranked, (1 + likeness) / 2, 2 * weight)


def _distinct(vectors: NDArray[np.float32], count: int) -> list[int]:
    """The places of the first `count` of unit vectors (n, d) that are no copies of one before, or fewer."""
    chosen: list[int] = []
    for place, vector in enumerate(vectors):
        if len(chosen) == count:
            break
        if not chosen or (vectors[chosen] @ vector).max() < _COPY_COSINE:
            chosen.append(place)
    return chosen


# Both together, over the best of a ranking.


def order_best(
    store: Store, late: LateInteraction | None, ranked: RankedList, query: SemanticQuery, *, cosines: bool
) -> RankedList:
    """`ranked`, whose scores are `cosines` or fused, with its best put into order anew by late interaction and by their
    likeness to the first.
    """
    matched = 0.0
    if late is not None and len(query.encoded.pieces):
        matched = COSINE_MATCH_WEIGHT if cosines else fused_match_weight(query.encoded)
        ranked = late.rerank(ranked, query.encoded, query.words, matched)
    feedback = COSINE_FEEDBACK_WEIGHT if cosines else FUSED_FEEDBACK_WEIGHT
    # Scores have been scaled down by what late interaction could add.
    return order_by_feedback(store, ranked, feedback / (1 + matched))


def add_to_best(ranked: RankedList, gains: Scores, weight: float) -> RankedList:
    """`ranked` with its first, one for each of `gains`, put into order anew by score + weight * gain.

    A gain is from 0 to 1, so that none of them falls behind the rest; all scores are scaled down by what a gain of 1
    adds, and stay between 0 and 1. Equal scores by ordinal.
    """
    best = slice(0, len(gains))
    ordinals, scores = ranked[0].copy(), ranked[1] / (1 + weight)
    joined = scores[best] + gains * weight / (1 + weight)
    order = np.lexsort((ordinals[best], -joined))
    ordinals[best], scores[best] = ordinals[best][order], joined[order]
    return ordinals, scores
