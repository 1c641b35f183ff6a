"""Section names: from the words of a heading to a canonical slug, its number and its grade.

Names drift between years ("Key strengths", "Outstanding strengths") and carry grades ("...: requires
improvement to be good"). `section_names` is the one place that knows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.structure.families import FAMILIES

# Section names of the whole family of reports, with the slug that each stands for between the years.
#
# Order matters: the first pattern that matches the whole name wins, so narrow names stand before wide ones.
# Patterns meet the name in lower case, with straight apostrophes, without its number and grade.

SECTION_NAMES: tuple[tuple[str, str], ...] = (
    # HMI Probation letters and joint inspections
    ("context", r"(?:context|background(?: and context)?)"),
    ("commentary", r"commentary(?: on the inspection.*)?"),
    ("reducing-reoffending", r"(?:interventions to reduce|reducing(?: the likelihood of)?) ?re-?offending.*"),
    ("protecting-the-public", r"protecting the public.*"),
    ("protecting-the-child", r"protecting (?:the )?child(?:ren)?(?: (?:or|and) young (?:person|people))?.*"),
    ("ensuring-the-sentence-is-served", r"(?:making sure|ensuring)(?: that)?(?: the)? sentence is served.*"),
    ("operational-management", r"operational management.*"),
    ("governance", r"governance and partnerships?"),
    ("key-strengths", r"(?:(?:key|outstanding|particular|main|notable) )?strengths.*"),
    (
        "areas-requiring-improvement",
        (
            r"(?:key |main |priority )?areas? (?:requiring|for|in need of|needing)(?: priority)?"
            r" (?:improvement|development|action).*"
        ),
    ),
    ("appendix", r"(?:appendix|annex|annexe)(?: (?:\d+|[a-z]))?(?:[:.–-] ?.*)?"),
    # Ofsted: children's services
    (
        "overall-effectiveness",
        (
            r"(?:the )?overall (?:effectiveness|judge?ment).*"
            r"|(?:children's services|services for children)\b.* (?:in|of) .*(?: because)?"
        ),
    ),
    ("key-strengths", r"(?:the )?(?:local authority|lscb|board|area)'?s? strengths"),
    (
        "what-needs-to-improve",
        (
            r"what (?:needs to (?:improve|be improved|change)"
            r"|do(?:es)? the (?:.{0,60}) need to (?:improve|do better))\b.*"
        ),
    ),
    (
        "inspection-judgements",
        r"(?:what )?(?:the )?inspection judge?ments?.*|inspection outcome|(?:the )?judge?ments?(?: grade)?",
    ),
    ("lscb", r".*\blocal safeguarding children board.*|.*\blscb\b.*"),
    ("executive-summary", r"executive summary"),
    ("summary-for-children", r"summary for children and young people"),
    ("recommendations", r"recommendations?(?: .*)?"),
    ("adoption", r"(?:.*judge?ment.*)?adoption performance.*|adoption"),
    ("care-leavers", r"(?:.*judge?ment.*)?(?:the )?experiences? and progress of care leavers.*|care leavers"),
    (
        "looked-after-children",
        r".*(?:children (?:and young people )?(?:looked after|in care)|looked[ -]after children).*",
    ),
    (
        "help-and-protection",
        (
            r".*(?:children|families)(?: and (?:young people|families))?,? (?:who )?need(?:ing)? help"
            r"(?:,? and| or) protection.*"
            r"|.*\bhelp and protection\b.*|.*protection of children.*"
        ),
    ),
    (
        "leadership",
        r"(?:the )?(?:leadership|impact of leaders|leaders and managers).*|.*impact of leaders on.*",
    ),
    (
        "what-is-effective",
        r"what is the (?:local )?(?:area(?: partnership)?|partnership) doing that is effective.*",
    ),
    ("what-it-is-like", r"what is it like to be a child.*"),
    ("capacity-to-improve", r"(?:the )?capacity (?:to improve|for improvement).*"),
    ("outcomes", r"outcomes for .*"),
    ("quality-of-practice", r"(?:the )?quality of (?:practice|provision).*"),
    (
        "main-findings",
        (
            r"(?:record of )?(?:main|key|headline|inspection|summary of)(?: inspection)?"
            r" (?:findings|judge?ments)(?:[ –-].*)?|findings"
        ),
    ),
    (
        "local-authority-information",
        (
            r"(?:the )?(?:service information|information about (?:the|this) (?:local|area|review).*"
            r"|local authority(?: details| [–-] summary of findings)?"
            r"|local (?:area )?partnership details)|section \d: the local authority"
        ),
    ),
    (
        "information-about-inspection",
        (
            r"(?:information )?about (?:this|the) inspection.*|details of the inspection"
            r"|(?:members of )?(?:the )?(?:inspection team|inspectors)(?: members)?"
        ),
    ),
    ("case-study", r"(?:case|practice) (?:study|studies|example)s?.*|good practice (?:example|case study).*"),
    ("next-steps", r"next steps"),
    ("progress", r"progress since .*"),
    ("introduction", r"introduction"),
    ("summary", r"(?:overall )?summary(?: of (?:the )?.*)?"),
)

_GRADE_WORDS = r"outstanding|good|requires improvement(?: to be good)?|inadequate|adequate|satisfactory"

_LEXICON = tuple(
    (slug, re.compile(rf"(?:{pattern})\Z"))
    for slug, pattern in (*SECTION_NAMES, *(name for family in FAMILIES for name in family.sections))
)

SQS_LEVELS = {
    "reducing-reoffending": 2,
    "protecting-the-public": 2,
    "protecting-the-child": 2,
    "ensuring-the-sentence-is-served": 2,
}
"""In the letters these stand under the commentary; every other section stands by itself. Typed levels drift."""

GENERIC = frozenset({"summary", "main-findings", "executive-summary"})
"""Names that repeat under every theme of a report and belong to the theme they stand under."""

_NUMBER = re.compile(
    r"(?:(?:section|part|chapter|criterion)\s+)?(\d{1,2}(?:\.\d{1,2})?)(?:[.):]|\s*[–-])?\s+(?=\D)", re.IGNORECASE
)
_GRADE_TAIL = re.compile(
    rf"(?:(?:\s*[:–-]\s*|\s+(?:is|are)\s+)(?:(?:is|are|that|it|they)\s+)*({_GRADE_WORDS})"
    r"|\s+(requires? improvement(?: to be good)?))(?:\s+because)?[.:]?\Z",
    re.IGNORECASE,
)
_GRADE_BARE = re.compile(rf"\s+(?:{_GRADE_WORDS})\.?\Z", re.IGNORECASE)
_GRADE_ALONE = re.compile(
    rf"(?:(?:overall )?grade:?\s*)?(?:\d\s*\(?)?\(?\b({_GRADE_WORDS})\)?\s*(?:\(?grade \d\)?)?\.?\Z",
    re.IGNORECASE,
)
_WHITE = re.compile(r"\s+")

HEADING_WORDS_MAXIMUM = 26
"""The longest real heading seen, with its grade, has 24 words."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart. `words` are its own, without number; the grade stays in them as printed.

    `taken` is what was printed before the words: the number with its dot.
    """

    words: str
    number: str | None
    canonical: str | None
    grade: str | None
    taken: str = ""


def read_heading(text: str) -> Heading:
    """The parts of a text that is known to be a heading."""
    words = _WHITE.sub(" ", text).strip()
    taken = ""
    number = _NUMBER.match(words)
    if number:
        taken, words = words[: number.end()], words[number.end() :]
    grade = grade_at_end(words)
    return Heading(words, number.group(1) if number else None, canonical(words), grade, taken)


def canonical(words: str) -> str | None:
    """The slug that a heading's words stand for, or None. A grade at the end and a colon do not matter."""
    key = _WHITE.sub(" ", words).strip().lower().replace("’", "'").rstrip(" :.?*")
    key = _NUMBER.sub("", key, count=1) if _NUMBER.match(key) else key
    key = _GRADE_BARE.sub("", _GRADE_TAIL.sub("", key)).rstrip(" :–-")
    if len(key.split()) > HEADING_WORDS_MAXIMUM:
        return None
    return next((slug for slug, pattern in _LEXICON if pattern.match(key)), None)


def grade_at_end(words: str) -> str | None:
    """The grade that a heading states at its end ("...: requires improvement to be good"), in lower case."""
    match = _GRADE_TAIL.search(_WHITE.sub(" ", words).strip())
    return (match.group(1) or match.group(2)).lower() if match else None


def grade_alone(text: str) -> str | None:
    """The grade, where a line is nothing else: "Good", "Grade 3 (Adequate)"."""
    match = _GRADE_ALONE.match(_WHITE.sub(" ", text).strip())
    return match.group(1).lower() if match else None
