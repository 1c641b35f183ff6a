"""The people whom a report names in its letterhead, team list, signature and copy list, by the looks of its raw text.

This is a second opinion for tests, and knows nothing of how reports are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_REGIONS = (
    re.compile(r"^\W*(?:<i>)?From:(?:</i>)?[^\n]*", re.MULTILINE),
    re.compile(r"yours (?:sincerely|faithfully)\b.{0,700}", re.IGNORECASE | re.DOTALL),
    re.compile(r"^\W*cop(?:y|ies) (?:to|list):?\W*$.{0,1500}", re.IGNORECASE | re.DOTALL | re.MULTILINE),
    re.compile(r"^(?:the )?inspection team\s*$.{0,900}", re.IGNORECASE | re.DOTALL | re.MULTILINE),
    re.compile(
        r"^(?:(?:deputy|team|shadow|additional|regulatory|associate|senior) )*(?:lead )?"
        r"(?:inspectors?|data analysts?|quality assurance managers?)[:–-][^\n]*(?:\n[^\n:.]*)?",
        re.IGNORECASE | re.MULTILINE,
    ),
)
_ENDS = re.compile(
    r"any complaints|if you (?:are not|have)|information about|the children act|the office for|note ?\d?:|©|"
    r"ofsted (?:regulates|inspects)|piccadilly",
    re.IGNORECASE,
)
_WORD = r"(?:Mc|Mac|O[’'])?[A-Z][a-zé]+(?:[-’'][A-Z]?[a-z]+)*"
_NAME = re.compile(rf"\b{_WORD} (?:de |van )?{_WORD}\b")
_OFFICES = frozenset(
    """
    Academic Adult Adults Agency Area Army Assistant Assurance Authorities Authority Board Borough Business Cabinet Care
    Chair Chief Child Children City Clinical Commission Commissioner Commissioning Committee Community Constable
    Constabulary Coordinator Council Councillor County Crime Crown Data Deputy Designated Director District Division Dr
    Education Elected Executive Family Fire Grade Group Guidance Head Health Her His Home Independent Inspection
    Inspections Inspector Inspectorate Inspectors Interim Joint Judge Judgement Justice Lead Leader Learning Link Local
    London Magistrates Majesty Management Manager Mayor Member Members National Offending Office Officer Officers Ofsted
    Partnership Police Policing Portfolio Principal Prison Probation Public Quality Raising Regional Regulation Report
    Rescue Review Safeguarding School Schools Secondary Secretary Senior Service Services Skills Social Standards State
    Strategic Team The Trust Victims Yours Youth Yjb Young
    """.split()  # noqa: SIM905
)


def people_named(text: str) -> frozenset[str]:
    """Names of two words: "First Last"."""
    found: set[str] = set()
    for pattern in _REGIONS:
        for region in pattern.finditer(text):
            part = re.sub(r"<[^>]+>", "", region[0])
            end = _ENDS.search(part, 20)
            part = part[: end.start()] if end else part
            part = re.sub(r"(?<=[A-Za-z,]) ?\n(?=[A-Z][a-z]+(?: HMI)?,)", " ", part)
            for name in _NAME.finditer(part):
                if not _OFFICES & set(re.split(r"[\s’'-]", name[0])):
                    found.add(" ".join(name[0].split()))
    return frozenset(found)


def lists_people(text: str, people: Iterable[str]) -> bool:
    """Whether a name makes up more than a quarter of a text: a line of a list, and no finding that names somebody."""
    line = " ".join(text.split())
    named = sum(len(name.split()) * line.count(name) for name in people)
    return named > len(line.split()) / 4
