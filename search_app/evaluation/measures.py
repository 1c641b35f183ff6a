"""Measuring retrieval on judged collections in BEIR form, through the same index and engine as every search.

Thakur et al. 2021, arXiv 2104.08663, for the form; ir-measures (MacAvaney et al. 2022) computes the measures.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import ir_measures
from ir_measures import RR, R, nDCG

from indexer.progress import BuildProgress, SilentProgress
from search_app.engine import SearchEngine
from search_app.evaluation.collection import JudgedCollection, Query, build_evaluation_index, read_collection
from search_app.filters.filters import Filters
from search_app.ranking.fusion import Mode

MEASURES = (nDCG @ 10, R @ 10, R @ 100, RR @ 10)
_DEPTH_DOCUMENTS = 100
_QUERY_SYNTAX = str.maketrans(dict.fromkeys('"“”„()*:', " "))


class Scope(StrEnum):
    """Within what a query is asked, where its metadata names a report and an area; elsewhere all are the same.

    REPORT searches within the report: judgements made while reading one report are complete only there.
    AREA writes the area into the query, as a person would, and states it of each report, as reports do: to make a
    filter of it is the search's own task. ARCHIVE does neither.
    """

    REPORT = "report"
    AREA = "area"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    scope: Scope
    model: str
    rerank: bool = True


@dataclass(frozen=True, slots=True)
class Measures:
    """`means` maps a measure's name to its mean; `per_query` maps query id to measures."""

    dataset: str
    scope: Scope
    mode: Mode
    documents: int
    queries: int
    means: dict[str, float]
    per_query: dict[str, dict[str, float]]
    milliseconds_per_query: float

    def to_json(self) -> dict[str, Any]:
        return {
            "dataset": self.dataset,
            "scope": self.scope.value,
            "mode": self.mode.value,
            "documents": self.documents,
            "queries": self.queries,
            "means": {name: round(value, 4) for name, value in self.means.items()},
            "ms_per_query": round(self.milliseconds_per_query, 2),
        }


def evaluate(
    dataset: Path, modes: Iterable[Mode], settings: EvaluationSettings, progress: BuildProgress | None = None
) -> list[Measures]:
    """The measures of each mode on `dataset`. Raises DatasetError or ModelUnavailable."""
    collection = read_collection(dataset)
    with tempfile.TemporaryDirectory(prefix="precedent-evaluate-", ignore_cleanup_errors=True) as folder:
        documents = build_evaluation_index(
            collection,
            Path(folder),
            model=settings.model,
            with_areas=settings.scope is Scope.AREA,
            progress=progress or SilentProgress(),
        )
        engine = SearchEngine(Path(folder))
        return [_evaluate_mode(engine, collection, documents, mode, settings) for mode in modes]


def _evaluate_mode(
    engine: SearchEngine,
    collection: JudgedCollection,
    documents: Sequence[str],
    mode: Mode,
    settings: EvaluationSettings,
) -> Measures:
    run: dict[str, dict[str, float]] = {}
    started = time.perf_counter()
    for query in collection.queries:
        ranking = engine.rank(
            _query_text(query, settings),
            mode=mode,
            filters=_filters(query, settings),
            rerank=settings.rerank,
            any_length=True,
        ).ranking
        best = ranking.ordinals[:_DEPTH_DOCUMENTS].tolist()
        # Only the order counts, and equal scores would let the measuring library choose one of its own.
        run[query.query_id] = {documents[ordinal]: float(-place) for place, ordinal in enumerate(best)}
    elapsed_ms = (time.perf_counter() - started) * 1000
    per_query: dict[str, dict[str, float]] = {query.query_id: {} for query in collection.queries}
    for metric in ir_measures.iter_calc(MEASURES, collection.judgements, run):
        per_query[metric.query_id][str(metric.measure)] = metric.value
    return Measures(
        dataset=collection.name,
        scope=settings.scope,
        mode=mode,
        documents=len(documents),
        queries=len(per_query),
        means={
            str(measure): sum(values.get(str(measure), 0.0) for values in per_query.values()) / len(per_query)
            for measure in MEASURES
        },
        per_query=per_query,
        milliseconds_per_query=elapsed_ms / len(per_query),
    )


def _query_text(query: Query, settings: EvaluationSettings) -> str:
    """The query as plain words: a judged query knows nothing of our query language."""
    text = f"{query.area} {query.text}" if settings.scope is Scope.AREA and query.area else query.text
    words = [word.lstrip("-−") for word in text.translate(_QUERY_SYNTAX).split()]
    return " ".join(word.lower() if word in ("AND", "OR", "NOT") else word for word in words)


def _filters(query: Query, settings: EvaluationSettings) -> Filters:
    if settings.scope is Scope.REPORT and query.report:
        return Filters(reports=(query.report,))
    return Filters()


def write_per_query(path: Path, results: Sequence[Measures]) -> None:
    """Writes a CSV with a line for each mode and query."""
    names = [str(measure) for measure in MEASURES]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["mode", "query", *names])
        for result in results:
            for query_id, values in result.per_query.items():
                writer.writerow([result.mode.value, query_id, *(values.get(name, 0.0) for name in names)])
