"""Shares that are counted: "seven of the ten", "all but one of 14", "of the ten children, six". Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from indexer.language.numbers import NUMBER_PATTERN as NUMBER
from indexer.language.numbers import number_of
from indexer.language.shares import THINGS, Proportion, Rule, pattern

_BASE_LIMIT = 20_000
"""Larger bases are populations, not cases, or not bases at all."""
_YEARS = range(1900, 2100)
_QUOTATION_MARKS = "‘“'\""

_PART, _BASE = rf"(?P<part>{NUMBER})", rf"(?P<base>{NUMBER})"
_TOTAL = r"(?:the |these |those |a sample of |a total of |all |our )?(?:relevant |applicable )?"
_OWNER = r"(?:(?:[\w-]+ ){0,2}[\w-]+['’]s? )?"
_BUT = r"\b(?:all|every one) (?:but|except|bar)(?: for)? "
_NOT_A_MEASURE = r"(?!%|\.\d|-year| years| months| weeks| days)"
_LAST_NUMBER = re.compile(rf"\b({NUMBER})\s+(?:out\s+)?$", re.IGNORECASE)
_MEMBERSHIP = re.compile(r"\b(?:is|as|be|was|are|become|became)\s+$", re.IGNORECASE)


def counted_rules() -> Iterator[Rule]:
    """The rules, to be tried in order: an earlier one takes its words from the later ones."""
    yield Rule(pattern(rf"{_BUT}{_PART}(?P<to> (?:out )?of {_TOTAL}{_OWNER}{_BASE})\b(?!%)"), _rest_of_base, numbers=2)
    counted = rf"\b{_BASE}(?: [\w-]+){{0,2}} {THINGS}\b"
    yield Rule(pattern(rf"{counted}[^.;]{{0,60}}?[ ,](?P<from>{_BUT})(?P<to>{_PART})\b"), _rest_of_base, numbers=2)
    yield Rule(pattern(rf"{_BUT}(?:a (?:very )?(?:few|small number)|{NUMBER})\b"), _all_but)
    yield Rule(
        pattern(r"\bevery (?:\w+ )?(?:case|one|instance|plan|report|child) (?:but|except|bar) one\b"),
        _all_but,
        numbers=1,
    )
    told = r"(?: \(\d+(?:\.\d+)?%\))?"
    yield Rule(
        pattern(rf"(?<![–/-])\b{_PART}{told} (?:out )?of {_TOTAL}(?P<to>{_BASE})\b{_NOT_A_MEASURE}"),
        _part_of_base,
        numbers=2,
    )
    these = rf"(?P<from>(?:only |just )?(?P<to>{_PART} of (?:these|them|those)))\b(?! (?:who|that|with|in)\b)"
    yield Rule(pattern(rf"\b(?:out )?of the {_BASE}\b[^;]{{3,200}}?\b{these}"), _part_of_these, numbers=2)
    yield Rule(
        pattern(rf"\b(?P<from>of the {_BASE}\b[^.;]{{3,120}}?, (?:only |just )?(?P<to>{_PART}))\b(?!%)"),
        _part_of_base,
        numbers=2,
    )
    yield Rule(
        pattern(rf"\bin the {_BASE} {THINGS}\b[^.;]{{3,120}}? in (?P<from>(?:only )?(?P<to>{_PART}))(?=[,.])"),
        _part_of_base,
        numbers=2,
    )
    follows = r"(?=[,.;]|$| (?:cases?|children|of these|of them|had|were|was|did)\b)"
    yield Rule(
        pattern(rf"{counted}[^.;]{{3,160}}? (?P<from>(?:only|just) (?P<to>{_PART})){follows}"), _part_of_base, numbers=2
    )
    ratio_base = r"(?P<to>(?P<base>two|three|four|five|six|seven|eight|nine|ten|10|20|100|\d))\b"
    not_a_date = r"(?! (?:areas|cases|months|years)|[:%/\d]|[.,]\d)"
    yield Rule(pattern(rf"\b{_PART} (?:in|out of) {ratio_base}{not_a_date}"), _ratio, numbers=2)
    yield Rule(pattern(rf"\ball (?:of )?(?:the |these )?(?P<to>{_BASE} (?:\w+ )?{THINGS})\b"), _whole_base, numbers=1)
    yield Rule(pattern(rf"\bnone of (?:the |these )?(?P<to>{_BASE})\b"), _none_of_base, numbers=1)


def _count(match: re.Match[str], part: int, base: int) -> Proportion | None:
    if match.start() and match.string[match.start() - 1] in _QUOTATION_MARKS:
        return None  # a mark that somebody gave: "rated it '10 out of 10'"
    if not 0 <= part <= base or not 2 <= base <= _BASE_LIMIT or base in _YEARS:
        return None
    start = match.start("from") if "from" in match.re.groupindex else match.start()
    return Proportion(start, match.end("to"), part / base, base, True)


def _part_of_base(match: re.Match[str]) -> Proportion | None:
    part = number_of(match["part"])
    if part == 1 and _MEMBERSHIP.search(match.string[: match.start()]):
        return None  # "is one of the 10 authorities that ..." belongs to them; it is no share
    return _count(match, part, number_of(match["base"]))


def _part_of_these(match: re.Match[str]) -> Proportion | None:
    """ "Of the three reports ... two of these", or "12 of the 14 cases ... one of these", which are the 12."""
    before = _LAST_NUMBER.search(match.string[: match.start()])
    return _count(match, number_of(match["part"]), number_of(before[1] if before else match["base"]))


def _ratio(match: re.Match[str]) -> Proportion | None:
    """ "One in five": a share of nobody knows how many, and rounded."""
    counted = _count(match, number_of(match["part"]), number_of(match["base"]))
    return counted and replace(counted, base=None, exact=False)


def _rest_of_base(match: re.Match[str]) -> Proportion | None:
    base = number_of(match["base"])
    return _count(match, base - number_of(match["part"]), base)


def _whole_base(match: re.Match[str]) -> Proportion | None:
    base = number_of(match["base"])
    return _count(match, base, base)


def _none_of_base(match: re.Match[str]) -> Proportion | None:
    return _count(match, 0, number_of(match["base"]))


def _all_but(match: re.Match[str]) -> Proportion:
    """How many are left out is said, of how many is not."""
    return Proportion(match.start(), match.end(), None, None, True)
