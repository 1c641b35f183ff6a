"""The end of a letter or report: thanks, contact, signature, copy list, notes, the publisher's lines.

All of it is furniture: true of every report, about people rather than practice, and never a finding.
"""

from __future__ import annotations

import re

from indexer.structure.blocks import Block, BlockShape
from indexer.structure.pieces import one_line

_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"we (?:are|were) (?:very |extremely )?grateful for\b.*\b(?:support|co-?operation|help|assistance)\b",
        r"we would like to (?:thank|take this opportunity to thank)\b",
        r"if you have any (?:further )?(?:questions|queries)\b",
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


def opens_closing(text: str) -> bool:
    """Whether a block with this text is part of the closing matter by its own words."""
    line = one_line(text).replace("’", "'")
    return any(pattern.match(line) for pattern in _OPENINGS)


def opens_copy_list(text: str) -> bool:
    """Whether what follows is a list of names and offices, to which no rule about sentences applies."""
    return bool(_COPY_LIST.match(one_line(text)))


def looks_like_people(block: Block) -> bool:
    """Short lines or a table without a sentence in it, as signatures, addresses and copy lists are set."""
    if block.shape is BlockShape.TABLE:
        return True
    lines = block.text.split("\n")
    return all(
        len(line.split()) <= SIGNATURE_WORDS_MAXIMUM for line in lines
    ) and not block.text.rstrip().endswith(".")


SIGNATURE_WORDS_MAXIMUM = 16
"""The longest line of a real copy list has fifteen words; a finding has a full stop or more words."""
