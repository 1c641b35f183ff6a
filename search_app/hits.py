"""From a ranking to hits: words, citation, and what matched, for those that are shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.query_encoder import EncodedQuery
from indexer.records import Chunk
from search_app.answers import Highlight, HighlightKind, Hit, SentenceMatch, plain_sentences
from search_app.catalogue import Catalogue
from search_app.fusion import RankedList, score_of
from search_app.highlights import exact_highlights
from search_app.late_interaction import SentenceMatches
from search_app.query import ParsedQuery
from search_app.semantic_search import MEANING_MATCH_FLOOR, SemanticSearch


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ordinals, int64 (k,), by falling score, float64 (k,), and each list by itself."""

    ordinals: NDArray[np.int64]
    scores: NDArray[np.float64]
    keyword: RankedList
    semantic: RankedList


def make_hits(
    catalogue: Catalogue,
    semantic: SemanticSearch,
    parsed: ParsedQuery,
    asked: EncodedQuery | None,
    ranking: Ranking,
    shown: slice,
) -> tuple[Hit, ...]:
    """The hits of `ranking` at the places `shown`. `asked` is the encoded query, None where meaning was not asked."""
    places = range(*shown.indices(len(ranking.ordinals)))
    chunks = [catalogue.chunk(int(ranking.ordinals[place])) for place in places]
    matches = [None] * len(chunks) if asked is None else semantic.hit_matches(chunks, asked)
    return tuple(
        Hit(
            rank=place + 1,
            score=float(ranking.scores[place]),
            keyword_score=score_of(ranking.keyword, chunk.ordinal),
            semantic_score=score_of(ranking.semantic, chunk.ordinal),
            chunk=chunk,
            report=catalogue.report(chunk.report_id),
            address=catalogue.address(chunk),
            citation=catalogue.cite(chunk),
            sentences=_sentences(chunk, match),
            highlights=_highlights(chunk, parsed, match),
        )
        for place, chunk, match in zip(places, chunks, matches, strict=True)
    )


def _sentences(chunk: Chunk, match: SentenceMatches | None) -> tuple[SentenceMatch, ...]:
    if match is None:
        return plain_sentences(chunk)
    return tuple(
        SentenceMatch(sentence.start, sentence.end, sentence.statement, cosine)
        for sentence, cosine in zip(chunk.sentences, match.cosines, strict=True)
    )


def _highlights(chunk: Chunk, parsed: ParsedQuery, match: SentenceMatches | None) -> tuple[Highlight, ...]:
    """The words that match, and the one sentence nearest in meaning, if it is near, with the words that carried it."""
    exact = exact_highlights(chunk.text, parsed)
    marks = [Highlight(start, end, HighlightKind.EXACT) for start, end in exact]
    if match is not None and max(match.cosines, default=0.0) >= MEANING_MATCH_FLOOR:
        best = chunk.sentences[int(np.argmax(match.cosines))]
        marks.append(Highlight(best.start, best.end, HighlightKind.MEANING))
        marks += [
            Highlight(start, end, HighlightKind.MEANING)
            for start, end in sorted(set(match.words))
            if best.start <= start and end <= best.end and (start, end) not in exact
        ]
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))
