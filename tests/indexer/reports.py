"""Small reports for tests that need no reading: built from parts, with offsets that are right by construction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from indexer.records import Element, ElementKind, Report, ReportId, ReportType, Section


def make_report(name: str = "ashmere-2014", parts: Sequence[tuple[Any, ...]] = (), **fields: Any) -> Report:
    """`parts` are (kind, text), (kind, text, number) or ("heading", text, number, canonical, level, grade)."""
    text, elements, sections = "", [], []
    positions: dict[tuple[ElementKind, int | None], int] = {}
    for part in parts:
        kind, words = ElementKind(part[0]), part[1]
        start = len(text)
        text += words + "\n\n"
        if kind is ElementKind.HEADING:
            number, canonical, level, grade = (*part[2:], *(None, None, None, None)[len(part) - 2 :])
            sections.append(Section(words, number, canonical, level or 1, start, grade))
        section = len(sections) - 1 if sections else None
        number = part[2] if kind is ElementKind.PARAGRAPH else None
        position = None
        if kind in (ElementKind.BULLET, ElementKind.PROSE):
            position = positions[kind, section] = positions.get((kind, section), 0) + 1
        elements.append(Element(kind, start, start + len(words), section, number, position))
    defaults: dict[str, Any] = {
        "source": f"{name}.txt",
        "sha256": "0" * 64,
        "title": "Report of Short Quality Screening (SQS) of youth offending work in Ashmere",
        "area": "Ashmere",
        "inspectorate": "HM Inspectorate of Probation",
        "type": ReportType.SQS,
        "published": date(2014, 3, 5),
    }
    return Report(
        report_id=ReportId(name),
        text=text,
        sections=tuple(sections),
        elements=tuple(elements),
        **defaults | fields,
    )
