"""E-mail addresses and telephone numbers: what may never reach an index, an export or the text that is stored."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.+’'-]{1,80}\s?@\s?[\w-]{1,60}\.[\w.-]{0,80}[A-Za-z]")
_TELEPHONE = re.compile(r"(?<![\d.,£])(?:\+44\s?(?:\(0\)\s?)?|\(?0)\d(?:[ \-()]{0,2}\d){8,9}(?![\d%])")


MASK = "\u2588"
"""A full block: whoever reads the whole report sees that something is left out, and where."""

_SHOWN = re.compile(r"\S")


def without_contact_details(text: str) -> str:
    """`text` with every sign of an e-mail address or a telephone number covered; nothing moves."""
    for pattern in (_EMAIL, _TELEPHONE) if "@" in text else (_TELEPHONE,):
        text = pattern.sub(lambda found: _SHOWN.sub(MASK, found[0]), text)
    return text


def has_contact_details(text: str) -> bool:
    """Whether `text` holds an e-mail address or a British telephone number (a nought and nine or ten digits)."""
    return ("@" in text and bool(_EMAIL.search(text))) or bool(_TELEPHONE.search(text))
