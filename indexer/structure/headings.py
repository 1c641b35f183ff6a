"""Section names: from the words of a heading to a canonical slug, its number and its grade.

Names drift between years ("Key strengths", "Outstanding strengths") and carry grades ("...: requires
improvement to be good"). `section_names` is the one place that knows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.structure.section_names import SECTION_NAMES

_GRADE_WORDS = r"outstanding|good|requires improvement(?: to be good)?|inadequate|adequate|satisfactory"

_LEXICON = tuple((slug, re.compile(rf"(?:{pattern})\Z")) for slug, pattern in SECTION_NAMES)

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
