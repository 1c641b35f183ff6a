"""From a ranked paragraph and its nearest sentence to the hit that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.language import find_proportions
from indexer.records import Chunk
from search_app.answers import Highlight, HighlightKind, Hit
from search_app.draft_ranking import SentenceRanking
from search_app.fusion import score_of
from search_app.highlights import stem_highlights
from search_app.opened import Opened
from search_app.precedent_answers import Precedent
from search_app.sentence_matching import MatchedSentence


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph, the draft's sentence that it is held against, and its own nearest sentence."""

    score: float
    chunk: Chunk
    ranking: SentenceRanking
    match: MatchedSentence


def as_precedents(opened: Opened, found: Sequence[Candidate]) -> tuple[Precedent, ...]:
    """Chosen sentence by sentence, shown by score."""
    by_score = sorted(found, key=lambda candidate: (-candidate.score, candidate.chunk.ordinal))
    return tuple(_precedent(opened, candidate, rank) for rank, candidate in enumerate(by_score, start=1))


def _precedent(opened: Opened, candidate: Candidate, rank: int) -> Precedent:
    chunk, ranking, nearest = candidate.chunk, candidate.ranking, candidate.match.nearest
    marks = [Highlight(*span, HighlightKind.EXACT) for span in stem_highlights(chunk.text, ranking.stems)]
    marks.append(Highlight(nearest.start, nearest.end, HighlightKind.MEANING))
    hit = Hit(
        rank=rank,
        score=candidate.score,
        keyword_score=score_of(ranking.keyword, chunk.ordinal),
        semantic_score=score_of(ranking.semantic, chunk.ordinal),
        chunk=chunk,
        report=opened.catalogue.report(chunk.report_id),
        address=opened.catalogue.address(chunk),
        citation=opened.catalogue.cite(chunk),
        sentences=candidate.match.sentences,
        highlights=tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end))),
    )
    inside = tuple(
        proportion
        for proportion in find_proportions(chunk.text)
        if nearest.start <= proportion.start and proportion.end <= nearest.end
    )
    return Precedent(hit, ranking.sentence, nearest, inside)
