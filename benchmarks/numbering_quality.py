"""How many printed paragraph numbers come out right: real Word files beside what another program printed of them.

    python -m benchmarks.numbering_quality [--word FOLDER] [--show NAME]

FOLDER holds .docx files and EXPECTED.json: for each file a list of (number, first 30 letters and digits of its
paragraph in lower case). Right: a paragraph that begins so carries that number. Wrong: it carries another, and no
finding of the report speaks of numbers. Said: the same with such a finding. Missing: it carries none. A numbered
heading counts as its paragraph does. `RUNS_ON` is where Word's own print shows to be otherwise than expected.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from indexer.errors import ReadingRefused
from indexer.reading.report import read_report
from indexer.records import CHUNK_KINDS, ElementKind, Report, ReportId

REPOSITORY = Path(__file__).resolve().parent.parent

KEY_CHARACTERS = 30
SHORTEST_KEY = 12
"""Fewer letters fit several paragraphs."""

NUMBER_FINDINGS = frozenset({"numbering-gap", "numbering-repeat", "numbering-unsure"})
RUNS_ON = frozenset({"ia-original-filenames-ukia-20140170-en.docx"})
"""Files whose expectation begins anew at 1.1 under every heading, where Word counts on: their list restarts after
its second level only (`lvlRestart`), and a reference that Word itself filled in says 1.10."""


def key(text: str) -> str:
    """The letters and digits of a text in lower case, as many as the expectations have."""
    return re.sub(r"[\W_]+", "", text.lower())[:KEY_CHARACTERS]


def printed(report: Report) -> Iterator[tuple[str, str | None]]:
    """(key, number) of every heading and searched element in order."""
    for element in report.elements:
        text = report.text[element.start : element.end]
        if element.kind in CHUNK_KINDS:
            yield key(text), element.number
        elif element.kind is ElementKind.HEADING and element.section is not None:
            yield key(text), report.sections[element.section].number


def judge(report: Report, name: str, expected: list[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """(verdict, expected number, key, what came out) for every expected number."""
    found: dict[str, list[str | None]] = defaultdict(list)
    for start, number in printed(report):
        found[start].append(number)
    said = any(finding.code in NUMBER_FINDINGS for finding in report.findings)
    runs_on = 0
    for number, start in expected:
        if name in RUNS_ON and "." in number:
            runs_on += 1
            number = f"{number.partition('.')[0]}.{runs_on}"
        numbers = found.get(start) or _nearly(found, start)
        if number in numbers:
            numbers.remove(number)
            yield "right", number, start, number
            continue
        carried = [one for one in numbers if one is not None]
        if carried:
            yield ("said" if said else "wrong"), number, start, ",".join(carried)
        else:
            yield "missing", number, start, "no number" if numbers else "no such paragraph"


def _nearly(found: dict[str, list[str | None]], start: str) -> list[str | None]:
    """What begins like an expectation into which a note or the next paragraph was run; nothing where several do."""
    like = [numbers for begun, numbers in found.items() if begun[:SHORTEST_KEY] == start[:SHORTEST_KEY]]
    return like[0] if len(like) == 1 else []


def main() -> None:
    options = _options()
    total: Counter[str] = Counter()
    expectations = json.loads((options.word / "EXPECTED.json").read_text(encoding="utf-8"))
    for name, pairs in sorted(expectations.items()):
        expected = [(number, start) for number, start in pairs]
        try:
            report = read_report(options.word / name, source=name, report_id=ReportId("one"), sha256="0" * 64)
        except ReadingRefused as refusal:
            print(f"{name}: refused, {refusal.code}")
            total["missing"] += len(expected)
            continue
        verdicts = list(judge(report, name, expected))
        counts = Counter(verdict for verdict, *_ in verdicts)
        total += counts
        print(f"{counts['right']:4} of {len(expected):4}  {_others(counts):32} {name}")
        if options.show and options.show in name:
            for verdict, number, start, came in verdicts:
                if verdict != "right":
                    print(f"      {verdict:8} {number:6} {start:30} {came}")
    count = total.total() or 1
    print(f"{total['right']} of {count} right ({total['right'] / count:.1%}), {_others(total)}")
    print(f"wrong without a word: {total['wrong'] / count:.2%}")


def _others(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in ("wrong", "said", "missing"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--word", type=Path, default=REPOSITORY.parent / "shared" / "reports" / "word")
    parser.add_argument("--show", default="", help="list what is not right in the files whose name holds this")
    return parser.parse_args()


if __name__ == "__main__":
    main()
