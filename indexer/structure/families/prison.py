"""Inspections of prisons, young offender institutions and places of detention: cited by the place and the date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.records import ReportType
from indexer.structure.families.family import Family, Own, first_match

_PLACE = (
    r"(?:HMP(?:\s?(?:/|&|and)\s?YOI)?|HMYOI|YOI|STC|IRC|Secure Training Centre|Immigration Removal Centre|HM Prison)"
)
_SIGN = re.compile(
    r"\bHM Chief Inspector of Prisons\b"
    rf"|\binspection of (?:the )?{_PLACE}\b|\b(?:report|review) (?:on|of) .{{0,60}}\b{_PLACE}\b",
    re.IGNORECASE,
)
_NAME = rf"{_PLACE} (?:(?:and YOI |& YOI )?[A-Z][\w'’-]+(?: (?:[A-Z][\w'’-]+|and|of|on|upon|the)(?! HM))*)"
_AREA = re.compile(rf"\b({_NAME})")
_TITLE = re.compile(r"^((?:report|review) (?:on|of) .{5,140}?)(?: by HM Chief Inspector of Prisons.*)?$", re.IGNORECASE)


def _read(top: Sequence[str]) -> Own:
    area = first_match(_AREA, top)
    place = re.split(r"\s+by\b", area)[0] if area else None
    title = first_match(_TITLE, top)
    if title and place and title.endswith((" of", " on")):
        title = f"{title} {place}"  # the place stands large on a line of its own
    return Own(title, place)


PRISON = Family(
    type=ReportType.PRISON,
    sign=_SIGN,
    read=_read,
    issuer="HM Inspectorate of Prisons",
    sections=(
        ("safety", r"(?:outcomes: )?safety"),
        ("respect", r"(?:outcomes: )?respect"),
        ("purposeful-activity", r"purposeful activity"),
        ("release", r"resettlement|(?:rehabilitation|preparation)(?: and| for)? (?:release planning|release)"),
        ("early-days", r"early days in custody|arrival and early support"),
        (
            "managing-behaviour",
            r"(?:managing behaviour|security|use of force|segregation|promoting positive behaviour)",
        ),
        ("suicide-and-self-harm", r"(?:suicide and )?self-harm(?: and suicide)?(?: prevention)?"),
        ("health", r"health(?:,? wellbeing and social)? (?:care|services)"),
        ("priority-concerns", r"(?:key |priority )?concerns(?: and recommendations)?|what needs to improve at .*"),
        ("progress", r"progress on .*(?:concerns|recommendations).*"),
    ),
)
