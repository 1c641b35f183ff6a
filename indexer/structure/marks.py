"""Marks that stand before a block: bullets, paragraph numbers, roman numerals, letters, note marks."""

from __future__ import annotations

import re
from typing import NamedTuple

BULLET_CHARACTERS = "•●○◦▪▫■□◼◾⬛➢➤❖✓\uf0a7\uf06e\uf0b7\uf02d\uf0d8\uf0fc\u2023\u2043\u00b7*+–—−-"
"""Includes the private-use characters under which Wingdings and Symbol bullets come out of a PDF."""

_BULLET = re.compile(rf"\s*([{re.escape(BULLET_CHARACTERS)}])(?:\s+|(?<=[^\-–—−*+·])(?=[A-Za-z‘“\"']))(?=\S)")
_HOLLOW = re.compile(r"\s*(o)(?:\t|[ \xa0]{2,})\s*(?=\S)")
_NUMBER = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3}){0,2})([.)]?)(?:\s+|(?<=\.)(?=[A-Z]))(?=\S)")
_ROMAN = re.compile(r"\s*(\(?(?:x{0,3}(?:ix|iv|v?i{1,3}|v)|x{1,3})[.)])\s+(?=\S)", re.IGNORECASE)
_LETTER = re.compile(r"\s*(\([a-z]\)|[a-z]\))\s+(?=\S)")
_NOTE = re.compile(r"\s*([¹²³⁴-⁹⁰]+|\[\d{1,3}\]|\[\^\d{1,3}\]:)\s*(?=\S)")


class Marked(NamedTuple):
    """A block's mark as printed, and what follows it."""

    mark: str
    rest: str


def bullet(text: str) -> Marked | None:
    """The bullet character at the start of `text`, or None. Word's hollow bullet is an "o" with a gap after it."""
    match = _BULLET.match(text) or _HOLLOW.match(text)
    return Marked(match.group(1), text[match.end() :]) if match else None


def number(text: str) -> Marked | None:
    """A paragraph number at the start: "1.1.", "2.4", "26."; a bare whole number has to end in a dot or bracket."""
    match = _NUMBER.match(text)
    if not match or ("." not in match.group(1) and not match.group(2)):
        return None
    return Marked(match.group(1) + match.group(2), text[match.end() :])


def ordinal(text: str) -> Marked | None:
    """A roman numeral or a letter that stands as a list mark: "iv.", "(b)"."""
    match = _ROMAN.match(text) or _LETTER.match(text)
    return Marked(match.group(1), text[match.end() :]) if match else None


def note(text: str) -> Marked | None:
    """A note mark at the start, as a footnote's body carries it: superscript digits, "[1]" or "[^1]:"."""
    match = _NOTE.match(text)
    return Marked(match.group(1), text[match.end() :]) if match else None
