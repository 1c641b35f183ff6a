"""Proof that reading lost nothing: every printed character of a file is found again in its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from indexer.records import CHUNK_KINDS, Accounting, ElementKind, Finding
from indexer.structure.marks import BULLET_CHARACTERS
from indexer.structure.pieces import Piece

LOST_SHARE_MAXIMUM = 0.001
"""One character in a thousand: less is hyphens that only broke a line; more is a line of text gone."""

_TO_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_UNCOUNTED = frozenset("\u00ad\u2010\u2011\ufffe" + BULLET_CHARACTERS)
_GROUPS = dict.fromkeys(CHUNK_KINDS, "chunks") | {
    ElementKind.HEADING: "headings",
    ElementKind.FOOTNOTE: "footnotes",
    ElementKind.METADATA: "metadata",
    ElementKind.FURNITURE: "furniture",
    ElementKind.UNREAD: "unread",
}


def account_for(printed: str, pieces: Sequence[Piece]) -> Accounting:
    """Where the characters of `printed` (without white space) went, by kind of element.

    Characters are compared as a multiset, because a layout may print a page's footer before its text.
    Hyphens at line ends, which joining may drop, and the marks before list items count as found.
    """
    counts = dict.fromkeys(("chunks", "headings", "footnotes", "metadata", "furniture", "unread"), 0)
    found: Counter[str] = Counter()
    for piece in pieces:
        characters = _bare(piece.text + piece.aside)
        counts[_GROUPS[piece.kind]] += len(characters)
        found.update(characters)
    missing = Counter(_bare(printed)) - found
    lost = sum(number for character, number in missing.items() if character not in _UNCOUNTED)
    return Accounting(printed=len(_bare(printed)), lost=lost, **counts)


def about_lost(accounting: Accounting) -> list[Finding]:
    """A finding where more than a trace of the file is in no element."""
    if accounting.lost <= accounting.printed * LOST_SHARE_MAXIMUM:
        return []
    share = 100 * accounting.lost / accounting.printed
    message = (
        f"{accounting.lost} of {accounting.printed} printed characters ({share:.1f}%) are in no part of the reading."
    )
    return [Finding("characters-lost", f"{message} Compare it with the original.")]


def _bare(text: str) -> str:
    return "".join(text.translate(_TO_DIGITS).split())
