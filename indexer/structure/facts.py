"""What a report states about itself: title, area, type, dates, cases, rates, people. None where it does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indexer.language.proportions import number_of
from indexer.records import ReportType
from indexer.structure.blocks import Block, BlockShape
from indexer.structure.letterhead import TITLE, is_title, labelled_lines
from indexer.structure.numbering import mid_sentence
from indexer.structure.pieces import one_line

# Area names: one canonical form for each, taken out of titles and opening sentences.

_STYLES = (
    "(?:london|royal|royal london|metropolitan)(?: and [a-z]+)? boroughs? of", "london borough", "borough of",
    "city and county of", "city of", "county of", "council of", "metropolitan district of", "district of",
)  # fmt: skip
_BODIES = (
    "metropolitan", "county", "city", "borough", "district", "unitary", "combined", "mbc", "council",
    "local authority", "authority", "youth (?:offending|justice) (?:service|team|partnership)s?", "yo[st]", "yjs",
    "local area partnership", "local area", "area", "partnership", "children['’]?s (?:services|social care)",
    "(?:local )?safeguarding children (?:partnership|board)", "lscb", "department", "services for children.*",
)  # fmt: skip
_BEFORE = re.compile(rf"^(?:the )?(?:(?:{'|'.join(_STYLES)}) )+", re.IGNORECASE)
_AFTER = re.compile(rf"(?:['’]s?)?\s+(?:(?:{'|'.join(_BODIES)})\s*)+\Z", re.IGNORECASE)
_REGISTER_FORM = re.compile(r",\s*(?:city|county)(?: and county)? of\Z", re.IGNORECASE)
_JUDGED = re.compile(r"\s+(?:is|are|requires?|was|were|because)\b.*", re.IGNORECASE)
_CITY_OF_LONDON = re.compile(r"(?:the )?city of london\b.*|(?:the )?corporation of london\b.*", re.IGNORECASE)
_CHILDRENS_SERVICES = (
    r"\binspection of (?:the )?(?!services|looked|local auth|child|arrange|the multi|multi|safeguard)(?P<area>.+?)"
    r"(?:['’]s?)?(?: local authority| council)?,? ?children['’]?s (?:services|social care)(?: services)?\Z"
)
_JOINT = (
    r"joint (?:targeted )?area (?:child protection )?inspections? (?:of|in) (?!multi|the multi|services)"
    r"(?:the )?(?P<area>[A-Z].+)\Z"
)
_VISIT = (
    r"\b(?:focused|monitoring|assurance) visit (?:to|of) (?:the )?(?P<area>.+?)(?:['’]s?)?"
    r"(?: local authority| council)?(?: children['’]?s (?:services|social care).*)?\Z"
)
_TITLE_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"youth (?:offending|justice) (?:work|services?|teams?) (?:in|of|by|delivered by|for) (?P<area>.+)\Z",
        r"area send (?:full |revisit )?inspection of (?P<area>.+?)(?: local area(?: partnership)?)?\Z",
        _CHILDRENS_SERVICES,
        r"(?:response|approach|arrangements)\b.*\bin (?:the )?(?P<area>[A-Z][^,.]+?)(?: between\b.*)?\Z",
        _JOINT,
        _VISIT,
        r"children['’]s services (?:in|of) (?P<area>[A-Z].+)\Z",
        r"full joint inspection of .* in (?P<area>.+)\Z",
    )
)
_AREA_NAME = re.compile(r"[A-Z][\w'-]+(?:,? (?:[A-Z][\w'-]+|and|of|upon|on|the|with|in|under|le))*\Z")
_NOT_AREA = re.compile(
    r"\b(?:identification|response|abuse|neglect|children|children's|inspection|their|homes?|this)\b",
    re.IGNORECASE,
)

NAME_CHARACTERS_MAXIMUM = 160
"""A title with its area; longer text is prose, on which the patterns would take long to find nothing."""

TITLE_CHARACTERS_MAXIMUM = 600
"""The longest real title has 29 words; the patterns look through a long one again from each of its words."""

AREA_WORDS_MAXIMUM = 8
"""The longest canonical name has five words; more is a sentence that the pattern ran into."""


def canonical_area(name: str) -> str | None:
    """The one name of an area: "London Borough of Ash & Elm" gives "Ash and Elm". None where no name is left."""
    text = one_line(name).strip(" .:,;*").replace("’", "'")
    if len(text) > NAME_CHARACTERS_MAXIMUM:
        return None
    if _CITY_OF_LONDON.match(text):
        return "City of London"
    text = _JUDGED.sub("", text)
    text = _AFTER.sub("", _BEFORE.sub("", _REGISTER_FORM.sub("", text))).strip(" .:,;'*")
    text = re.sub(r"\bSt\.", "St", text.removeprefix("the ").removeprefix("County "))
    text = re.sub(r"\s*&\s*", " and ", text)
    text = re.sub(r"\bUpon\b", "upon", text)
    if not text or len(text.split()) > AREA_WORDS_MAXIMUM or not text[0].isalpha():
        return None
    return text if text[0].isupper() else None


def area_in_title(title: str) -> str | None:
    """The canonical area that a report's title names, or None."""
    words = one_line(title).strip(" .:*")[:TITLE_CHARACTERS_MAXIMUM]
    for pattern in _TITLE_PATTERNS:
        match = pattern.search(words)
        if match and not _NOT_AREA.search(match.group("area")):
            area = canonical_area(match.group("area"))
            if area:
                return area
    return None


def area_alone(line: str) -> str | None:
    """The area, where a line is nothing but a name, as reports print it large above their title: "Halton"."""
    words = one_line(line).strip(" .:*")
    area = canonical_area(words)
    return area if area and _AREA_NAME.match(area) else None


def area_of_council(line: str) -> str | None:
    """The area, where a line is nothing but a council's name: "Kent County Council"."""
    words = one_line(line).strip(" .:*")
    if not re.search(r"\b(?:council|borough of .+|corporation|county)\Z", words, re.IGNORECASE):
        return None
    return canonical_area(words) if len(words.split()) <= AREA_WORDS_MAXIMUM else None


# Dates and spans of dates, in the ways that inspection letters print them.

_MONTHS = ("january", "february", "march", "april", "may", "june", "july",
           "august", "september", "october", "november", "december")  # fmt: skip
_MONTH_NUMBERS = (
    {name: number for number, name in enumerate(_MONTHS, 1)}
    | {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
    | {"sept": 9}
)
_MONTH = rf"(?:{'|'.join(_MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
_DAY = r"(\d{1,2})(?:\s*(?:st|nd|rd|th)\b)?(?:\s+of)?"
_WEEKDAY = r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\s+)?"
_JOIN = r"\s*(?:-|–|—|−|to|and|until|till|&|through)\s*"
_YEAR = r"(\d{4})"

_FULL = rf"{_WEEKDAY}{_DAY}\s+({_MONTH}),?\s+{_YEAR}\b"
_SINGLE = re.compile(rf"\b{_FULL}", re.IGNORECASE)
_SPANS = (
    re.compile(rf"\b{_FULL}{_JOIN}{_FULL}", re.IGNORECASE),
    re.compile(rf"\b{_WEEKDAY}{_DAY}\s+({_MONTH}),?{_JOIN}{_FULL}", re.IGNORECASE),
    re.compile(rf"\b{_WEEKDAY}{_DAY}{_JOIN}{_FULL}", re.IGNORECASE),
)
_NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


def _make(day: str, month: str, year: str) -> date | None:
    number = _MONTH_NUMBERS.get(month.lower().rstrip("."))
    if number is None:
        return None
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def first_date(text: str) -> date | None:
    """The first whole date in `text`: "19th December 2012", "02 November 2016", "18/05/2016"."""
    match = _SINGLE.search(text)
    if match:
        return _make(*match.groups())
    numeric = _NUMERIC.search(text)
    if not numeric:
        return None
    day, month, year = numeric.groups()
    return _make(day, _MONTHS[int(month) - 1], year) if 1 <= int(month) <= 12 else None


def first_span(text: str) -> tuple[date, date] | None:
    """The first span of dates: "25-27 April 2016", "26th-28th November 2012", "29 June 2015 – 01 July 2015"."""
    found = [(match.start(), _read_span(match)) for pattern in _SPANS if (match := pattern.search(text))]
    spans = [(start, span) for start, span in found if span is not None]
    return min(spans, key=lambda item: item[0])[1] if spans else None


def _read_span(match: re.Match[str]) -> tuple[date, date] | None:
    parts = match.groups()
    end = _make(*parts[-3:])
    if end is None:
        return None
    first = parts[:-3]
    day, month, year = (
        first[0],
        first[1] if len(first) > 1 else parts[-2],
        first[2] if len(first) > 2 else parts[-1],
    )
    start = _make(day, month, year)
    if start is not None and start > end and len(first) < 3:
        start = _make(day, month, str(end.year - 1))
    return (start, end) if start is not None and start <= end else None


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
    try:
        return number_of(words)
    except KeyError:  # a word that is no number
        return None


def _rate(everything: str) -> float | None:
    match = _RATE.search(everything)
    return float(match.group(1)) if match else None


def _lead(labels: Sequence[tuple[str, str]], everything: str) -> str | None:
    labelled = next((value for label, value in labels if label in _LEAD_LABELS and value), None)
    if labelled:
        return re.split(r"[,;]|\s+(?:HMI|Her Majesty|His Majesty|Ofsted)\b", labelled)[0].strip() or None
    match = _LEAD.search(everything)
    return match.group(1) if match else None
