"""Whether one name stands inside another, whatever their case and punctuation."""

from __future__ import annotations

import re


def holds_name(text: str, name: str) -> bool:
    """Whether the words of `name` stand in `text` one after the other: "Barking and Dagenham" in "BARKING &
    DAGENHAM"."""
    wanted = _words(name)
    return bool(wanted) and f" {wanted} " in f" {_words(text)} "


def _words(text: str) -> str:
    plain = text.casefold().replace("&", " and ").replace("’", "'").replace("'", "")
    return " ".join(re.findall(r"\w+", plain))
