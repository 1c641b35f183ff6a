"""Runs `precedent evaluate` on judged collections and writes the table of docs/retrieval.md.

    python -m benchmarks.retrieval_quality FOLDER_OF_COLLECTIONS

A collection is a folder in BEIR form. The table stands between two markers; the rest of the document is kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from indexer.embedding.model import EMBEDDED_MODEL
from search_app.evaluation.measures import EvaluationSettings, Measures, Scope, evaluate
from search_app.ranking.fusion import Mode

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "retrieval.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
MEASURES = ("nDCG@10", "R@10", "R@100", "RR@10")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", type=Path, metavar="FOLDER_OF_COLLECTIONS")
    options = parser.parse_args()
    rows = [row for folder in sorted(options.collections.iterdir()) for row in _measure(folder)]
    header = [f"| collection | mode | {' | '.join(MEASURES)} |", "|---|---|" + "---|" * len(MEASURES)]
    table = "\n".join([*header, *rows])
    text = DOCUMENT.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    DOCUMENT.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", encoding="utf-8")
    print(table)
    return 0


def _measure(folder: Path) -> Iterator[str]:
    labels = {Scope.ARCHIVE: folder.name}
    if _names_reports(folder):
        labels = {Scope.REPORT: f"{folder.name}, within the report", Scope.AREA: f"{folder.name}, area in the query"}
    for scope, label in labels.items():
        for result in evaluate(folder, list(Mode), EvaluationSettings(scope, EMBEDDED_MODEL)):
            print(f"{label}, {result.mode.value}: {result.milliseconds_per_query:.1f} ms a query", file=sys.stderr)
            yield _row(label, result)


def _row(label: str, result: Measures) -> str:
    figures = " | ".join(f"{result.means[measure]:.3f}" for measure in MEASURES)
    return f"| {label} | {result.mode.value} | {figures} |"


def _names_reports(folder: Path) -> bool:
    with (folder / "queries.jsonl").open(encoding="utf-8") as stream:
        return '"metadata"' in stream.readline()


if __name__ == "__main__":
    sys.exit(main())
