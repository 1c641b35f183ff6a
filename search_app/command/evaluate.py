"""`precedent evaluate`: measures on judged queries; `evaluate-reading`, `evaluate-pairs`: on judged sentences."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.embedding.model import EMBEDDED_MODEL
from indexer.errors import NotInstalled

if TYPE_CHECKING:
    from search_app.evaluation.measures import Measures
    from search_app.evaluation.paired_test import PairedTest
    from search_app.evaluation.readings import ReadingMeasures


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
    if find_spec("ir_measures") is None:
        raise NotInstalled.part("evaluate", "The part that measures rankings (ir-measures)")
    from search_app.command.progress import ProgressBar
    from search_app.command.terminal import print_json
    from search_app.evaluation.measures import EvaluationSettings, Scope, evaluate, write_per_query
    from search_app.ranking.fusion import Mode

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
    from search_app.evaluation.measures import MEASURES
    from search_app.evaluation.paired_test import paired_test, read_per_query

    measure = str(MEASURES[0])
    these = {query: values[measure] for query, values in result.per_query.items()}
    return paired_test(measure, these, read_per_query(file, result.mode.value, measure))


def show_measures(dataset: Path, results: Sequence[Measures]) -> None:
    """A table with a line for each mode."""
    names = list(results[0].means)
    first = results[0]
    print(f"{dataset.name}: {first.queries} queries, {first.documents} documents; scope: {first.scope.value}")
    print(f"{'mode':<10}" + "".join(f"{name:>12}" for name in names) + f"{'ms/query':>12}")
    for result in results:
        means = "".join(f"{result.means[name]:>12.4f}" for name in names)
        print(f"{result.mode.value:<10}{means}{result.milliseconds_per_query:>12.1f}")


def show_paired_test(mode: str, test: PairedTest) -> None:
    """One line: how much better or worse than the other run, and whether that could be chance."""
    print(
        f"{mode}: {test.measure} {test.difference:+.4f} against the other run over {test.queries} queries "
        f"(better {test.better}, worse {test.worse}), p = {test.p:.4f} by paired randomisation"
    )


# How well labelled sentences and pairs are read.


def add_table_argument(command: ArgumentParser, columns: str) -> None:
    """The table of what is judged; `columns` names what stands in it."""
    command.add_argument("file", type=Path, metavar="FILE", help=f"tab-separated: {columns}")


def run_evaluate_reading(options: Namespace) -> int:
    from search_app.evaluation.readings import evaluate_reading

    return _show(evaluate_reading(options.file), options)


def run_evaluate_pairs(options: Namespace) -> int:
    from search_app.evaluation.readings import evaluate_pairs

    return _show(evaluate_pairs(options.file), options)


def _show(measures: ReadingMeasures, options: Namespace) -> int:
    from search_app.command.terminal import print_json

    figures = measures.to_json()
    if options.json:
        print_json(figures)
        return 0
    rows = figures["rows"]
    print(f"{figures['right']} of {rows} right ({figures['right'] / rows:.3f}), {len(measures.turned)} turned round\n")
    print(f"{'':<12}{'precision':>10}{'recall':>10}")
    for label, each in figures["labels"].items():
        print(f"{label:<12}{_figure(each['precision']):>10}{_figure(each['recall']):>10}")
    for turned in measures.turned:
        print(f"\n{turned.label} read as {turned.read}: {turned.words}")
    return 0


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
