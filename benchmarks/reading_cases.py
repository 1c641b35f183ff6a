"""Small inputs that name what they test: how many come out as a reader of the original would number them.

    python -m benchmarks.reading_cases [--cases FOLDER]

`EXPECTED` was written by hand from the files: the numbers of the paragraphs in order, or the refusal that is due.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from indexer.errors import ReadingRefused
from indexer.reading.report import read_report
from indexer.records import ElementKind, ReportId

REPOSITORY = Path(__file__).resolve().parent.parent

_SIX = "1 2 3 4 5 6"
_THREE = "1 2 3"
_LETTER = "1.1 1.2 1.3 2.1 2.2 2.3"
_PAGES = " ".join(map(str, range(1, 37)))

EXPECTED = {
    "01": "1.1 1.2 2.1", "d01": _THREE, "d03": _SIX, "d04": "1 2 4 5 6 7", "d06": _SIX, "d07": _SIX,
    "d09": "1.0 1.1 1.2 2.0 2.1 2.2", "d10": _SIX, "d12": "1 1.1 1.2 2 2.1 3", "d14": _SIX, "d15": _SIX, "d17": _SIX,
    "d19": "1.1 1.2 2.1 2.2", "d20": "1 2 3 4", "d21": "1 2 3 4 5", "d23": _LETTER, "d24": "1.1 1.2 1.3",
    "h01": _SIX, "h02": _SIX, "h03": _SIX, "h04": "11 12 13 14 15 16", "h05": _SIX, "h07": _SIX, "h08": _SIX,
    "h09": _SIX, "h10": _LETTER, "h11": _SIX, "h12": _THREE, "h13": _THREE, "h14": _SIX, "h15": _SIX, "h16": _SIX,
    "h17": _SIX, "h18": _SIX, "h19": _SIX, "h21": _THREE, "h22": _SIX, "h24": "1 1 2 2 3",
    "m01": "1.1 2.1 3.1 4.1 5.1 6.1", "m02": _SIX, "m03": _SIX, "m04": _SIX, "m05": _SIX, "m06": _SIX, "m07": _SIX,
    "m08": _THREE, "m09": "1.1 1.2 1.3", "m10": _SIX, "m11": _THREE, "m12": _SIX, "m13": _SIX, "m14": _SIX,
    "o04": "encrypted", "o06": "unreadable", "o07": "not-a-report", "o14": "unsupported-type",
    "o16": "unsupported-type", "o17": "unsupported-type",
    "p01": _SIX, "p03": _SIX, "p04": _SIX, "p05": _SIX, "p06": _SIX, "p07": _SIX, "p08": _SIX, "p11": _SIX,
    "p12": _PAGES, "p13": _PAGES, "p14": "1 2 3 4 5 6 7", "p15": "empty", "p16": "1 2 3 4 5 6 7",
    "p17": "1 2 3 4 5 6 7 8 9", "p18": _THREE, "p19": _SIX, "p20": _SIX, "p22": "1 2 3 4", "p23": "1 2 3 4",
    "p24": _SIX,
    "p25": f"{_SIX} 7 8 9 10 11 12", "p26": f"{_SIX} 7 8 9 10 11 12",
    "t01": "1 2 3 3.1 3.2 4 5 6", "t02": _SIX, "t03": _SIX, "t04": _SIX, "t05": _SIX, "t06": _SIX, "t07": _SIX,
    "t08": "1 2 2A 2B 3 4", "t09": "1.1 1.1.1 1.1.2 1.2 1.2.1 2.1", "t10": _SIX, "t11": _THREE, "t12": "1.1 1.2 1.3",
    "t13": _SIX, "t14": _SIX, "t15": _SIX, "t16": _SIX, "t17": _SIX, "t18": "01 02 03 04 05 06", "t19": _THREE,
    "t20": _THREE,
}  # fmt: skip
"""By the letters and digits before the first underscore. Scans are left out: their words depend on the OCR."""

SPLIT = "prose that begins in lower case"
"""A paragraph that was cut in two shows by its second half."""


def came_out(path: Path) -> tuple[str, bool]:
    """The numbers of the paragraphs in order, or the code of the refusal; and whether one was cut in two."""
    try:
        report = read_report(path, source=path.name, report_id=ReportId("one"), sha256="0" * 64)
    except ReadingRefused as refusal:
        return refusal.code, False
    numbers = [element.number or "" for element in report.elements if element.kind is ElementKind.PARAGRAPH]
    prose = [report.text[e.start : e.end] for e in report.elements if e.kind is ElementKind.PROSE]
    return " ".join(numbers), any(text[:1].islower() for text in prose)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, default=REPOSITORY.parent / "shared" / "cases" / "reading")
    right = count = 0
    for path in sorted(parser.parse_args().cases.iterdir()):
        expected = EXPECTED.get(path.stem.partition("_")[0].partition("-")[0])
        if expected is None:
            continue
        numbers, cut = came_out(path)
        count += 1
        right += numbers == expected and not cut
        if numbers != expected or cut:
            print(f"{path.name}: {numbers}{f' ({SPLIT})' if cut else ''}, not {expected}")
    print(f"{right} of {count} cases are numbered as a reader of the original would number them")


if __name__ == "__main__":
    main()
