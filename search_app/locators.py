"""Where in its report a chunk stands: in words for a citation, and as an address for a link.

A numbered paragraph is named by its number; anything else by its section, its kind and its position there.
Where a report uses a number or a heading twice, what stands above it is named as well, because a citation
that fits two places is a wrong one.
"""

from __future__ import annotations

import re
from collections import Counter

from indexer.records import CHUNK_KINDS, Chunk, Element, ElementKind, Report

_KIND_WORDS = {
    ElementKind.BULLET: "bullet",
    ElementKind.PROSE: "paragraph",
    ElementKind.BOX: "box",
    ElementKind.TABLE: "table",
    ElementKind.PARAGRAPH: "paragraph",
}
_ORDINAL_WORDS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
_SLUG_LENGTH = 40


def locator(part: Chunk | Element, report: Report) -> str:
    """In words: "paragraph 2.3", "Key strengths, second bullet", "opening paragraph"."""
    if part.number is not None:
        words = f"paragraph {part.number}"
        if _uses(report, part.number) > 1:
            return f"{_heading(part, report)}, {words}"
        return words
    words = f"{_ordinal(part.position or 1)} {_KIND_WORDS.get(part.kind, part.kind.value)}"
    if part.section is None:
        return "opening paragraph" if (part.kind, part.position) == (ElementKind.PROSE, 1) else f"opening, {words}"
    return f"{_heading(part, report)}, {words}"


def addresses(report: Report) -> dict[int, str]:
    """Start offset -> address of every chunk of the report: "2.3", "key-strengths-bullet-2". Each is unique."""
    taken: Counter[str] = Counter()
    found = {}
    for element in report.elements:
        if element.kind not in CHUNK_KINDS:
            continue
        plain = _address(element, report)
        taken[plain] += 1
        found[element.start] = plain if taken[plain] == 1 else f"{plain}~{taken[plain]}"
    return found


def _address(element: Element, report: Report) -> str:
    if element.number is not None:
        return element.number
    section = "opening" if element.section is None else _slug(report.sections[element.section].heading)
    return f"{section}-{_KIND_WORDS[element.kind]}-{element.position or 1}"


def _uses(report: Report, number: str) -> int:
    return sum(1 for element in report.elements if element.number == number)


def _heading(part: Chunk | Element, report: Report) -> str:
    """The section's heading; with the one above it where another section has the same heading."""
    if part.section is None:
        return "opening"
    section = report.sections[part.section]
    same = sum(1 for other in report.sections if other.heading.casefold() == section.heading.casefold())
    if same == 1:
        return section.heading
    for above in reversed(report.sections[: part.section]):
        if above.level < section.level:
            return f"{above.heading}, {section.heading}"
    nth = sum(
        1 for other in report.sections[: part.section + 1]
        if other.heading.casefold() == section.heading.casefold()
    )
    return f"{section.heading} ({_ordinal(nth)} section of that name)"


def _ordinal(position: int) -> str:
    if position <= len(_ORDINAL_WORDS):
        return _ORDINAL_WORDS[position - 1]
    suffix = "th" if position % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return f"{position}{suffix}"


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.casefold()).strip("-")[:_SLUG_LENGTH].strip("-") or "section"
