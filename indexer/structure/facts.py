"""What a report states about itself: title, area, type, dates, cases, rates, people. None where it does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indexer.records import ReportType
from indexer.structure.areas import area_alone, area_in_title, area_of_council
from indexer.structure.blocks import Block, BlockShape
from indexer.structure.continuation import mid_sentence
from indexer.structure.dates import first_date, first_span
from indexer.structure.letterhead import TITLE, is_title, labelled_lines
from indexer.structure.pieces import one_line

_PUBLISHED_LABELS = frozenset(
    {"publication date", "date of publication", "date published", "published", "report published", "first published",
     "report publication date", "date"}
)  # fmt: skip
_INSPECTION_LABELS = frozenset({"inspection date", "inspection dates", "date of inspection", "dates of inspection",
                                "date of the inspection", "dates of the inspection", "inspection date(s)"})  # fmt: skip
_LEAD_LABELS = frozenset({"lead inspector", "lead inspectors", "reporting inspector", "reporting inspectors"})

_TYPES = (
    (ReportType.SQS, r"short quality screening|\bSQS\b"),
    (ReportType.FULL_JOINT, r"full joint inspection"),
    (ReportType.JTAI, r"joint targeted area inspection|\bJTAI\b"),
    (ReportType.AREA_SEND, r"\barea send\b|special educational needs and/or disabilities"),
    (ReportType.CHILD_PROTECTION, r"arrangements for the protection of children"),
    (
        ReportType.CHILDRENS_SERVICES,
        r"children['’]?s (?:services|social care)|looked[ -]after children|services for children|children board",
    ),
)  # fmt: skip
_INSPECTORATES = (
    ("Ofsted", r"\bOfsted\b"),
    ("Care Quality Commission", r"\bCare Quality Commission\b|\bCQC\b"),
    ("HMICFRS", r"\bHMICFRS\b|Constabulary and Fire"),
    ("HMI Constabulary", r"\bHMI Constabulary\b|\bHMIC\b|Inspectorate of Constabulary(?! and Fire)"),
    ("HM Inspectorate of Probation", r"\bHMI ?Probation\b|Inspectorate of Probation|\bHMIP\b"),
)
_CASES = re.compile(
    r"\b(?:examined|inspected|assessed|looked at|reviewed|a sample of)\s+(?:a (?:total|sample) of\s+)?"
    r"(\d{1,3}|[a-z]+(?:-[a-z]+)?)\s+(?:recent\s+|youth\s+|statutory\s+|community\s+|relevant\s+)*cases\b"
    r"|\b(\d{1,3})\s+(?:recent\s+)?cases\s+(?:of children and young people|supervised by)\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\bre-?offending rate[⁰¹²³⁴-⁹]*(?:(?!average|England|national|compar)[^.%]){0,160}?"
    r"(?<![\d.])(\d{1,2}(?:\.\d{1,2})?)\s?(?:%|per cent)",
    re.IGNORECASE,
)
_NAME = r"(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+)?[A-Z][\w'’-]+(?:\s+(?:[A-Z]\.?|[a-z]{2,3}|[A-Z][\w'’-]+)){1,3}?"
_LEAD = re.compile(
    rf"\b[Ll]ead [Ii]nspector(?:,?\s+who)?(?:\s+(?:was|is)|,|:)\s+({_NAME})(?=[.,;]|\s+(?:and|on|at|who|by|HMI)\b)"
)
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBER_WORDS = {word: value for value, word in enumerate(_UNITS.split())} | {
    word: value * 10 for value, word in enumerate(_TENS.split(), 2)
}

_OPENING_BLOCKS = 12
"""Dates and cases stand in the first paragraphs; later ones are about something else."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The report's fields of `indexer.records.Report` that are read out of its words."""

    title: str | None
    area: str | None
    inspectorate: str | None
    type: ReportType | None
    published: date | None
    inspection_start: date | None
    inspection_end: date | None
    cases: int | None
    reoffending_rate: float | None
    lead_inspector: str | None
    sample: bool


def read_facts(head: Sequence[Block], body: Sequence[Block]) -> Facts:
    """The facts stated in the head of a report and, failing that, in its opening and closing paragraphs."""
    labels = labelled_lines(head)
    opening = [one_line(b.text) for b in body[:_OPENING_BLOCKS] if b.shape is not BlockShape.FOOTNOTE]
    title = _title(head)
    kind = _type(title, opening)
    start, end = _inspection(labels, head, opening)
    aside = (BlockShape.FURNITURE, BlockShape.FOOTNOTE)
    everything = " ".join(one_line(b.text) for b in body if b.shape not in aside)
    rated = kind in (ReportType.SQS, ReportType.FULL_JOINT)
    return Facts(
        title=title,
        area=_area(title, head, opening),
        inspectorate=_inspectorate(kind, head, opening, everything),
        type=kind,
        published=_published(labels, head, everything),
        inspection_start=start,
        inspection_end=end,
        cases=_cases(opening) if rated else None,
        reoffending_rate=_rate(everything) if rated else None,
        lead_inspector=_lead(labels, everything),
        sample=any(label == "status" and value.lower().startswith("sample report") for label, value in labels),
    )


def _title(head: Sequence[Block]) -> str | None:
    lines = [one_line(b.text) for b in head if b.shape is not BlockShape.FURNITURE]
    index = next((i for i, line in enumerate(lines) if is_title(line)), None)
    if index is None:
        return None
    title = lines[index]
    if mid_sentence(title) and index + 1 < len(lines):
        title = f"{title} {lines[index + 1]}"
    return title.rstrip(" .*")


def _type(title: str | None, opening: Sequence[str]) -> ReportType | None:
    for text in (title or "", " ".join(opening)):
        for kind, pattern in _TYPES:
            if re.search(pattern, text, re.IGNORECASE):
                return kind
    return None


def _area(title: str | None, head: Sequence[Block], opening: Sequence[str]) -> str | None:
    area = area_in_title(title) if title else None
    if area:
        return area
    lines = [line for b in head if b.shape is not BlockShape.FURNITURE for line in b.text.split("\n")]
    above_title = next((i for i, block in enumerate(head) if is_title(block.text)), 0)
    large = [b.text for b in head[:above_title] if b.shape is BlockShape.HEADING]
    councils = (area_of_council(line) for line in lines)
    names = (*councils, *map(area_alone, large), *map(area_in_title, [*lines, *opening]))
    return next((name for name in names if name), None)


def _inspectorate(
    kind: ReportType | None, head: Sequence[Block], opening: Sequence[str], everything: str
) -> str | None:
    if kind is ReportType.SQS:
        return "HM Inspectorate of Probation"
    near = " ".join([*(one_line(b.text) for b in head), *opening])
    for text in (near, everything):
        named = [(m.start(), name) for name, pattern in _INSPECTORATES if (m := re.search(pattern, text))]
        names = [name for _, name in sorted(named)]
        if kind in (ReportType.CHILDRENS_SERVICES, ReportType.CHILD_PROTECTION) and "Ofsted" in names:
            return "Ofsted"
        if names:
            return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return None


def _published(labels: Sequence[tuple[str, str]], head: Sequence[Block], everything: str) -> date | None:
    labelled = next((d for label, value in labels if label in _PUBLISHED_LABELS and (d := first_date(value))), None)
    if labelled:
        return labelled
    for block in head:
        for line in block.text.split("\n"):
            alone = first_date(line)
            if alone and not re.search(r"[A-Za-z]{3,}.*[A-Za-z]{3,}.*[A-Za-z]{3,}", line) and not first_span(line):
                return alone
    stated = re.search(r"\b(?:report )?published:?\s+(?:on )?(.{8,24})", everything[-3000:], re.IGNORECASE)
    return first_date(stated.group(1)) if stated else None


def _inspection(
    labels: Sequence[tuple[str, str]], head: Sequence[Block], opening: Sequence[str]
) -> tuple[date | None, date | None]:
    for label, value in labels:
        if label in _INSPECTION_LABELS:
            span = first_span(value)
            if span:
                return span
            day = first_date(value)
            return day, day
    texts = [one_line(b.text) for b in head if TITLE.match(one_line(b.text))] + list(opening)
    for text in texts:
        if re.search(r"\binspect|\bconducted\b|\bvisit\b|took place", text, re.IGNORECASE):
            span = first_span(text)
            if span:
                return span
    return None, None


def _cases(opening: Sequence[str]) -> int | None:
    for text in opening:
        match = _CASES.search(text)
        if match:
            return _amount(match.group(1) or match.group(2))
    return None


def _amount(words: str) -> int | None:
    if words.isdigit():
        return int(words)
    parts = [_NUMBER_WORDS.get(part) for part in words.lower().split("-")]
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None


def _rate(everything: str) -> float | None:
    match = _RATE.search(everything)
    return float(match.group(1)) if match else None


def _lead(labels: Sequence[tuple[str, str]], everything: str) -> str | None:
    labelled = next((value for label, value in labels if label in _LEAD_LABELS and value), None)
    if labelled:
        return re.split(r"[,;]|\s+(?:HMI|Her Majesty|His Majesty|Ofsted)\b", labelled)[0].strip() or None
    match = _LEAD.search(everything)
    return match.group(1) if match else None
