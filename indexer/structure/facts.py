"""What a report states about itself: title, area, type, dates, cases, rates, people. None where it does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from indexer.language.areas import standard_areas
from indexer.language.proportions import number_of
from indexer.records import ReportType
from indexer.structure.blocks import Block, BlockShape
from indexer.structure.dates import first_date, first_span
from indexer.structure.families import FAMILIES
from indexer.structure.families.family import SIGN_WORDS_MAXIMUM, Family, Own
from indexer.structure.letterhead import SENTENCE_WORDS_MINIMUM, TITLE, is_title, labelled_lines
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
    if not text[0].isupper():
        return None
    listed = standard_areas().named(text)  # one name for one authority, whatever reports call it
    return listed.name if listed else text


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


# What a report states of its inspection: dates, cases, rates, people.

_PUBLISHED_LABELS = frozenset(
    {"publication date", "date of publication", "date published", "published", "report published", "first published",
     "report publication date", "date",
     "date of report", "date of this report", "date of judgment", "hand-down date", "handdown date",
     "date of meeting", "date of the meeting", "meeting date"}
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
_RATES = re.compile(r"\bre-?offending rates?(?![a-z])|\brates? of (?:proven )?re-?offending(?![a-z])", re.IGNORECASE)
_PERCENT = re.compile(r"(?<![\d.,])(\d{1,2}(?:\.\d{1,2})?)\s?(?:%|per ?cent\b)", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:average|England|Wales|national(?:ly)?|region(?:al|ally)?|compar\w+|elsewhere|famil(?:y|ies)|neighbours?|"
    r"previous(?:ly)?|earlier|last|before|target|similar)\b",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    rf"\)?\s*(?:[,(]|for|in|across|is|was)*\s*(?:the )?(?:{_OTHERS.pattern})[^,;.%\d]*(?=[,;.)]|\band\b|\Z)",
    re.IGNORECASE,
)
"""Whose a rate is, said after it: "38.0% for England and Wales", "38.0%, the national average"."""

_SENTENCE_END = re.compile(r"(?<=[^A-Z\s])[.!?]\s+(?=[A-Z‘“])")
_LEAD_NAME = (
    r"((?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame)\.?\s+)?(?!His\b|Her\b|The\b|One\b|HMIP?\b|CQC\b|Ofsted\b)"
    r"[A-Z][\w'’-]*\.?(?:\s+(?:[A-Z]\b\.?|(?:de|da|di|du|la|le|van|von|der|den|al|bin|ap)\b|"
    r"(?!HMIP?\b|CQC\b|Ofsted\b|His\b|Her\b|Lead\b)[A-Z][\w'’-]+)){1,4}?)"
)
_NAME_ENDS = r"(?=\s*[.,;(\t|–-]|\s+(?:and|on|at|who|by|from|with|HMIP?|Ofsted|CQC|His|Her)\b|\s*\Z)"
_LEADS = r"(?<![Dd]eputy )\b(?:[Ll]ead|[Rr]eporting|LEAD) (?:[Ii]nspector|INSPECTOR)s?\b"
_LEAD_IN_WORDS = re.compile(
    rf"(?:{_LEADS}(?:,?\s+who)?(?:\s+(?:was|is)|,|:)|\binspection (?:team )?was led by"
    rf"|\b[Ii]nspector who led (?:this|the|our) inspection (?:was|is))\s+{_LEAD_NAME}{_NAME_ENDS}"
)
_LEAD_LINE = re.compile(rf"(?:[Tt]he )?{_LEADS}\s*[:|\t–—-]?[\s|]*{_LEAD_NAME}{_NAME_ENDS}")
_LEAD_AFTER = re.compile(
    rf"{_LEAD_NAME}\s*[,(–|\t-]?[\s|]*(?:(?:Ofsted|CQC|HMIP?|HM Inspector)\b,?\s*)*[,(]?{_LEADS}\)?"
)
_LEAD_ALONE = re.compile(rf"{_LEADS}\s*:?\Z")
_NAME_ALONE = re.compile(rf"{_LEAD_NAME}(?:,?\s+(?:HMIP?|Ofsted.*|CQC.*|HM Inspector))?\Z")

_WORDS = re.compile(r"[A-Za-z]{3,}")
DATE_WORDS_MAXIMUM = 3
"""On the line of a date: its weekday, its month and one word more, such as "Date" or "London"."""

DATE_LINE_WORDS_MAXIMUM = 9
"""A line of a title page with nothing but the days of an inspection."""

LEAD_LINE_WORDS_MAXIMUM = 14
"""A line with a name, an office and what they led; a sentence is read by its own words."""

_ON_ONE_DAY = re.compile(
    r"\binspection\b[^.]{0,60}?\b(?:conducted|carried out|undertaken|completed|took place)\b[^.]{0,20}?\bon (.{6,32})",
    re.IGNORECASE,
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
    cited_as: str | None = None
    place: str = "paragraph {}"


def read_facts(head: Sequence[Block], body: Sequence[Block]) -> Facts:
    """The facts stated in the head of a report and, failing that, in its opening and closing paragraphs."""
    labels = labelled_lines(head)
    opening = [one_line(b.text) for b in body[:_OPENING_BLOCKS] if b.shape is not BlockShape.FOOTNOTE]
    title = _title(head)
    opens = [b for b in body[: 2 * _TOP_BLOCKS] if b.shape is not BlockShape.RULE][:_TOP_BLOCKS]
    top = [one_line(line) for b in [*head, *opens] for line in b.text.split("\n") if line.strip()][:_TOP_LINES]
    family = _family(title or "", top)
    own = family.read(_short_lines([*head, *body])) if family else Own()
    kind = family.type if family else _type(title, opening)
    start, end = _inspection(labels, head, opening)
    aside = (BlockShape.FURNITURE, BlockShape.FOOTNOTE)
    everything = " ".join(one_line(b.text) for b in body if b.shape not in aside)
    rated = kind in (ReportType.SQS, ReportType.FULL_JOINT)
    return Facts(
        title=own.title or title,
        area=own.area or (None if kind in OF_NO_AREA else _area(title, head, opening)),
        inspectorate=(family.issuer if family else None) or _inspectorate(kind, head, opening, everything),
        type=kind,
        published=own.published or _published(labels, head, "" if kind in _OF_NO_INSPECTORATE else everything),
        inspection_start=start,
        inspection_end=end,
        cases=_cases(opening) if rated else None,
        reoffending_rate=_rate(everything) if rated else None,
        lead_inspector=_lead(labels, body, everything),
        sample=any(label == "status" and value.lower().startswith("sample report") for label, value in labels),
        cited_as=own.cited_as,
        place=family.place if family else "paragraph {}",
    )


def _family(title: str, top: Sequence[str]) -> Family | None:
    """The kind beside inspections that a document is of. A title that names an inspection decides, unless it is a line
    of that kind's own letterhead ("Report of: Director of Children's Services")."""
    found = next((family for family in FAMILIES if family.recognises(top)), None)
    return None if found is None or (_type_of(title) and not found.sign.search(title)) else found


def _short_lines(blocks: Sequence[Block]) -> list[str]:
    """The first lines of a document without its prose: a court's letterhead goes on after its first heading."""
    lines = (one_line(line) for block in blocks for line in block.text.split("\n"))
    return list(islice((line for line in lines if line and len(line.split()) <= SIGN_WORDS_MAXIMUM), _TOP_LINES))


_TOP_BLOCKS = 4
_TOP_LINES = 40
"""What kind of document it is stands in its first lines; later ones may name another."""

_OF_NO_INSPECTORATE = (ReportType.JUDGMENT, ReportType.MEMORANDUM, ReportType.FUTURE_DEATHS, ReportType.COUNCIL)
OF_NO_AREA = (ReportType.JUDGMENT, ReportType.MEMORANDUM)


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
    return _type_of(title or "") or _type_of(" ".join(opening))


def _type_of(text: str) -> ReportType | None:
    return next((kind for kind, pattern in _TYPES if re.search(pattern, text, re.IGNORECASE)), None)


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
    if kind in _OF_NO_INSPECTORATE:
        return None
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
            if alone and len(_WORDS.findall(line)) <= DATE_WORDS_MAXIMUM and not first_span(line):
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
    above = [one_line(b.text) for b in head if b.shape is not BlockShape.FURNITURE]
    texts = [t for t in above if TITLE.match(t) or len(t.split()) >= SENTENCE_WORDS_MINIMUM] + list(opening)
    for text in texts:
        if re.search(r"\binspect|\bconducted\b|\bvisit\b|took place", text, re.IGNORECASE):
            span = first_span(text)
            if span:
                return span
    for text in texts:
        stated = _ON_ONE_DAY.search(text)
        day = first_date(stated.group(1)) if stated else None
        if day:
            return day, day
    alone = (one_line(line) for b in head if b.shape is not BlockShape.FURNITURE for line in b.text.split("\n"))
    spans = (first_span(line) for line in alone if len(line.split()) <= DATE_LINE_WORDS_MAXIMUM)
    return next(filter(None, spans), (None, None))


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
    """The first reoffending rate that is told of this service: not an average, another year's or another area's."""
    for sentence in _SENTENCE_END.split(everything):
        if not _RATES.search(sentence):
            continue
        start = 0
        for match in _PERCENT.finditer(sentence):
            words, rest = sentence[start : match.start()], sentence[match.end() :]
            of_others = _THEIRS.match(rest)
            falls = words.endswith("from ") and re.match(r"[^,;%]{0,40}\bto ", rest)
            start = match.end() + (of_others.end() if of_others else 0)
            if not _OTHERS.search(words) and not of_others and not falls:
                return float(match.group(1))
    return None


def _lead(labels: Sequence[tuple[str, str]], body: Sequence[Block], everything: str) -> str | None:
    """The lead inspector: of the head, of a line of their own anywhere, or as a sentence says it."""
    labelled = next((value for label, value in labels if label in _LEAD_LABELS and value), None)
    if labelled:
        return re.split(r"[,;(]|\s+(?:HMI|Her Majesty|His Majesty|Ofsted)\b", labelled)[0].strip() or None
    lines = [line.strip() for b in body if b.shape is not BlockShape.FOOTNOTE for line in b.text.split("\n")]
    for line, after in zip(lines, [*lines[1:], ""], strict=False):
        if len(line.split()) > LEAD_LINE_WORDS_MAXIMUM or re.match(r"deputy", line, re.IGNORECASE):
            continue
        for match in (_LEAD_LINE.match(line), _LEAD_AFTER.match(line)):
            if match:
                return match.group(1)
        pair = (line, after) if _LEAD_ALONE.match(line) else (after, line) if _LEAD_ALONE.match(after) else None
        name = _NAME_ALONE.match(pair[1]) if pair else None
        if name:
            return name.group(1)
    match = _LEAD_IN_WORDS.search(everything)
    return match.group(1) if match else None
