"""Whole numbers in words and figures. Pure functions."""

from __future__ import annotations

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

_VALUES = {word: value for value, word in enumerate(_UNITS.split())}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}

_SMALL = "|".join(sorted(_VALUES, key=len, reverse=True))
NUMBER_PATTERN = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}|(?:{_SMALL})(?:[- ](?:{_SMALL}))?(?![a-z]))"
"""A regular expression, case to be ignored, for what `number_of` reads: up to 99 in words, 99,999 in figures."""


def number_of(text: str) -> int:
    """The value of a number that `NUMBER_PATTERN` matches. "twenty-one" is 21; "1,200" is 1200."""
    figures = text.replace(",", "")
    if figures.isdigit():
        return int(figures)
    return sum(_VALUES[part] for part in text.lower().replace("-", " ").split())
