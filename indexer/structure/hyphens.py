"""Joining lines of print: which hyphens at line ends belong to the word, and which only broke it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LINE_END_HYPHENS = ("\ufffe", "\u00ad", "-", "\u2010", "\u2011")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)\Z")
_FIRST = re.compile(r"([^\W\d_]+)")


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """Every word of a document in lower case, with its inner hyphens, from places where no line ends."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def join_lines(lines: Sequence[str], words: frozenset[str]) -> str:
    """The lines as one: a space between them, or nothing after a hyphen or a slash at the end of one.

    A hyphen at a line end stays ("multi-" + "agency") unless the document writes the word without one
    elsewhere and never with one ("recommen-" + "dations"), or it is a soft hyphen. Soft hyphens inside
    lines go: they are not printed.
    """
    text = ""
    for line in lines:
        text = _join(text, line.strip(), words) if text else line.strip()
    return text.replace("\u00ad", "").replace("\ufffe", "-")


def _join(before: str, after: str, words: frozenset[str]) -> str:
    if not after:
        return before
    last = before[-1]
    if last in LINE_END_HYPHENS and len(before) > 1 and not before[-2].isspace():
        return _join_hyphen(before[:-1], last, after, words)
    if last in "–/" and len(before) > 1 and not before[-2].isspace() and after[0].isalnum():
        return before + after
    return f"{before} {after}"


def _join_hyphen(stem: str, hyphen: str, after: str, words: frozenset[str]) -> str:
    head, tail = _LAST.search(stem), _FIRST.match(after)
    if head and tail:
        left, right = head.group(1).lower(), tail.group(1).lower()
        whole = left + right
        if hyphen == "\u00ad" or (whole in words and f"{left}-{right}" not in words):
            return stem + after
    return f"{stem}-{after}"
