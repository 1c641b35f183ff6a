"""Where a query's plain words name a year, or years, that the archive has reports of."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from search_app.query.plain_words import PlainWord, Run

_YEAR = re.compile(r"[0-9]{4}")
_RANGE = re.compile(r"([0-9]{4})\s*[-–—]\s*([0-9]{4})")
_RANGE_LINKS = frozenset({"to", "until", "till", "through", "and"})
_OPEN_ENDS = {"since": (0, None), "after": (1, None), "before": (None, -1), "until": (None, 0)}
"""How far the years from a word such as "since" reach: years added to the one named, None for the archive's own end."""

_TITLE_ENDS = frozenset(
    {"act", "bill", "code", "framework", "guidance", "order", "regulations", "rules", "strategy", "together", "paper"}
)
"""What a year follows in the title of a law or of guidance: "the Care Act 2014" asks for no report of 2014."""

_EDGES = ".,;:!?()[]'’\""


@dataclass(frozen=True, slots=True)
class YearMention:
    """`run[first:last]` names the years from `earliest` to `latest`, both included."""

    earliest: int
    latest: int
    first: int
    last: int

    @property
    def value(self) -> str:
        """As the field year: takes it."""
        return str(self.earliest) if self.earliest == self.latest else f"{self.earliest}-{self.latest}"


def find_years(run: Run, years: Collection[int]) -> list[YearMention]:
    """The years or ranges that `run` names and that have at least one of `years` in them, in order."""
    found: list[YearMention] = []
    at = 0 if years else len(run)
    while at < len(run):
        mention = _at(run, at, years)
        if mention is not None and any(mention.earliest <= year <= mention.latest for year in years):
            found.append(mention)
            at = mention.last
        else:
            at += 1
    return found


def _at(run: Run, at: int, years: Collection[int]) -> YearMention | None:
    text = _bare(run[at])
    previous = run[at - 1].parts[-1] if at else ""
    if previous in _TITLE_ENDS:
        return None
    if (written := _RANGE.fullmatch(text)) is not None:
        return _forwards(int(written[1]), int(written[2]), at, at + 1)
    if _YEAR.fullmatch(text) is None:
        return None
    year = int(text)
    linked = _range_end(run, at)
    if linked is not None:
        return _forwards(year, int(_bare(run[linked - 1])), at, linked)
    if previous in _OPEN_ENDS:
        return _open(year, _OPEN_ENDS[previous], at, years)
    return YearMention(year, year, at, at + 1)


def _bare(word: PlainWord) -> str:
    return word.node.text.strip(_EDGES)


def _range_end(run: Run, at: int) -> int | None:
    """The place after "2014 to 2016", where `run[at]` is its first year; None where it is no range.

    "2014 and 2016" is one only after "between": else two years are named.
    """
    linked = at + 2 < len(run) and run[at + 1].parts[0] in _RANGE_LINKS and _YEAR.fullmatch(_bare(run[at + 2]))
    if not linked:
        return None
    if run[at + 1].parts == ("and",) and not (at and run[at - 1].parts == ("between",)):
        return None
    return at + 3


def _forwards(earliest: int, latest: int, first: int, last: int) -> YearMention | None:
    return YearMention(earliest, latest, first, last) if earliest <= latest else None


def _open(year: int, reach: tuple[int | None, int | None], at: int, years: Collection[int]) -> YearMention | None:
    """The years from or up to `year`; the word that says so, right before it, is taken in."""
    after, before = reach
    earliest = year + after if after is not None else min(years)
    latest = year + before if before is not None else max(years)
    return _forwards(earliest, latest, at - 1, at + 1)
