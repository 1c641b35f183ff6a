"""Whether what was read is an inspection report at all. Liberal with reports, strict with web pages and lists."""

from __future__ import annotations

import re

from indexer.errors import ReadingRefused
from indexer.records import CHUNK_KINDS, ElementKind, Report

NUMBERED_WORDS_MINIMUM = 6
"""A numbered finding is a sentence; the items of a shopping list are a word or three."""

BODY_WORDS_MINIMUM = 40
"""Less than this in all chunks together is a title page or an error page."""

SECTIONS_MINIMUM = 2
"""One known name ("Summary") stands in many documents, two hardly in any other."""

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
    sections = sum(1 for section in report.sections if section.canonical)
    if words < BODY_WORDS_MINIMUM and _ERROR_PAGE.search(report.text):
        raise _not_a_report("it is a web page that says the report was not found")
    about_inspection = bool(_INSPECTION.search(report.text))
    if numbered and (about_inspection or sections or report.title):
        return
    if words >= BODY_WORDS_MINIMUM and (sections >= SECTIONS_MINIMUM or (about_inspection and report.title)):
        return
    damage = next((finding for finding in report.findings if finding.code == "damaged-file"), None)
    if damage is not None:
        raise ReadingRefused("unreadable", "Too little of the file can be read to be a report.", hint=damage.message)
    raise _not_a_report("it has no numbered paragraphs, no known sections and no inspection in its title")


def _not_a_report(why: str) -> ReadingRefused:
    return ReadingRefused(
        "not-a-report",
        f"This is not an inspection report: {why}.",
        hint="Remove it, or fetch the report that it stands for.",
    )
