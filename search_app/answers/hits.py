"""From a ranking to hits: words, citation, and what matched, for those that are shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from indexer.keyword.analysis import fold, tokens
from indexer.records import Chunk
from search_app.answers.answer import Copy, Highlight, HighlightKind, Hit, SentenceMatch
from search_app.answers.catalogue import Catalogue
from search_app.answers.citation import cite
from search_app.query.language import ParsedQuery, Phrase, Prefix, Word
from search_app.query.quotations import phrase_spans
from search_app.ranking.fusion import Ranking
from search_app.ranking.meaning import MEANING_MATCH_FLOOR, SemanticSearch
from search_app.ranking.pipeline import RankingRequest
from search_app.ranking.reranking import SentenceMatches
from search_app.store.interface import RankedList

# Where in a paragraph the words of a query stand.

Span = tuple[int, int]

NO_COPIES: Mapping[int, Sequence[int]] = {}


def exact_highlights(text: str, parsed: ParsedQuery) -> tuple[Span, ...]:
    """The places of the query's words (by stem), beginnings and quotations (literally) in `text`.

    Code points, half open, rising, and never overlapping. Stop words are not marked, nor what NOT governs.
    """
    prefixes: list[str] = []
    spans: list[Span] = []
    stems = {stem for node in parsed.words if isinstance(node, Word) for stem in node.stems}
    folded = fold(text)
    for node in parsed.words:
        if isinstance(node, Prefix):
            prefixes.append(node.text)
        elif isinstance(node, Phrase):
            spans.extend(phrase_spans(folded, node.pattern))
    if stems:
        spans += [(token.start, token.end) for token in tokens(text) if token.stem in stems]
    if prefixes:
        beginnings = tuple(prefixes)
        whole = (token for token in tokens(text) if not token.compound)
        spans += [(token.start, token.end) for token in whole if token.word.startswith(beginnings)]
    return _merged(spans)


def stem_highlights(text: str, stems: Collection[str]) -> tuple[Span, ...]:
    """The places of words with one of these stems, as `exact_highlights` gives them."""
    return _merged([(token.start, token.end) for token in tokens(text) if token.stem in stems])


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def make_hits(
    catalogue: Catalogue,
    semantic: SemanticSearch,
    request: RankingRequest,
    ranking: Ranking,
    shown: slice,
    copies: Mapping[int, Sequence[int]] = NO_COPIES,
) -> tuple[Hit, ...]:
    """The hits of `ranking`, which answers `request`, at the places `shown`; `copies` are ordinals by that of the hit
    that they are folded into."""
    places = range(*shown.indices(len(ranking.ordinals)))
    chunks = catalogue.chunks([int(ranking.ordinals[place]) for place in places])
    reports = [catalogue.report(chunk.report_id) for chunk in chunks]
    addresses = [catalogue.address(chunk) for chunk in chunks]
    citations = list(map(cite, chunks, reports))
    near = np.isin(ranking.ordinals[shown], ranking.near).tolist()
    meaning = request.meaning
    matches = [None] * len(chunks) if meaning is None else semantic.hit_matches(chunks, meaning.encoded)
    return tuple(
        Hit(
            rank=place + 1,
            score=float(ranking.scores[place]),
            keyword_score=score_in(ranking.keyword, chunk.ordinal),
            semantic_score=score_in(ranking.semantic, chunk.ordinal),
            chunk=chunk,
            sentences=matched_sentences(chunk, None if match is None else match.cosines),
            highlights=_highlights(chunk, request.parsed, match),
            report=report,
            address=address,
            citation=citation,
            near=is_near,
            copies=tuple(_copy(catalogue, ordinal) for ordinal in copies.get(chunk.ordinal, ())),
        )
        for place, chunk, report, address, citation, match, is_near in zip(
            places, chunks, reports, addresses, citations, matches, near, strict=True
        )
    )


def _copy(catalogue: Catalogue, ordinal: int) -> Copy:
    chunk = catalogue.chunk(ordinal)
    report = catalogue.report(chunk.report_id)
    return Copy(report, catalogue.address(chunk), cite(chunk, report))


def score_in(ranked: RankedList, ordinal: int) -> float | None:
    """The score that a paragraph has in a list; None where the list does not hold it."""
    places = np.flatnonzero(ranked[0] == ordinal)
    return float(ranked[1][places[0]]) if len(places) else None


def matched_sentences(chunk: Chunk, cosines: Sequence[float] | None) -> tuple[SentenceMatch, ...]:
    """The chunk's sentences, each with its cosine with what was asked; None where meaning was not asked."""
    known: Sequence[float | None] = [None] * len(chunk.sentences) if cosines is None else cosines
    return tuple(
        SentenceMatch(each.start, each.end, each.statement, cosine, each.clauses)
        for each, cosine in zip(chunk.sentences, known, strict=True)
    )


def _highlights(chunk: Chunk, parsed: ParsedQuery, match: SentenceMatches | None) -> tuple[Highlight, ...]:
    """The words that match, and the one sentence nearest in meaning, if it is near, with the words that carried it."""
    exact = set(exact_highlights(chunk.text, parsed))
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
