"""What a search answers with, as values and as the JSON that the command prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from indexer.records import Chunk, Report, Section, Statement
from indexer.serialise import report_head_to_json
from search_app.answers.citation import Citation
from search_app.filters.printed_values import section_grades
from search_app.query.understanding import Understood
from search_app.ranking.fusion import Mode, Order

_SCORE_DECIMALS = 6
_MATCH_DECIMALS = 4


class HighlightKind(StrEnum):
    EXACT = "exact"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Highlight:
    """Code points into the hit's text."""

    start: int
    end: int
    kind: HighlightKind


@dataclass(frozen=True, slots=True)
class SentenceMatch:
    """A sentence, the tool's reading of it, and its cosine with the query where that was computed."""

    start: int
    end: int
    statement: Statement
    match: float | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One chunk in an answer. A list's score is None where the list was not asked or did not hold the chunk."""

    rank: int
    score: float
    keyword_score: float | None
    semantic_score: float | None
    chunk: Chunk
    report: Report
    address: str
    citation: Citation
    sentences: tuple[SentenceMatch, ...]
    highlights: tuple[Highlight, ...]

    @property
    def section(self) -> Section | None:
        return None if self.chunk.section is None else self.report.sections[self.chunk.section]

    def to_json(self) -> dict[str, Any]:
        return (
            {
                "rank": self.rank,
                "score": round(self.score, _SCORE_DECIMALS),
                "scores": {"keyword": _round(self.keyword_score), "semantic": _round(self.semantic_score)},
            }
            | paragraph_to_json(self.chunk, self.report, self.address, self.citation, self.sentences)
            | {
                "highlights": [
                    {"start": mark.start, "end": mark.end, "kind": mark.kind.value} for mark in self.highlights
                ]
            }
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` counts the chunks that were ranked; `took_ms` is wall time.

    `understood` is what the query's plain words were taken for. `close` is False where nothing in the whole
    archive comes near the query; the hits are then the nearest there are. Under a filter it is not judged.
    `near` counts the paragraphs that come near, which stand before all others in any `order` but the best first;
    it is None where that is not known. `facets` counts `counted` paragraphs by filter and value: all of `total`, but
    those that come near where meaning was asked of more than it can rank: there, a filter makes room for others. They
    are counted when they are asked for.
    """

    query: str
    mode: Mode
    took_ms: float
    total: int
    generation: str
    hits: tuple[Hit, ...]
    suggestion: str | None = None
    notes: tuple[str, ...] = ()
    understood: tuple[Understood, ...] = ()
    close: bool = True
    order: Order = Order.BEST
    near: int | None = None
    counted: int = 0
    count_values: Callable[[], Mapping[str, Mapping[str, int]]] = field(default=dict, repr=False, compare=False)

    @property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        return self.count_values()

    def to_json(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "mode": self.mode.value,
            "took_ms": round(self.took_ms, 1),
            "total": self.total,
            "generation": self.generation,
            "hits": [hit.to_json() for hit in self.hits],
            "suggestion": self.suggestion,
            "notes": list(self.notes),
            "understood": [understood.to_json() for understood in self.understood],
            "close": self.close,
            "sort": self.order.value,
            "near": self.near,
        }


def plain_sentences(chunk: Chunk) -> tuple[SentenceMatch, ...]:
    """The chunk's sentences, held against no query."""
    return tuple(SentenceMatch(s.start, s.end, s.statement, None) for s in chunk.sentences)


def paragraph_to_json(
    chunk: Chunk,
    report: Report,
    address: str,
    citation: Citation,
    sentences: tuple[SentenceMatch, ...] | None = None,
) -> dict[str, Any]:
    """The fields that a chunk has whether or not a search found it."""
    section = None if chunk.section is None else report.sections[chunk.section]
    grade = None if chunk.section is None else section_grades(report)[chunk.section]
    return {
        "report_id": report.report_id,
        "source": report.source,
        "area": report.area,
        "report_title": report.title,
        "published": report.published.isoformat() if report.published else None,
        "section": section.heading if section else None,
        "section_number": section.number if section else None,
        "paragraph": chunk.number,
        "address": address,
        "kind": chunk.kind.value,
        "pages": list(chunk.pages) if chunk.pages else None,
        "text": chunk.text,
        "reading": chunk.reading.value,
        "strength_share": chunk.strength_share,
        "themes": list(chunk.themes),
        "grade": grade.value if grade else None,
        "sentences": [
            {"start": s.start, "end": s.end, "statement": s.statement.value, "match": _round(s.match, _MATCH_DECIMALS)}
            for s in (plain_sentences(chunk) if sentences is None else sentences)
        ],
        "citation": {"long": citation.long, "short": citation.short},
    }


def report_to_json(report: Report, chunks: int) -> dict[str, Any]:
    """A report's metadata, sections and findings, and how many chunks it has."""
    return report_head_to_json(report) | {"chunks": chunks}


def _round(value: float | None, decimals: int = _SCORE_DECIMALS) -> float | None:
    return None if value is None else round(value, decimals)
