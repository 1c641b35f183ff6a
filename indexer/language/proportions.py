"""Amounts in words and figures, read as a share with its base. Pure functions.

"seven of the ten cases" is 0.7 of 10, exactly; "almost all" is about 0.95 of nobody knows how many. Where
a phrase fixes no share ("a small number", "all but one case" without the base) the value is None: a
proportion that is guessed wrong is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proportion:
    """An amount said in a text, `text[start:end]`.

    `value` is the share between 0 and 1, None where the words do not fix it. `base` is the number of cases
    it is a share of, None where not said. `exact` is True for counts and percentages, False for words such
    as "most", whose value is the middle of what they usually mean.
    """

    start: int
    end: int
    value: float | None
    base: int | None
    exact: bool


def find_proportions(text: str) -> tuple[Proportion, ...]:
    """Proportions of `text` in order, not overlapping."""
    return ()
