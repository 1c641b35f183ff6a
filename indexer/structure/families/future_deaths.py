"""Coroners' reports to prevent future deaths (regulation 28): cited by their reference and the area of the coroner."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.records import ReportType
from indexer.structure.families.family import Family, Own, first_match

_SIGN = re.compile(r"\bregulation 28\b.*\breport\b|\b(?:prevent(?:ion of)?|preventing) future deaths\b", re.IGNORECASE)
_AREA = re.compile(
    r"\b(?:coroner|jurisdiction|coroner(?:'s|’s)? area|coronial area)\b.{0,30}?\b(?:for|of|area:?)\s+(?:the )?"
    r"(?:coroner(?:ial|'s|’s)? area of )?([A-Z][\w'’&-]+(?:,? (?:and|of|upon|[A-Z][\w'’&-]+))*)"
)
_REFERENCE = re.compile(r"\b(?:ref(?:erence)?(?: (?:no\.?|number))?:?\s*)(\d{4}-\d{3,5}(?:-\d+)?)\b", re.IGNORECASE)
TITLE = "Regulation 28 report to prevent future deaths"


def _read(top: Sequence[str]) -> Own:
    reference = first_match(_REFERENCE, top)
    return Own(TITLE, first_match(_AREA, top), f"{TITLE} {reference}" if reference else None)


FUTURE_DEATHS = Family(
    type=ReportType.FUTURE_DEATHS,
    sign=_SIGN,
    read=_read,
    sections=(
        ("coroner", r"coroner"),
        ("legal-powers", r"coroner's legal powers"),
        ("inquest", r"investigation(?: and inquest)?|inquest"),
        ("circumstances", r"circumstances of (?:the )?deaths?"),
        ("concerns", r"coroner's concerns?|(?:the )?matters? of concern(?: (?:is|are))?(?: as follows)?"),
        ("action", r"action (?:that )?should be taken"),
        ("response", r"your response"),
        ("publication", r"copies and publication"),
    ),
)
