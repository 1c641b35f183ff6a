"""References inside a report to its own paragraphs: "(paragraphs 33, 34)", "see 2.4", "paragraph 26"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.records import CHUNK_KINDS, ElementKind, Finding, Report

_NUMBER = r"(?<![\w.])(?:[A-Z]{1,4}[.-]?)?\d{1,4}(?:\.\d{1,3}){0,4}[A-Z]{0,2}(?!\w)"
_LIST = rf"{_NUMBER}(?:\s*(?:,|;|and|or|to|&|–|-|,\s*and)\s*{_NUMBER})*"
_MENTION = re.compile(
    rf"\b(?:paragraphs?|paras?\.?)\s+(?P<several>{_LIST})|\b(?:see|in|at)\s+(?P<one>\d{{1,2}}\.\d{{1,2}})(?!\s*(?:%|per|million|billion|\d))",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\s*(?:of|in|to) (?:the |its |this )?"
    r"(?:schedule|annex|act|regulations?|statutory|working together|guidance|framework|code)",
    re.IGNORECASE,
)
_SINGLE = re.compile(_NUMBER, re.IGNORECASE)
_POINT = re.compile(r"[A-Z]{1,2}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of a paragraph. Offsets are code points into the report's text, of the number alone.

    `element` is the index of the paragraph in `Report.elements`, None where no paragraph has that number.
    """

    start: int
    end: int
    number: str
    element: int | None


def references_in(report: Report) -> tuple[Reference, ...]:
    """Every reference in the report's chunks to its own paragraphs, in order; none where nothing is numbered."""
    numbered = _numbered(report)
    if not numbered:
        return ()
    return tuple(
        reference
        for element in report.elements
        if element.kind in CHUNK_KINDS
        for reference in _mentions(report.text, element.start, element.end, numbered)
    )


def dangling_references(report: Report) -> list[Finding]:
    """A finding for each reference, or end of a range, that points to no paragraph of the report."""
    numbers = list(_numbered(report))
    dotted = sum("." in number for number in numbers) * 2 > len(numbers)
    findings = []
    for reference in references_in(report):
        if reference.element is None and ("." in reference.number) == dotted:
            source = next(e for e in report.elements if e.start <= reference.start < e.end)
            where = f"Paragraph {source.number}" if source.number else f"A {source.kind.value}"
            message = f"{where} refers to paragraph {reference.number}, which is not in the report."
            findings.append(Finding("dangling-reference", message, source.pages[0] if source.pages else None))
    return findings


def _numbered(report: Report) -> dict[str, int]:
    """Paragraph number -> index of its element; the last one, where a number repeats."""
    return {
        element.number: index
        for index, element in enumerate(report.elements)
        if element.kind is ElementKind.PARAGRAPH and element.number
    }


def _mentions(text: str, start: int, end: int, numbered: dict[str, int]) -> Iterator[Reference]:
    for mention in _MENTION.finditer(text, start, end):
        group = "several" if mention.group("several") else "one"
        if _ELSEWHERE.match(text, mention.end(), end):
            continue
        for number in _SINGLE.finditer(text, mention.start(group), mention.end(group)):
            name = _as_printed(number.group(), numbered)
            target = numbered.get(name)
            if target is None and (group == "one" or not name[0].isdecimal()):
                continue
            yield Reference(number.start(), number.start() + len(name), name, target)


def _as_printed(mention: str, numbered: Mapping[str, int]) -> str:
    """The number that is mentioned, without the letter of a point of it ("3b") where no paragraph has that."""
    if mention in numbered or not _POINT.search(mention):
        return mention
    return _POINT.sub("", mention)
