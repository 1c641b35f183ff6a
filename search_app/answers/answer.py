"""What a search answers with, as values and as the JSON that the command prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from indexer.records import Chunk, Clause, Report, Section, Statement
from indexer.serialise import report_head_to_json
from search_app.answers.citation import Citation
from search_app.filters.filters import Lens
from search_app.filters.printed_values import section_grades
from search_app.query.understanding import Understood, UnderstoodKind
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
    """A sentence, the tool's reading of it and of its clauses, and its cosine with the query where that was
    computed."""

    start: int
    end: int
    statement: Statement
    match: float | None
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """Another place with the same wording as a hit."""

    report: Report
    address: str
    citation: Citation

    def to_json(self) -> dict[str, str]:
        return {
            "report_id": self.report.report_id,
            "address": self.address,
            "citation": self.citation.short,
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """One chunk in an answer. A list's score is None where the list was not asked or did not hold the chunk.

    `near` is whether it comes near what was asked by itself; `copies` are other paragraphs of the same wording, which
    stand under it instead of ranks of their own.
    """

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
    near: bool = True
    copies: tuple[Copy, ...] = ()

    def __repr__(self) -> str:
        return f"<Hit {self.rank}: {self.citation.short}>"

    @property
    def text(self) -> str:
        """The whole paragraph, as it stands in its report."""
        return self.chunk.text

    @property
    def reference(self) -> str:
        """Where it stands, as a person types it: "southwark-2016:2.3"."""
        return f"{self.report.report_id}:{self.address}"

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why its page may be read wrongly, in words; empty where nothing says so."""
        return self.report.doubts(self.chunk.pages)

    @property
    def section(self) -> Section | None:
        return None if self.chunk.section is None else self.report.sections[self.chunk.section]

    def to_json(self) -> dict[str, Any]:
        return (
            {
                "rank": self.rank,
                "near": self.near,
                "score": round(self.score, _SCORE_DECIMALS),
                "scores": {"keyword": _round(self.keyword_score), "semantic": _round(self.semantic_score)},
            }
            | paragraph_to_json(self.chunk, self.report, self.address, self.citation, self.sentences)
            | {
                "highlights": [
                    {"start": mark.start, "end": mark.end, "kind": mark.kind.value} for mark in self.highlights
                ],
                "copies": [copy.to_json() for copy in self.copies],
            }
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """A sequence of hits, and what was understood, counted and noted beside.

    `near` counts the paragraphs that come near what was asked: the number that is told, and that the counts of
    `facets`, by filter and value, add up from. They stand before all others, but for the best few. `total` counts all
    that the answer can show, with those that only rank; they have `places` ranks, since paragraphs of the same wording
    share one. `took_ms` is wall time.

    `understood` is what the query's plain words were taken for. `close` is False where nothing in the whole
    archive comes near the query; the hits are then the nearest there are. Under a filter it is not judged.
    The facets are counted when they are asked for.
    """

    query: str
    mode: Mode
    took_ms: float
    near: int
    total: int
    generation: str
    hits: tuple[Hit, ...]
    suggestion: str | None = None
    notes: tuple[str, ...] = ()
    understood: tuple[Understood, ...] = ()
    close: bool = True
    order: Order = Order.BEST
    places: int = 0
    count_values: Callable[[], Mapping[str, Mapping[str, int]]] = field(default=dict, repr=False, compare=False)

    @property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        return self.count_values()

    @property
    def understood_lens(self) -> Lens | None:
        """The lens that the query's own words put on; None where they put on none."""
        return next((Lens(each.value) for each in self.understood if each.kind is UnderstoodKind.LENS), None)

    def __repr__(self) -> str:
        return f"<Answer to {self.query!r}: {len(self.hits)} hits, {self.near} near>"

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __getitem__(self, place: int) -> Hit:
        return self.hits[place]

    def to_frame(self) -> Any:
        """A pandas DataFrame with a line for each hit. Raises ImportError where pandas is not installed."""
        return frame_of(hit.to_json() for hit in self.hits)

    def to_json(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "mode": self.mode.value,
            "took_ms": round(self.took_ms, 1),
            "near": self.near,
            "total": self.total,
            "places": self.places,
            "generation": self.generation,
            "hits": [hit.to_json() for hit in self.hits],
            "suggestion": self.suggestion,
            "notes": list(self.notes),
            "understood": [understood.to_json() for understood in self.understood],
            "close": self.close,
            "sort": self.order.value,
        }


def first_far(hits: Sequence[Hit], near: int) -> Hit | None:
    """The first of the hits from which on none comes near; None where the last one does, and where all are of the best
    few, which stand before those `near` that are to come."""
    last_near = max((place for place, hit in enumerate(hits) if hit.near), default=-1)
    if last_near < 0 < near and hits and hits[0].rank == 1:
        return None
    return hits[last_near + 1] if last_near + 1 < len(hits) else None


def frame_of(rows: Iterable[Mapping[str, Any]]) -> Any:
    """A pandas DataFrame with a line for each of `rows`, nested values joined with a dot in their names."""
    from pandas import json_normalize

    return json_normalize([dict(row) for row in rows])


def plain_sentences(chunk: Chunk) -> tuple[SentenceMatch, ...]:
    """The chunk's sentences, held against no query."""
    return tuple(SentenceMatch(each.start, each.end, each.statement, None, each.clauses) for each in chunk.sentences)


def clauses_to_json(clauses: Iterable[Clause]) -> list[dict[str, Any]]:
    """The clauses of a sentence: place, statement, and how sure the tool is of it."""
    return [
        {"start": each.start, "end": each.end, "statement": each.statement.value, "confidence": each.confidence}
        for each in clauses
    ]


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
        "reference": f"{report.report_id}:{address}",
        "report_id": report.report_id,
        "source": report.source,
        "area": report.area,
        "report_title": report.title,
        "published": report.published.isoformat() if report.published else None,
        "dated": report.dated.isoformat() if report.dated else None,
        "section": section.heading if section else None,
        "section_number": section.number if section else None,
        "paragraph": chunk.number,
        "address": address,
        "kind": chunk.kind.value,
        "pages": list(chunk.pages) if chunk.pages else None,
        "doubts": list(report.doubts(chunk.pages)),
        "text": chunk.text,
        "reading": chunk.reading.value,
        "strength_share": chunk.strength_share,
        "themes": list(chunk.themes),
        "grade": grade.value if grade else None,
        "sentences": [
            {
                "start": s.start,
                "end": s.end,
                "statement": s.statement.value,
                "match": _round(s.match, _MATCH_DECIMALS),
                "clauses": clauses_to_json(s.clauses),
            }
            for s in (plain_sentences(chunk) if sentences is None else sentences)
        ],
        "citation": citation.to_json(),
    }


def report_to_json(report: Report, chunks: int) -> dict[str, Any]:
    """A report's metadata, sections and findings, and how many chunks it has."""
    return report_head_to_json(report) | {"chunks": chunks}


def _round(value: float | None, decimals: int = _SCORE_DECIMALS) -> float | None:
    return None if value is None else round(value, decimals)
