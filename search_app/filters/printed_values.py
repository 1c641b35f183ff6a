"""The grades that inspectorates print over a section, and the grade under which a section stands."""

from __future__ import annotations

import re
from enum import StrEnum

from indexer.records import Report


class Grade(StrEnum):
    """A grade as printed, whatever its wording in a year: "requires improvement to be good" is the same grade."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    SATISFACTORY = "satisfactory"
    ADEQUATE = "adequate"
    REQUIRES_IMPROVEMENT = "requires-improvement"
    INADEQUATE = "inadequate"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


def read_grade(printed: str) -> Grade:
    """The grade named so. Raises ValueError where there is none of that name."""
    name = " ".join(printed.casefold().replace("-", " ").split())
    if name.removesuffix(" to be good") in ("requires improvement", "require improvement"):
        return Grade.REQUIRES_IMPROVEMENT
    return Grade(name)


def section_grades(report: Report) -> tuple[Grade | None, ...]:
    """The grade of each section: what its heading states, or that of the section which it is part of, or None.

    Only what is printed counts: a report's overall grade is not handed down to sections that stand beside it.
    """
    grades: list[Grade | None] = []
    enclosing: list[tuple[int, Grade | None]] = []
    for section in report.sections:
        while enclosing and enclosing[-1][0] >= section.level:
            enclosing.pop()
        inherited = enclosing[-1][1] if enclosing else None
        grade = read_grade(section.grade) if section.grade else inherited
        enclosing.append((section.level, grade))
        grades.append(grade)
    return tuple(grades)


# The inspectorates of a report, which a joint inspection names in one line.

_BETWEEN = re.compile(
    r",\s*(?:and\s+)?|\s+and\s+(?=(?:HM|HMI|HMICFRS|His|Her|Ofsted|Care|CQC|Estyn|Healthcare|Education)\b)"
)
"""An "and" inside a name, as in "Constabulary and Fire & Rescue Services", parts nothing."""


def inspectorates_of(report: Report) -> tuple[str, ...]:
    """Each inspectorate that the report names, in its order; () where it names none."""
    names = (name.strip() for name in _BETWEEN.split(report.inspectorate or ""))
    return tuple(dict.fromkeys(name for name in names if name))


# Whether one name stands inside another, whatever their case and punctuation.


def holds_name(text: str, name: str) -> bool:
    """Whether the words of `name` stand in `text` one after the other: "Barking and Dagenham" in "BARKING &
    DAGENHAM"."""
    wanted = _words(name)
    return bool(wanted) and f" {wanted} " in f" {_words(text)} "


def _words(text: str) -> str:
    plain = text.casefold().replace("&", " and ").replace("’", "'").replace("'", "")
    return " ".join(re.findall(r"\w+", plain))
