"""Short ways to read something in a test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.reading.report import read_report
from indexer.reading.text import read
from indexer.records import ElementKind, Report, ReportId
from indexer.structure.report import build_report


def read_file(path: Path) -> Report:
    return read_report(path, source=path.name, report_id=ReportId("a-report"), sha256="0" * 64)


def read_letter(text: str) -> Report:
    """A letter given as Markdown or text, without asking whether it is a report at all."""
    return build_report(read(text), report_id=ReportId("a-letter"), source_name="letter.md", sha256="0" * 64)


def texts(report: Report, *kinds: ElementKind) -> list[str]:
    return [report.text[e.start : e.end] for e in report.elements if e.kind in kinds]


def numbered(report: Report) -> list[tuple[str | None, str | None, str]]:
    """(number, canonical section, text) of every numbered paragraph."""
    return [
        (e.number, canonical_of(report, e.section), report.text[e.start : e.end])
        for e in report.elements
        if e.kind is ElementKind.PARAGRAPH
    ]


def canonical_of(report: Report, section: int | None) -> str | None:
    return None if section is None else report.sections[section].canonical


# The numbered paragraphs of three letters, noted while reading them: number, section, first and last words, length.


_TABLE = Path(__file__).parent / "sqs_paragraphs.tsv"


@dataclass(frozen=True, slots=True)
class Noted:
    number: str
    section: str
    first_words: str
    last_words: str
    word_count: int


def noted_paragraphs() -> dict[str, list[Noted]]:
    """File stem -> its numbered paragraphs, in order."""
    letters: dict[str, list[Noted]] = {}
    stem = ""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            stem = line.removeprefix("# ")
            letters[stem] = []
            continue
        number, section, first, last, count = line.split("\t")
        letters[stem].append(Noted(number, section, first, last, int(count)))
    return letters
