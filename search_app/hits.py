"""From a ranking to hits: words, citation, and what matched, for those that are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.records import Chunk
from search_app.answers import Highlight, HighlightKind, Hit, SentenceMatch, plain_sentences
from search_app.catalogue import Catalogue
from search_app.highlights import exact_highlights
from search_app.query import ParsedQuery
from search_app.semantic_search import MEANING_MATCH_FLOOR, SemanticSearch


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ordinals, int64 (k,), by falling score, float64 (k,), and each list's own scores by ordinal."""

    ordinals: NDArray[np.int64]
    scores: NDArray[np.float64]
    keyword: Mapping[int, float]
    semantic: Mapping[int, float]


def make_hits(
    catalogue: Catalogue,
    semantic: SemanticSearch,
    parsed: ParsedQuery,
    vector: NDArray[np.float32] | None,
    ranking: Ranking,
    shown: slice,
) -> tuple[Hit, ...]:
    """The hits of `ranking` at the places `shown`. `vector` is the query's, or None where meaning was not asked."""
    places = range(*shown.indices(len(ranking.ordinals)))
    chunks = [catalogue.chunk(int(ranking.ordinals[place])) for place in places]
    matched = [plain_sentences(chunk) for chunk in chunks] if vector is None else _matched(semantic, chunks, vector)
    return tuple(
        Hit(
            rank=place + 1,
            score=float(ranking.scores[place]),
            keyword_score=ranking.keyword.get(chunk.ordinal),
            semantic_score=ranking.semantic.get(chunk.ordinal),
            chunk=chunk,
            report=catalogue.report(chunk.report_id),
            address=catalogue.address(chunk),
            citation=catalogue.cite(chunk),
            sentences=sentences,
            highlights=_highlights(chunk, parsed, sentences),
        )
        for place, chunk, sentences in zip(places, chunks, matched, strict=True)
    )


def _matched(
    semantic: SemanticSearch, chunks: Sequence[Chunk], vector: NDArray[np.float32]
) -> list[tuple[SentenceMatch, ...]]:
    return [
        tuple(
            SentenceMatch(sentence.start, sentence.end, sentence.statement, match)
            for sentence, match in zip(chunk.sentences, matches, strict=True)
        )
        for chunk, matches in zip(chunks, semantic.stored_sentence_matches(chunks, vector), strict=True)
    ]


def _highlights(
    chunk: Chunk, parsed: ParsedQuery, sentences: tuple[SentenceMatch, ...]
) -> tuple[Highlight, ...]:
    """The words that match, and the one sentence that is nearest in meaning if it is near at all."""
    marks = [Highlight(start, end, HighlightKind.EXACT) for start, end in exact_highlights(chunk.text, parsed)]
    best = max(sentences, key=lambda sentence: sentence.match or 0.0, default=None)
    if best is not None and (best.match or 0.0) >= MEANING_MATCH_FLOOR:
        marks.append(Highlight(best.start, best.end, HighlightKind.MEANING))
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))
