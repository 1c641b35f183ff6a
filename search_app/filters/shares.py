"""The filter by proportion: which shares are wanted, and which paragraphs say one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from indexer.errors import QueryRefused
from indexer.language import Proportion, find_proportions, fixed_shares

_SHARE = r"(\d+(?:\.\d+)?|\.\d+)\s*(%?)"
_COMPARISON = re.compile(rf"(>=|≥|<=|≤|=|>|<)?\s*{_SHARE}")
_RANGE = re.compile(rf"{_SHARE}\s*(?:-|–|to|\.\.)\s*{_SHARE}")
_HINT = 'Write ">=0.75", "<=0.5", "=0.7" or "0.5-0.75"; percentages such as ">=75%" also work.'

_EQUAL_WITHIN = 0.005
"""Half a per cent: "a third" is .333..., and whoever writes =0.33 or =33% means it."""

_TEXTS_CACHED = 20_000
"""Reading one paragraph takes about a millisecond, and the same ones are ranked again for the next query."""


@dataclass(frozen=True, slots=True)
class ShareRange:
    """Shares from `low` to `high`, both between 0 and 1; an end counts as within unless it is said to be open."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def holds(self, share: float) -> bool:
        above = share > self.low + _EQUAL_WITHIN if self.low_open else share >= self.low - _EQUAL_WITHIN
        below = share < self.high - _EQUAL_WITHIN if self.high_open else share <= self.high + _EQUAL_WITHIN
        return above and below

    def is_said(self, shares: Iterable[tuple[float, float]]) -> bool:
        """Whether one of `shares`, each between a lowest and a highest, lies within for sure: all of it has to."""
        return any(self.holds(low) and self.holds(high) for low, high in shares)

    @property
    def text(self) -> str:
        """The range as `parse_share` reads it."""
        if self.low == self.high:
            return f"={self.low:g}"
        if self.high >= 1 and not self.high_open:
            return f"{'>' if self.low_open else '>='}{self.low:g}"
        if self.low <= 0 and not self.low_open:
            return f"{'<' if self.high_open else '<='}{self.high:g}"
        return f"{self.low:g}-{self.high:g}"

    @property
    def words(self) -> str:
        """The range for a person: "at least 75%", "from 50% to 75%"."""
        if self.low == self.high:
            return f"exactly {_per_cent(self.low)}"
        if self.high >= 1 and not self.high_open:
            return f"{'more than' if self.low_open else 'at least'} {_per_cent(self.low)}"
        if self.low <= 0 and not self.low_open:
            return f"{'less than' if self.high_open else 'at most'} {_per_cent(self.high)}"
        return f"from {_per_cent(self.low)} to {_per_cent(self.high)}"


def parse_share(text: str) -> ShareRange:
    """The range that ">=0.75", "<=0.5", "=0.7", ">50%" or "0.5-0.75" stands for. Raises QueryRefused."""
    stripped = text.strip()
    if match := _RANGE.fullmatch(stripped):
        low, high = _share(text, *match.group(1, 2)), _share(text, *match.group(3, 4))
        if low > high:
            raise QueryRefused(f"The range of shares {text!r} ends before it begins.", hint=_HINT)
        return ShareRange(low, high)
    if match := _COMPARISON.fullmatch(stripped):
        share = _share(text, *match.group(2, 3))
        match match[1]:
            case ">=" | "≥":
                return ShareRange(share, 1.0)
            case ">":
                return ShareRange(share, 1.0, low_open=True)
            case "<=" | "≤":
                return ShareRange(0.0, share)
            case "<":
                return ShareRange(0.0, share, high_open=True)
            case _:
                return ShareRange(share, share)
    raise QueryRefused(f"{text!r} is not a share.", hint=_HINT)


def _share(text: str, number: str, per_cent: str) -> float:
    share = float(number) / 100 if per_cent else float(number)
    if share > 1:
        raise QueryRefused(f"The share {text!r} is more than the whole.", hint=_HINT)
    return share


def shares_of(text: str, inspectorate: str | None = None) -> list[tuple[float, float]]:
    """Between which shares each proportion lies that `text`, of a report of `inspectorate`, says for sure."""
    return fixed_shares(proportions_of(text, inspectorate))


@lru_cache(maxsize=_TEXTS_CACHED)
def proportions_of(text: str, inspectorate: str | None = None) -> tuple[Proportion, ...]:
    """The proportions said in `text`, as `indexer.language.find_proportions` reads them."""
    return find_proportions(text, inspectorate)


def _per_cent(share: float) -> str:
    return f"{share * 100:.3g}%"


# A proportion that a query asks about, to be offered as a filter.


@dataclass(frozen=True, slots=True)
class AskedShare:
    """`query[start:end]` says a proportion, and `share` is the filter for those that say the same or more."""

    start: int
    end: int
    share: ShareRange


def asked_share(query: str) -> AskedShare | None:
    """The first proportion that a query says in numbers: "more than half" is >0.5, "one in ten" =0.1, "7 of 10" =0.7.

    None where it says none, or one in words that fix no share.
    """
    for each in find_proportions(query):
        if each.low is None or each.high is None:
            continue
        words = query[each.start : each.end].lower()
        if each.low == each.high:
            return AskedShare(each.start, each.end, ShareRange(each.low, each.low))
        if each.high == 1.0:
            return AskedShare(each.start, each.end, ShareRange(each.low, 1.0, low_open="at least" not in words))
        if each.low == 0.0:
            return AskedShare(each.start, each.end, ShareRange(0.0, each.high, high_open="up to" not in words))
        return AskedShare(each.start, each.end, ShareRange(each.low, each.high))
    return None
