"""Area names: one canonical form for each, taken out of titles and opening sentences."""

from __future__ import annotations

import re

from indexer.structure.pieces import one_line

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
_NAME = re.compile(r"[A-Z][\w'-]+(?:,? (?:[A-Z][\w'-]+|and|of|upon|on|the|with|in|under|le))*\Z")
_NOT_AREA = re.compile(
    r"\b(?:identification|response|abuse|neglect|children|children's|inspection|their|homes?|this)\b",
    re.IGNORECASE,
)

NAME_CHARACTERS_MAXIMUM = 160
"""A title with its area; longer text is prose, on which the patterns would take long to find nothing."""

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
    words = one_line(title).strip(" .:*")
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
    return area if area and _NAME.match(area) else None


def area_of_council(line: str) -> str | None:
    """The area, where a line is nothing but a council's name: "Kent County Council"."""
    words = one_line(line).strip(" .:*")
    if not re.search(r"\b(?:council|borough of .+|corporation|county)\Z", words, re.IGNORECASE):
        return None
    return canonical_area(words) if len(words.split()) <= AREA_WORDS_MAXIMUM else None
