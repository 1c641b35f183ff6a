"""E-mail addresses and telephone numbers: what may never reach an index or an export."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[A-Za-z0-9][\w.+’'-]{0,80}\s?@\s?[A-Za-z0-9][\w-]{0,60}\.[A-Za-z]")
_TELEPHONE = re.compile(r"(?<![\d.,£])(?:\+44\s?(?:\(0\)\s?)?|\(?0)\d(?:[ \-()]{0,2}\d){8,9}(?![\d%])")


def has_contact_details(text: str) -> bool:
    """Whether `text` holds an e-mail address or a British telephone number (a nought and nine or ten digits)."""
    return ("@" in text and bool(_EMAIL.search(text))) or bool(_TELEPHONE.search(text))
