"""`precedent evaluate-reading` and `precedent evaluate-pairs`: how well labelled sentences and pairs are read."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search_app.evaluation.readings import ReadingMeasures


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
