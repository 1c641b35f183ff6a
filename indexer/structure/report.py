"""Pieces into the report: one text, sections, elements with offsets into it, findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from indexer.errors import ReadingRefused
from indexer.language.contact import has_contact_details
from indexer.language.references import dangling_references
from indexer.records import (
    CHUNK_KINDS,
    Element,
    ElementKind,
    Finding,
    Report,
    ReportId,
    ReportType,
    Section,
)
from indexer.structure.accounting import about_digits, about_lost, about_pages, about_shares, about_unread, account_for
from indexer.structure.blocks import Source
from indexer.structure.body import body_pieces, without_note_marks
from indexer.structure.facts import OF_NO_AREA, Facts, read_facts
from indexer.structure.headings import GENERIC, SQS_LEVELS, grade_alone
from indexer.structure.letterhead import body_start, head_pieces
from indexer.structure.numbering import check_numbering, ended
from indexer.structure.pieces import Piece

# Signs that a file holds only part of a report: a text that stops in mid-sentence, sections that are not there.

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
            message = f"Sections that every such letter has are missing, or have names that are not known: {names}."
            findings.append(Finding("section-missing", message))
    return findings


_SEPARATOR = "\n\n"
_POSITIONED = CHUNK_KINDS - {ElementKind.PARAGRAPH}


def build_report(source: Source, *, report_id: ReportId, source_name: str, sha256: str) -> Report:
    """The report that a file's blocks make up. Never raises on odd content: what is odd becomes a finding."""
    start = body_start(source.blocks)
    head, body = source.blocks[:start], source.blocks[start:]
    facts = read_facts(head, body)
    pieces = without_note_marks([*head_pieces(head), *body_pieces(body)])
    pieces, private = _guard_privacy([p for p in pieces if p.text.strip()])
    text, sections, elements = _lay_out(pieces, facts.type)
    accounting = account_for(source.printed, pieces)
    findings = [
        *source.findings,
        *private,
        *check_numbering(pieces),
        *_about_headings(sections, pieces),
        *_about_facts(facts),
        *about_lost(accounting),
        *about_digits(source, pieces),
        *about_unread(pieces),
        *about_pages(source),
        *about_shares(pieces),
        *about_completeness(pieces, sections, facts.type),
    ]
    report = Report(
        report_id=report_id,
        source=source_name,
        sha256=sha256,
        text=text,
        title=facts.title,
        area=facts.area,
        inspectorate=facts.inspectorate,
        type=facts.type,
        published=facts.published,
        inspection_start=facts.inspection_start,
        inspection_end=facts.inspection_end,
        cases=facts.cases,
        reoffending_rate=facts.reoffending_rate,
        lead_inspector=facts.lead_inspector,
        sections=sections,
        elements=elements,
        findings=tuple(findings),
        sample=facts.sample or "sample report" in source.keywords.lower(),
        accounting=accounting,
        cited_as=facts.cited_as,
        place=facts.place,
    )
    return replace(report, findings=(*report.findings, *dangling_references(report)))


def _guard_privacy(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Finding]]:
    """Turn what holds an e-mail address or a telephone number into furniture, and say so where it was numbered."""
    guarded, findings = [], []
    for piece in pieces:
        if piece.kind in CHUNK_KINDS and has_contact_details(piece.text):
            if piece.kind is not ElementKind.PROSE:
                name = f"Paragraph {piece.number}" if piece.number else f"A {piece.kind.value}"
                message = f"{name} holds an e-mail address or a telephone number: it is shown but not indexed."
                findings.append(Finding("contact-details", message, piece.pages[0] if piece.pages else None))
            piece = replace(piece, kind=ElementKind.FURNITURE)
        guarded.append(piece)
    return guarded, findings


def _lay_out(pieces: Sequence[Piece], kind: ReportType | None) -> tuple[str, tuple[Section, ...], tuple[Element, ...]]:
    parts: list[str] = []
    sections: list[Section] = []
    elements: list[Element] = []
    counted: Counter[tuple[int | None, ElementKind]] = Counter()
    offset = 0
    ranks = _level_ranks(pieces)
    for piece in pieces:
        grade = grade_alone(piece.text) if piece.kind is ElementKind.HEADING else None
        if grade and sections:
            sections[-1] = replace(sections[-1], grade=grade)
        elif piece.kind is ElementKind.HEADING:
            sections.append(_section(piece, sections, kind, offset, ranks))
        section = len(sections) - 1 if sections else None
        position = None
        if piece.kind in _POSITIONED:
            counted[section, piece.kind] += 1
            position = counted[section, piece.kind]
        number = piece.number if piece.kind is ElementKind.PARAGRAPH else None
        end = offset + len(piece.text)
        elements.append(Element(piece.kind, offset, end, section, number, position, piece.pages))
        parts.append(piece.text)
        offset = end + len(_SEPARATOR)
    return _SEPARATOR.join(parts), tuple(sections), tuple(elements)


def _level_ranks(pieces: Sequence[Piece]) -> dict[int, int]:
    """The levels that the report's headings use, as 1 for the outermost and so on without gaps."""
    used = sorted({p.level for p in pieces if p.kind is ElementKind.HEADING and p.level and not grade_alone(p.text)})
    return {level: rank for rank, level in enumerate(used, 1)}


def _section(
    piece: Piece, before: Sequence[Section], kind: ReportType | None, offset: int, ranks: dict[int, int]
) -> Section:
    level = ranks.get(piece.level, 0) or (before[-1].level + 1 if before and piece.canonical is None else 1)
    if kind is ReportType.SQS:
        level = SQS_LEVELS.get(piece.canonical or "", 1)
        inside_appendix = bool(before) and before[-1].canonical == "appendix" and piece.canonical is None
        level = 2 if inside_appendix else level  # an appendix has titles of its own
    canonical = piece.canonical
    if canonical is None or canonical in GENERIC:
        parent = next((s for s in reversed(before) if s.level < level), None)
        canonical = (parent.canonical if parent else None) or canonical
    return Section(piece.text, piece.number, canonical, level, offset, piece.grade)


def _about_headings(sections: Sequence[Section], pieces: Sequence[Piece]) -> list[Finding]:
    pages = [
        p.pages[0] if p.pages else None for p in pieces if p.kind is ElementKind.HEADING and not grade_alone(p.text)
    ]
    return [
        Finding("heading-not-recognised", f"The heading {section.heading!r} is not that of any known section.", page)
        for section, page in zip(sections, pages, strict=False)
        if section.canonical is None and section.level == 1
    ]


def _about_facts(facts: Facts) -> list[Finding]:
    findings = []
    if facts.published is None:
        message = "The report states no date of publication; filters go by the end of the inspection."
        findings.append(Finding("no-date", message))
    if facts.area is None and facts.type not in OF_NO_AREA:
        findings.append(Finding("no-area", "The report does not say which area it is about."))
    if facts.type is None:
        message = "Its kind is not known: it is read as a document, and cited by its title or file name and paragraph."
        findings.append(Finding("no-type", message))
    return findings


# Whether what was read is a document at all. Whatever has paragraphs to cite is; error pages and snippets are not.

NUMBERED_WORDS_MINIMUM = 6
"""A numbered finding is a sentence; the items of a shopping list are a word or three."""

BODY_WORDS_MINIMUM = 40
"""Less than this in all chunks together is a title page or an error page."""

ERROR_PAGE_WORDS_MAXIMUM = 150
ERROR_PAGE_TOP_CHARACTERS = 400
"""A page that says at its top that something was not found, and little else."""

_INSPECTION = re.compile(r"\binspect(?:ion|ions|ed|ors?|orate)\b", re.IGNORECASE)
_ERROR_PAGE = re.compile(
    r"\b(?:report|page|file) (?:could )?not (?:be )?found\b|\berror 40[34]\b|\bcookies? (?:policy|settings)\b",
    re.IGNORECASE,
)


def refuse_what_is_no_report(report: Report) -> None:
    """Raise `ReadingRefused`: "no-text-layer" for scans, "empty" for nothing, "unreadable" for what damage left.

    Anything else that is no report is "not-a-report".
    """
    if not report.text.strip():
        if any(finding.code == "no-text-layer" for finding in report.findings):
            raise ReadingRefused(
                "no-text-layer",
                "Every page is a picture without text.",
                hint="Run OCR over it (ocrmypdf IN OUT) and add the result.",
            )
        raise ReadingRefused("empty", "The file has no text.", hint="Fetch it again from where it was published.")
    chunks = [report.text[e.start : e.end] for e in report.elements if e.kind in CHUNK_KINDS]
    words = sum(len(text.split()) for text in chunks)
    numbered = sum(
        1
        for e in report.elements
        if e.kind is ElementKind.PARAGRAPH and len(report.text[e.start : e.end].split()) >= NUMBERED_WORDS_MINIMUM
    )
    if (
        words < ERROR_PAGE_WORDS_MAXIMUM
        and not numbered
        and _ERROR_PAGE.search(report.text[:ERROR_PAGE_TOP_CHARACTERS])
    ):
        raise _not_a_report("it is a web page that says the report was not found")
    about_inspection = bool(_INSPECTION.search(report.text)) or any(section.canonical for section in report.sections)
    if words >= BODY_WORDS_MINIMUM or (numbered and (about_inspection or report.title)):
        return
    damage = next((finding for finding in report.findings if finding.code == "damaged-file"), None)
    if damage is not None:
        raise ReadingRefused("unreadable", "Too little of the file can be read to be a report.", hint=damage.message)
    raise _not_a_report(f"it has {words} words of text, too few to be one")


def _not_a_report(why: str) -> ReadingRefused:
    return ReadingRefused(
        "not-a-report",
        f"This is not a report or document that can be cited: {why}.",
        hint="Remove it, or replace it with the report itself.",
    )
