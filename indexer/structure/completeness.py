"""Signs that a file holds only part of a report: a text that stops in mid-sentence, sections that are not there."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.records import CHUNK_KINDS, ElementKind, Finding, ReportType, Section
from indexer.structure.continuation import ended
from indexer.structure.pieces import Piece

SQS_SECTIONS = {
    "reducing-reoffending": "Reducing reoffending",
    "protecting-the-public": "Protecting the public",
    "protecting-the-child": "Protecting the child or young person",
    "ensuring-the-sentence-is-served": "Ensuring that the sentence is served",
    "key-strengths": "Key strengths",
    "areas-requiring-improvement": "Areas requiring improvement",
}
"""Every Short Quality Screening letter has these, under one name or another."""

_SENTENCES = frozenset({ElementKind.PARAGRAPH, ElementKind.PROSE})


def about_completeness(pieces: Sequence[Piece], sections: Sequence[Section], kind: ReportType | None) -> list[Finding]:
    """Findings "cut-short" and "section-missing", where the file looks like part of a report."""
    findings = []
    last = next((piece for piece in reversed(pieces) if piece.text.strip()), None)
    if last is not None and last.kind in CHUNK_KINDS and last.kind in _SENTENCES and not ended(last.text):
        message = "The text stops in the middle of a sentence: the file may be cut short. Compare it with the original."
        findings.append(Finding("cut-short", message, last.pages[1] if last.pages else None))
    if kind is ReportType.SQS:
        present = {section.canonical for section in sections}
        missing = [name for slug, name in SQS_SECTIONS.items() if slug not in present]
        if missing:
            names = ", ".join(f"“{name}”" for name in missing)
            message = f"Sections that such a letter has are not in the file, or have a name that is not known: {names}."
            findings.append(Finding("section-missing", message))
    return findings
