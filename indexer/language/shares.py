"""A share said in a text, and what rules for finding one are made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proportion:
    """An amount said in a text, `text[start:end]`.

    `value` is the share between 0 and 1, None where the words do not fix it. `base` is the number of cases
    that it is a share of, None where not said. `exact` is True for counts and percentages, False for words
    such as "most" and fractions, which reports round, and wherever "nearly" or "over" stands before.
    """

    start: int
    end: int
    value: float | None
    base: int | None
    exact: bool


Reader = Callable[[re.Match[str]], Proportion | None]
"""Makes a proportion of a match, or None where the words mean something else after all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Where to look, how to read what is found, and how many numbers a text must hold to be worth a look."""

    pattern: re.Pattern[str]
    read: Reader
    numbers: int = 0


THINGS = (
    r"(?:cases?|children|young|people|plans?|assessments?|reports?|reviews?|referrals?|records?|files?|staff|"
    r"managers?|workers?|practitioners?|officers?|schools?|homes?|placements?|leavers|carers?|families|parents|"
    r"authorities|agencies|partners|instances|victims|orders?|interviews?|visits?|pupils|adopters|"
    r"requirements|recommendations|actions|teams?|social|PSRs?|magistrates)"
)
"""Nouns that reports count. Elsewhere "most" and "only five" may count anything."""


def pattern(expression: str) -> re.Pattern[str]:
    """`expression` compiled, case ignored, with every space standing for any white space."""
    return re.compile(expression.replace(" ", r"\s+"), re.IGNORECASE)


def fixed(value: float | None, *, exact: bool) -> Reader:
    """A reader that gives every match the same value; the proportion ends where the group "to" ends."""
    return lambda match: Proportion(match.start(), match.end("to"), value, None, exact)
