"""Where sentences begin and end in inspections' prose. Pure functions over code points.

A wrong boundary costs a wrong reading and a wrong highlight, so the rules lean towards joining: a full
stop ends a sentence only where what stands before it is no abbreviation or number and what stands after
it can open one.
"""

from __future__ import annotations

import re

_ABBREVIATION = re.compile(
    r"e\.g|i\.e|(?:[a-z]\.)+[a-z]|eg|ie|cf|viz|vs|approx|al|mr|mrs|ms|mx|dr|prof|rev|st|sgt|insp|supt|cllr|hon|ltd|inc|dept|est"
)
"""Words that carry a full stop inside a sentence, in lower case and without the last stop."""

_ABBREVIATION_BEFORE_NUMBER = re.compile(r"nos?|paras?|figs?|vol|pp?|ss|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec")
"""Abbreviations only where a number follows: "No. 4", but "the answer was no. Four others"."""

_CANDIDATE = re.compile(
    r"""(?<![.!?…])(?P<stop>[.!?…]++)
        (?P<close>["'”’»)\]]*)
        (?P<note>(?:\d{1,2}(?:,\s?\d{1,2})*|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)(?=\s+["'“‘(\[]?[A-Z]|\s*$))?
        (?=\s|$)""",
    re.VERBOSE,
)
_BULLET_MARK = r"(?:[•·▪■◼●○–—*\-]|\(?(?:[ivx]{1,4}|[a-z]|\d{1,2})[.)])\s"
_HARD_BREAK = re.compile(rf"\n\s*\n|\n(?=\s*{_BULLET_MARK})|(?<=[;:])\s*\n")
_REFERENCE = re.compile(r"(?<=[.!?])\s+\((?:recommendation|paragraph|see)s?\b[^()]{0,40}\)\.?", re.IGNORECASE)
"""A reference in brackets belongs to the sentence before it, though that one has had its full stop."""
_OPENS_LOWER = re.compile(r"\s+[a-z]")
_LAST_WORD = re.compile(r"[A-Za-z](?:[A-Za-z.]*[A-Za-z])?$")
_LONGEST_ABBREVIATION = 24
"""Characters before a full stop that are looked at: an initial and the word before it fit in."""
_INITIAL = re.compile(
    r"(?:^|[(,]\s?|[.!?]\s+|[A-Z]\.\s?|\b(?!(?:Category|Grade|Level|Part|Plan|Option|Appendix|Annex)\b)[A-Z][a-z]+\s|\b(?:by|from|with)\s)[A-HJ-Z]$"
)
"""A letter that stands for a name: "J. Sample" and "A. B. Sample", but neither "grades A to C." nor "I."."""


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open spans of the sentences of `text`, in order, without surrounding white space.

    Every character that is not white space lies in exactly one span. Empty text gives no span.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in _cuts(text):
        _append_trimmed(spans, text, start, cut)
        start = cut
    _append_trimmed(spans, text, start, len(text))
    return tuple(spans)


def _cuts(text: str) -> list[int]:
    cuts = {match.end() for match in _HARD_BREAK.finditer(text)}
    cuts.update(match.end() for match in _REFERENCE.finditer(text))
    cuts.update(match.end() for match in _CANDIDATE.finditer(text) if _ends_sentence(text, match))
    return sorted(cuts)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if _OPENS_LOWER.match(text, match.end()) or _REFERENCE.match(text, match.end()):
        return False
    if match["stop"] != "." or match["close"]:
        return True
    before = text[max(0, match.start() - _LONGEST_ABBREVIATION) : match.start()]
    if _is_number_label(text, match):
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        return True
    return not _is_abbreviation(word.group(), before, text[match.end() :].lstrip())


def _is_abbreviation(word: str, before: str, rest: str) -> bool:
    lowered = word.lower()
    if not rest:
        return False
    if _ABBREVIATION_BEFORE_NUMBER.fullmatch(lowered):
        return rest[0].isdigit()
    if len(word) == 1 and word.isupper():
        return rest[0].isupper() and _INITIAL.search(before) is not None
    return _ABBREVIATION.fullmatch(lowered) is not None


def _is_number_label(text: str, match: re.Match[str]) -> bool:
    """Whether the stop belongs to a number that opens the text or a line, such as "1.1." or "iv."."""
    line = text.rfind("\n", 0, match.start()) + 1
    label = text[line : match.start()].strip().lstrip("-•*([ ")
    return bool(re.fullmatch(r"\d{1,3}(?:\.\d{1,3})*|[ivx]{1,4}|[a-z]", label))


def _append_trimmed(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
