"""How often the precedents of a draft stand on the right side: python -m benchmarks.draft_sides

Findings that were written for this and that no training has seen, each with the same in other words, its opposite and
something near on another thing, become the paragraphs of invented reports, beside the sample reports. Each finding is
then put as a draft, and so are its paraphrase and its opposite. Printed is where the first ten of each list have the
paragraph that states the same, and the one that states the opposite: on its side, under "not clear which way", on the
wrong side, or nowhere, since it is worded so differently that it does not come near.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.training.train_reader import written
from indexer.building.build import build
from indexer.embedding.model import EMBEDDED_MODEL
from search_app import Archive

SAMPLES = Path(__file__).absolute().parents[1] / "corpus"
_A_REPORT = 12
"""Findings a report: their paragraphs are numbered 1.1 to 1.12, and each relation stands in a report of its own."""


def findings() -> dict[str, dict[str, str]]:
    """Each written finding that was held out, with what states the same, the opposite, and neither."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for part, relation, _, one, other in written("written_later_pairs.tsv"):
        if part == "test":
            found[one].setdefault(relation, other)
    return {one: others for one, others in found.items() if {"same", "opposite"} <= others.keys()}


def write_reports(folder: Path, found: dict[str, dict[str, str]]) -> None:
    """The findings and what goes with them as reports in Markdown, beside copies of the sample reports."""
    for sample in SAMPLES.glob("*.md"):
        (folder / sample.name).write_bytes(sample.read_bytes())
    texts = {"finding": list(found)} | {
        relation: [others[relation] for others in found.values() if relation in others]
        for relation in ("same", "opposite", "neither")
    }
    for relation, sentences in texts.items():
        for first in range(0, len(sentences), _A_REPORT):
            lines = [f"- 1.{number}. {text}" for number, text in enumerate(sentences[first : first + _A_REPORT], 1)]
            body = "\n".join(["# Inspection of an invented service", "", "## 1. Findings", "", *lines, ""])
            (folder / f"{relation}-{first}.md").write_text(body, encoding="utf-8")


def main() -> None:
    found = findings()
    places: dict[str, Counter[str]] = {"same": Counter(), "opposite": Counter()}
    with tempfile.TemporaryDirectory() as name:
        reports, index = Path(name) / "reports", Path(name) / "index"
        reports.mkdir()
        write_reports(reports, found)
        build(reports, index, model=EMBEDDED_MODEL)
        with Archive.open(index) as archive:
            for finding, others in found.items():
                same, opposite = others["same"], others["opposite"]
                # The opposite has no paraphrase; that it stands in the archive itself would be too easy.
                for draft, alike, contrary in (
                    (finding, same, opposite),
                    (same, finding, opposite),
                    (opposite, None, finding),
                ):
                    answer = archive.precedents(draft)
                    supporting, contrasting, unclear = (
                        {each.text for each in side} for side in (answer.supporting, answer.contrasting, answer.unclear)
                    )
                    if alike is not None:
                        places["same"][_place(alike, supporting, contrasting, unclear)] += 1
                    places["opposite"][_place(contrary, contrasting, supporting, unclear)] += 1
    for relation, counted in places.items():
        listed = ", ".join(f"{number} {place}" for place, number in sorted(counted.items()))
        print(f"what states the {relation}, of {counted.total()}: {listed}")


def _place(text: str, right: set[str], wrong: set[str], unclear: set[str]) -> str:
    if text in right:
        return "right"
    if text in wrong:
        return "wrong"
    return "unclear" if text in unclear else "nowhere"


if __name__ == "__main__":
    sys.exit(main())
