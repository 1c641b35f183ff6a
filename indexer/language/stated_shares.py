"""Shares that are stated: percentages, fractions, and words such as "most". Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.language.amounts import FRACTIONS, MOST_SHARE, MOVES, WORD_SHARES
from indexer.language.numbers import NUMBER_PATTERN as NUMBER
from indexer.language.numbers import number_of
from indexer.language.shares import THINGS, Proportion, Reader, Rule, fixed, pattern

_MOVE = rf"(?P<move>{'|'.join(sorted(MOVES, key=len, reverse=True))})"
_UNIT = r"(?:%|per cent\b|percent\b)"
_RECORDS = r"(?:cases?|plans?|assessments?|reports?|reviews?|records?|files?|instances?)"
_CHANGE = re.compile(
    r"(?:\bby(?: a further| an additional)?|"
    r"\b(?:increase|rise|reduction|decrease|fall|drop|growth|improvement)s? of)"
    r"(?: (?:about|around|over|nearly|almost|approximately))?\s*$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    r"\s+(?:increase|rise|reduction|decrease|fall|drop|growth|higher|lower|more|fewer|less)\b", re.IGNORECASE
)
_WISHED = re.compile(
    r"\b(?:(?:not|n['’]t|no|without)\b[^.;,]{0,60}|(?:ensure|ensures|ensuring|should|must|improve)\b[^.;]{0,160})$",
    re.IGNORECASE,
)
_ORDINAL_BEFORE = re.compile(r"\b(?:first|second|third|last|next|final|past)\s+$", re.IGNORECASE)
_NOT_HALF_BEFORE = re.compile(r"(?:first|second|\band|\band a)\s+$", re.IGNORECASE)
_NOT_HALF_AFTER = frozenset({"-", "an", "a", "term", "day", "past", "year"})


def stated_rules() -> Iterator[Rule]:
    """The rules, to be tried in order, after those for counts."""
    low = rf"(?P<low>\d{{1,3}}(?:\.\d+)?|{NUMBER}(?= ?per))(?:{_UNIT})?"
    high = r"(?:\s?[–-]\s?(?P<high>\d{1,3}(?:\.\d+)?))?"
    count = rf"(?: \((?:{NUMBER}) (?:out )?of (?:the |all )?(?P<base>{NUMBER}))?"
    yield Rule(pattern(rf"(?<![\d.,–-])(?:\b{_MOVE} )?{low}{high}\s?(?P<to>{_UNIT})(?! points?){count}"), _percentage)
    numerator = r"(?:(?P<part>a|one|two|three|four|five|six|seven|eight|nine)[ -])?"
    name = rf"(?P<to>(?P<name>{'|'.join(FRACTIONS)})s?)\b"
    yield Rule(pattern(rf"\b(?:{_MOVE} )?{numerator}{name}(?P<after>-|(?: \(\d+\))? [\w’']+)?"), _fraction)
    words = "|".join(sorted(WORD_SHARES, key=len, reverse=True))
    yield Rule(pattern(rf"\b(?:{words})\b(?! (?:ethnic|group|communit|background|culture|languages?))"), _word)
    superlative = r"(?<!\bat\s)(?<!\bthe\s)(?<!\btheir\s)(?<!\bits\s)"
    yield Rule(
        pattern(rf"{superlative}\b(?P<to>most)\b(?= (?:of the |of |other |relevant )?(?:[\w-]+ )?{THINGS}\b)"),
        fixed(MOST_SHARE, exact=False),
    )
    which = r"(?= (?:of )?(?:the |these |those |our )?(?:[\w-]+ )?"
    yield Rule(pattern(rf"\b(?P<to>in all|all|in every|every){which}{_RECORDS}\b)"), _all)
    yield Rule(pattern(r"\b(?P<to>none)\b(?= of |[,.;]| were| was| had| did)"), fixed(0.0, exact=True))


def _percentage(match: re.Match[str]) -> Proportion | None:
    if _CHANGE.search(match.string[: match.start()]) or _CHANGE_AFTER.match(match.string, match.end("to")):
        return None  # a change is no share of anything
    low = float(match["low"]) if match["low"][0].isdigit() else float(number_of(match["low"]))
    high = float(match["high"]) if match["high"] else low
    if not low <= high <= 100:
        return None
    move = " ".join((match["move"] or "").lower().split())
    value = _clamped((low + high) / 200 + MOVES.get(move, 0.0))
    base = number_of(match["base"]) if match["base"] else None
    return Proportion(match.start(), match.end("to"), value, base, not move and low == high)


def _fraction(match: re.Match[str]) -> Proportion | None:
    name, after = match["name"].lower(), (match["after"] or "").strip().lower()
    before = match.string[: match.start()]
    if name == "half":
        if after in _NOT_HALF_AFTER or _NOT_HALF_BEFORE.search(before):
            return None  # the half of an hour or a year
    elif match["part"] is None or _ORDINAL_BEFORE.search(before):
        return None  # an ordinal, or quarters of a year
    elif not after.endswith("of") and not match["to"].lower().endswith("s"):
        return None  # "a third party"
    part = (match["part"] or "one").lower()
    share = (1 if part in {"a", "one"} else number_of(part)) * FRACTIONS[name]
    if share > 1:
        return None
    move = " ".join((match["move"] or "").lower().split())
    return Proportion(match.start(), match.end("to"), _clamped(share + MOVES.get(move, 0.0)), None, False)


def _word(match: re.Match[str]) -> Proportion:
    phrase = " ".join(match.group().lower().split())
    return Proportion(match.start(), match.end(), WORD_SHARES[phrase], None, False)


def _all(match: re.Match[str]) -> Proportion | None:
    """ "In all cases"; but "not in all cases" and "ensure that all plans" find no share."""
    read: Reader = fixed(1.0, exact=True)
    return None if _WISHED.search(match.string[: match.start()]) else read(match)


def _clamped(share: float) -> float:
    return min(1.0, max(0.0, share))
