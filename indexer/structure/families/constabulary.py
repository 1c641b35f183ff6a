"""Inspections of police forces and fire services: cited by the force and the date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.records import ReportType
from indexer.structure.families.family import Family, Own, first_match

_FORCE = r"(?:Police(?: Service)?|Constabulary|Fire and Rescue Service)"
_SIGN = re.compile(
    rf"^\W*PEEL\b|\bPEEL (?:assessment|inspection|\d{{4}})|\binspection of (?:the )?[A-Z].{{0,40}}\b{_FORCE}\b"
    r"|\bpolice (?:effectiveness|efficiency|legitimacy)\b"
)
_AREA = re.compile(rf"\b((?!An?\b|The\b|PEEL\b)[A-Z][\w'’-]+(?: (?:[A-Z][\w'’-]+|and))*? {_FORCE})\b")
_TITLE = re.compile(r"^((?:PEEL|An inspection of|.{0,60}inspection of) ?.{3,120})$")


def _read(top: Sequence[str]) -> Own:
    return Own(first_match(_TITLE, top), first_match(_AREA, top))


CONSTABULARY = Family(
    type=ReportType.CONSTABULARY,
    sign=_SIGN,
    read=_read,
    sections=(
        ("preventing-crime", r"(?:how effective is .*at )?preventing crime.*|prevention and deterrence"),
        ("investigating-crime", r"(?:how effective is .*at )?investigating crime.*"),
        ("protecting-vulnerable-people", r"(?:how effective is .*at )?protecting (?:vulnerable|those who).*"),
        ("responding-to-the-public", r"responding to the public"),
        ("managing-offenders", r"managing offenders(?: and suspects)?"),
        ("legitimacy", r"(?:treating the public fairly.*|legitimacy)"),
        ("efficiency", r"efficiency|strategic planning.*"),
        ("causes-of-concern", r"causes? of concern"),
    ),
)  # fmt: skip
