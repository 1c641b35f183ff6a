"""`precedent evaluate`: measures on judged queries, and whether one setting is better than another."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.indexes.model import EMBEDDED_MODEL

if TYPE_CHECKING:
    from search_app.evaluation import Measures
    from search_app.paired_test import PairedTest


def add_evaluate_arguments(command: ArgumentParser) -> None:
    """The collection, what is asked of it, and what becomes of the figures."""
    command.add_argument("dataset", type=Path, metavar="DATASET", help="corpus.jsonl, queries.jsonl, qrels/test.tsv")
    command.add_argument(
        "--mode", choices=["hybrid", "keyword", "semantic", "all"], default="all", help="default: all three"
    )
    command.add_argument(
        "--scope",
        choices=["report", "area", "archive"],
        default="report",
        help="where metadata names a report and area: search within the report (default), or write the area into "
        "the query and let the search find it, or neither",
    )
    command.add_argument("--model", metavar="NAME_OR_PATH", help="default: the embedded model")
    command.add_argument("--per-query", type=Path, metavar="FILE", help="write every query's measures as CSV")
    command.add_argument(
        "--compare", type=Path, metavar="FILE", help="test against the run whose --per-query file this is"
    )


def run_evaluate(options: Namespace) -> int:
    from search_app.answers import Mode
    from search_app.evaluation import EvaluationSettings, Scope, evaluate, write_per_query
    from search_app.terminal import print_json, show_measures, show_paired_test
    from search_app.terminal_progress import ProgressBar

    modes = list(Mode) if options.mode == "all" else [Mode(options.mode)]
    settings = EvaluationSettings(
        scope=Scope(options.scope),
        model=options.model or EMBEDDED_MODEL,
        rerank=not options.no_rerank,
    )
    progress = ProgressBar(silent=options.json)
    results = evaluate(options.dataset, modes, settings, progress)
    progress.close()
    if options.per_query:
        write_per_query(options.per_query, results)
    tests = [_against(options.compare, result) for result in results] if options.compare else []
    if options.json:
        compared = [{"compared": test.to_json()} for test in tests] or [{}] * len(results)
        print_json([result.to_json() | more for result, more in zip(results, compared, strict=True)])
    else:
        show_measures(options.dataset, results)
        for result, test in zip(results, tests, strict=False):
            show_paired_test(result.mode.value, test)
    return 0


def _against(file: Path, result: Measures) -> PairedTest:
    """The paired test of a run against the one whose figures by query are in `file`."""
    from search_app.evaluation import MEASURES
    from search_app.paired_test import paired_test, read_per_query

    measure = str(MEASURES[0])
    these = {query: values[measure] for query, values in result.per_query.items()}
    return paired_test(measure, these, read_per_query(file, result.mode.value, measure))
