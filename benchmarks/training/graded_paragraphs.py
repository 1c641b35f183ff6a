"""Paragraphs of the real reports that stand in a section which inspectors graded, with the tool's reading of each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.language import split_sentences
from indexer.language.statements import StatementReading, read_sentences
from indexer.records import CHUNK_KINDS, Report

GOOD_GRADES = frozenset({"good", "outstanding"})
BAD_GRADE = "inadequate"
UNGRADED_SECTIONS = frozenset({"local-authority-information", "summary-for-children"})
"""Sections of facts and of retelling, which the grade in the heading above them does not speak of."""


@dataclass(frozen=True, slots=True)
class GradedParagraph:
    """`section` is its row in the report; `read` is made without the section, so that its heading cannot help."""

    report: str
    section: int
    grade: str
    text: str
    read: Sequence[StatementReading]

    @property
    def good(self) -> bool | None:
        """Whether its section is graded good or outstanding, or inadequate; None for a grade in between."""
        return True if self.grade in GOOD_GRADES else False if self.grade == BAD_GRADE else None


def graded_paragraphs(reports: Iterable[tuple[str, Report]]) -> Iterator[GradedParagraph]:
    """Those of `reports`, each with the stem of its file, in reading order."""
    for stem, report in reports:
        for element in report.elements:
            if element.kind not in CHUNK_KINDS or element.section is None:
                continue
            section = report.sections[element.section]
            if not section.grade or section.canonical in UNGRADED_SECTIONS:
                continue
            text = report.text[element.start : element.end]
            read = read_sentences(text, split_sentences(text))
            yield GradedParagraph(stem, element.section, section.grade.lower(), text, read)


def area_under_curve(good: Sequence[float], bad: Sequence[float]) -> float:
    """Chance that a value of `good` is above one of `bad`, ties counting one half (Mann and Whitney)."""
    ordered = sorted(bad)
    above = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in good)
    return above / (2 * len(good) * len(bad)) if good and bad else float("nan")
