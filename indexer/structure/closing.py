"""The end of a letter or report: thanks, contact, signature, copy list, notes, the publisher's lines.

All of it is furniture: true of every report, about people rather than practice, and never a finding.
"""

from __future__ import annotations

import re

from indexer.language.contact import has_contact_details
from indexer.structure.blocks import Block, BlockShape
from indexer.structure.headings import canonical
from indexer.structure.pieces import one_line

_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"we (?:are|were) (?:very |extremely )?grateful for\b.*\b(?:support|co-?operation|help|assistance)\b",
        r"we would like to (?:thank|take this opportunity to thank)\b",
        r"if you have (?:any )?(?:further )?(?:questions|queries)\b",
        r"(?:he|she|they) can be contacted\b",
        r"yours (?:sincerely|faithfully)\b",
        r"cop(?:y|ies|ied) (?:to|list)\b",
        r"cc:?\s",
        r"(?:please )?note(?: \d)?: ?(?:as an independent|we gather|to request|please contact|for a)",
        r"note \d{1,2}: ",
        r"any complaints about the inspection\b",
        r"if you are not happy with the inspection\b",
        r"the office for standards in education, children'?s services and skills \(ofsted\) (?:regulates|inspects)\b",
        r"if you would like a copy of this document\b",
        r"website: ?www\b",
        r"you may (?:re-?use|copy) (?:this|all or parts of this)\b.*",
        r"this document may be reproduced\b",
        r"further copies of this report\b",
        r"this (?:publication|report|document) is available at\b",
        r"interested in our work\b",
        r"© ?crown copyright\b",
        r"piccadilly gate\b",
    )
)
_COPY_LIST = re.compile(r"cop(?:y|ies|ied) (?:to|list)\s*:?\s*\Z|copy list\b|cc:?\s*\Z", re.IGNORECASE)


_TEAM = re.compile(
    r"(?:(?:deputy|lead|team|senior|additional|associate|shadow|regulatory|seconded|social care|contracted|ofsted|"
    r"quality assurance|assistant|principal|data|reporting) ?){1,4}"
    r"(?:inspectors?|analysts?|managers?|officers?|specialists?|hmis?)\b\s*[:–-]",
    re.IGNORECASE,
)
_LAST_SECTION = "next-steps"
_SIGNATORY = re.compile(r"\b(?:Director|Chief Inspector|Inspector of Constabulary|Inspectorate)\b")
_INSPECTORATES = (
    "ofsted", "care quality commission", "cqc", "hmi ?probation", "hmicfrs", "hmi constabulary", "hmic",
    "hm inspectorate of probation", "(?:his|her) majesty[’']s", "inspectorate of probation",
    "inspectorate of constabulary and fire (?:and|&) rescue services", r"\s", ",", "and",
)  # fmt: skip
_INSPECTORATE = re.compile(rf"(?:{'|'.join(_INSPECTORATES)})+\Z", re.IGNORECASE)
_INSPECTOR = re.compile(r"\bHMI\b|\bInspector\b|\bHer Majesty|\bHis Majesty", re.IGNORECASE)

SIGNATURE_WORDS_MAXIMUM = 16
"""The longest line of a real copy list has fifteen words; a finding has a full stop or more words."""

_INSPECTS = re.compile(r"inspector|hmi", re.IGNORECASE)
TEAM_WORDS_MAXIMUM = 60
"""The longest real line of team inspectors has some twenty names."""

_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame)\.? )?"
    r"[A-Z][\w'’-]+(?: (?:[A-Z]\.?|de|van|der|von|al|[A-Z][\w'’-]+)){1,3}\Z"
)

KNOWN_NAME_WORDS_MAXIMUM = 14
"""A section's name with the name of its service; more is a sentence."""


class Closing:
    """Follows a report's blocks and knows whether the closing matter, or its copy list, has begun."""

    def __init__(self) -> None:
        self._begun = False
        self._copy_list = False

    def holds(self, block: Block, section: str | None = None) -> bool:
        """Whether `block`, the next in order, is closing matter. `section` is the slug that it stands under."""
        text = one_line(block.text)
        if _COPY_LIST.match(text):
            self._begun = self._copy_list = True
            return True
        if section == _LAST_SECTION and _SIGNATORY.search(text) and _looks_like_people(block):
            self._begun = True
            return True
        if self._begun and self._section_begins(block, text):
            return False
        if block.mark is None and _opens(text):
            self._begun = True
            return True
        if self._begun and (_looks_like_people(block) or has_contact_details(text)):
            return True
        self._begun = self._begun and self._copy_list
        return self._begun

    def _section_begins(self, block: Block, text: str) -> bool:
        """Whether a section name ends the closing matter; in a copy list, offices are named like sections."""
        name = canonical(text) if len(text.split()) <= KNOWN_NAME_WORDS_MAXIMUM else None
        if name is None or name == "appendix":
            return name is not None
        return block.shape is BlockShape.HEADING or not self._copy_list

    def ends(self) -> None:
        """A section begins: an appendix after the notes, or the report after a page of its publisher."""
        self._begun = self._copy_list = False


def is_team_line(text: str) -> bool:
    """Whether a block names members of the inspection team: "Lead inspector: ...", "..., Ofsted HMI"."""
    line = one_line(text)
    if _TEAM.match(line) or _INSPECTORATE.match(line):
        return True
    lines = [one_line(each) for each in text.split("\n")]
    return all(_is_team_member(each) for each in lines) and any(map(_INSPECTOR.search, lines))


def is_name(text: str) -> bool:
    """Whether a block is nothing but people's names, a line each, as a list of the team under its title has them."""
    return all(_NAME.match(one_line(line)) and canonical(line) is None for line in text.split("\n"))


def names_inspectors(text: str) -> bool:
    """Whether a line says who inspected, wherever in a report it stands: "Deputy lead inspector: ..."."""
    label = _TEAM.match(text)
    return bool(label and _INSPECTS.search(label.group()) and len(text.split()) <= TEAM_WORDS_MAXIMUM)


def _is_team_member(line: str) -> bool:
    return len(line.split()) <= SIGNATURE_WORDS_MAXIMUM and not line.endswith(".")


def _opens(text: str) -> bool:
    line = text.replace("’", "'")
    return any(pattern.match(line) for pattern in _OPENINGS)


def _looks_like_people(block: Block) -> bool:
    """Short lines or a table without a sentence in it, as signatures, addresses and copy lists are set."""
    if block.shape is BlockShape.TABLE:
        return True
    lines = block.text.split("\n")
    return all(len(line.split()) <= SIGNATURE_WORDS_MAXIMUM for line in lines) and not block.text.rstrip().endswith(".")
