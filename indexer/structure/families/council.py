"""Reports of officers to a council, its cabinet or a committee: cited by the council and the day of the meeting."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.records import ReportType
from indexer.structure.families.family import Family, Own, first_match

_BODY = (
    r"(?:(?:the )?(?:(?:full |county |city |borough )?council|cabinet|executive|mayor)\b"
    r"|.{3,70}\b(?:committee|cabinet|board|panel|forum|commission)\b)"
)
_OFFICER = (
    r"(?:the )?(?:.{0,40}\b)?(?:director|chief executive|head of|chief officer|monitoring officer|cabinet member"
    r"|portfolio holder|leader of the council)\b"
)
_SIGN = re.compile(
    rf"^\W*(?:report to\b\W*(?={_BODY})|report (?:of|by|from)\b\W*(?={_OFFICER})"
    r"|agenda item\b|wards?(?:\W*s\W*)?(?: \(?s\)?)? (?:affected|involved)\b|key decision\b|date of (?:the )?meeting\b"
    r"|meeting date\b|(?:report author|(?:contact|lead|report(?:ing)?|responsible) officer)s?\b"
    r"|(?:portfolio holder|cabinet member)\W*:|(?:committee|decision.?maker)\W*:)",
    re.IGNORECASE,
)
SIGNS_MINIMUM = 3
"""Each stands at the top of other papers too; so many together only over an officer's report."""

_TITLE = re.compile(r"^\W*(?:report )?(?:title|subject)(?: of (?:the )?report)?\s*:\s*(.{5,200})$", re.IGNORECASE)
_TO = re.compile(rf"^\W*report to\b\W*({_BODY})", re.IGNORECASE)


def _read(top: Sequence[str]) -> Own:
    to = first_match(_TO, top)
    return Own(title=first_match(_TITLE, top) or (f"Report to {to}" if to else None))


COUNCIL = Family(
    type=ReportType.COUNCIL,
    sign=_SIGN,
    signs_minimum=SIGNS_MINIMUM,
    read=_read,
    sections=(
        ("reasons", r"reasons? for (?:the )?(?:recommendations?|decisions?|report|urgency)"),
        ("options", r"(?:alternative |other )?options (?:considered|appraisal)(?: and rejected)?"),
        ("purpose", r"purpose of (?:the |this )?report"),
        ("financial-implications", r"(?:financial|finance|resource)(?: and .{3,30})? implications"),
        ("legal-implications", r"legal(?: and .{3,30})? implications"),
        ("equality", r"(?:equality|equalities|equality and diversity) (?:implications|impact(?: assessment)?)"),
        ("background-papers", r"(?:list of )?background (?:papers|documents)"),
    ),
)  # fmt: skip
