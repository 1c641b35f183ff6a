"""Amounts in words and figures, read as a share with its base. Pure functions.

"seven of the ten cases" is 0.7 of 10, exactly; "almost all" is about 0.97 of nobody knows how many. Where
the words fix no share ("a small number", or "all but one case" where nothing says how many there were) the
value is None: a proportion that is guessed wrong is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from indexer.language.counted_shares import counted_rules
from indexer.language.numbers import NUMBER_PATTERN
from indexer.language.shares import Proportion, Rule
from indexer.language.stated_shares import stated_rules

_TOLD = re.compile(r"[^.;,()–]{0,50}(?:\(|– )(?:\w+ )?\d+(?:\.\d+)?\s?%")
_NUMBER = re.compile(rf"\b{NUMBER_PATTERN}", re.IGNORECASE)


def find_proportions(text: str) -> tuple[Proportion, ...]:
    """Proportions of `text` in order, not overlapping. Offsets are code points."""
    numbers = sum(1 for _ in _NUMBER.finditer(text))
    taken: list[Proportion] = []
    for rule in _rules():
        for match in rule.pattern.finditer(text) if numbers >= rule.numbers else ():
            proportion = rule.read(match)
            if proportion is not None and not any(_overlap(proportion, other) for other in taken):
                taken.append(proportion)
    return tuple(sorted(_unless_told(taken, text), key=lambda proportion: proportion.start))


@cache
def _rules() -> tuple[Rule, ...]:
    """Compiled at the first need: a tenth of what a search from the shell takes, and most read no proportion."""
    return (*counted_rules(), *stated_rules())


def _overlap(one: Proportion, other: Proportion) -> bool:
    return one.start < other.end and other.start < one.end


def _unless_told(taken: Iterable[Proportion], text: str) -> Iterator[Proportion]:
    """`taken` without words whose figure follows at once, as in "a small minority (17%)"."""
    for proportion in taken:
        is_figure = proportion.exact or proportion.base or text[: proportion.end].endswith(("%", "cent"))
        if is_figure or not _TOLD.match(text, proportion.end):
            yield proportion
