"""How often the precedents of a draft stand on the right side: python -m benchmarks.draft_sides [--reports FOLDER]

Families of sentences that were written for this and that no training has seen: a finding, the same closely and in other
words, its opposite by denial, by antonym and in other words, another aspect of the same topic, and a fact. Each column
becomes the paragraphs of invented reports, beside the sample reports or those of FOLDER. Each statement of a family is
then put as a draft. Printed is where the lists of the draft have the others of its family: on their side, under "not
clear which way", on the wrong side, or nowhere.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.training.train_reader import families
from indexer.building.build import build
from indexer.embedding.model import EMBEDDED_MODEL
from search_app import Archive

SAMPLES = Path(__file__).absolute().parents[1] / "corpus"
_A_REPORT = 12
"""Findings a report: their paragraphs are numbered 1.1 to 1.12, and each column stands in reports of its own."""

_ALIKE = ("finding", "same_close", "same_reworded")
_CONTRARY = ("opposite_denied", "opposite_antonym", "opposite_reworded")
_NEAR = {frozenset(("finding", "same_close")), frozenset(("finding", "opposite_denied")),
         frozenset(("same_close", "opposite_denied"))}  # fmt: skip
"""Columns whose sentences share most of their words."""

_WORDINGS = {"close": {"finding", "same_close", "opposite_denied"}, "any": {*_ALIKE, *_CONTRARY}}
"""What is asked of a draft of these columns: all the others of them on their side."""

_NEITHER_PLACES = {"right": "supporting", "wrong": "contrasting", "unclear": "unclear", "nowhere": "nowhere"}


def write_reports(folder: Path, written: list[dict[str, str]]) -> None:
    """The families as reports in Markdown."""
    for column in written[0]:
        texts = [family[column] for family in written]
        for first in range(0, len(texts), _A_REPORT):
            lines = [f"- 1.{number}. {text}" for number, text in enumerate(texts[first : first + _A_REPORT], 1)]
            body = "\n".join(["# Inspection of an invented service", "", "## 1. Findings", "", *lines, ""])
            (folder / f"{column}-{first}.md").write_text(body, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, default=SAMPLES)
    around: Path = parser.parse_args().reports
    written = families("test")
    places: defaultdict[str, Counter[str]] = defaultdict(Counter)
    both: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as name:
        reports, index = Path(name) / "reports", Path(name) / "index"
        shutil.copytree(around, reports)
        write_reports(reports, written)
        build(reports, index, model=EMBEDDED_MODEL)
        with Archive.open(index) as archive:
            for family in written:
                for column in (*_ALIKE, *_CONTRARY):
                    own, contrary = (_ALIKE, _CONTRARY) if column in _ALIKE else (_CONTRARY, _ALIKE)
                    answer = archive.precedents(family[column])
                    lists = [{each.text for each in side} for side in
                             (answer.supporting, answer.contrasting, answer.unclear)]  # fmt: skip
                    found = {
                        (column, other): _place(family[other], lists, right)
                        for right, columns in ((0, own), (1, contrary))
                        for other in columns
                        if other != column
                    }
                    for (one, other), place in found.items():
                        relation = "same" if other in own else "opposite"
                        near = "most words shared" if frozenset((one, other)) in _NEAR else "other words"
                        places[f"what states the {relation}, {near}"][place] += 1
                    for wording, columns in _WORDINGS.items():
                        if column in columns:
                            both[wording][_verdict({found[pair] for pair in found if pair[1] in columns})] += 1
                    for other in ("other_aspect", "fact"):
                        place = _NEITHER_PLACES[_place(family[other], lists, 0)]
                        places[f"{other.replace('_', ' ')}, which states neither"][place] += 1
    for title, counted in [*places.items(), *((f"drafts with their family ({each})", both[each]) for each in both)]:
        listed = ", ".join(f"{number} {place}" for place, number in sorted(counted.items()))
        print(f"{title}, of {counted.total()}: {listed}")


def _verdict(seen: set[str]) -> str:
    if seen == {"right"}:
        return "all right"
    return "one wrong" if "wrong" in seen else "one not listed or unclear"


def _place(text: str, lists: list[set[str]], right: int) -> str:
    """Of the lists of what supports, what contrasts, and what is unclear; `right` is where the text ought to stand."""
    for name, place in (("right", right), ("wrong", 1 - right), ("unclear", 2)):
        if text in lists[place]:
            return name
    return "nowhere"


if __name__ == "__main__":
    sys.exit(main())
