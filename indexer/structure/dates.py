"""Dates and spans of dates, in the ways that reports print them: "27, 28 and 29 April 2016", "12/09 – 06/10/2016"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from indexer.language.months import MONTH_NUMBERS, MONTHS

DASHES = "\\-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u00ad\ufffe"
"""Every dash that a typist, a font or a PDF may put between two dates, as they stand in a class of characters."""

_WEEKDAY = r"(?:mon|tues?|weds?|wednes|thu(?:rs?)?|fri|satur|sat|sun)(?:day)?\.?,?\s+"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
_DAY = r"(?<![\d.£])(?P<day>\d{1,2})(?:\s*(?:st|nd|rd|th)\b)?"
_OF = rf"(?:\s+(?:day\s+)?of\s+|\s*[{DASHES}]\s*|\s*)"
_YEAR = r"(?P<year>(?:19|20)\d{2})\b"
_DAY_FIRST = rf"(?:{_WEEKDAY})?(?:the\s+)?{_DAY}(?:{_OF}{_MONTH}(?:,?\s*[{DASHES}]?\s*{_YEAR})?)?"
_MONTH_FIRST = rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR})?"
_JOIN = rf"\s*(?:[{DASHES}/&,]|,?\s*(?:to|and|until|till|through|thru)\b)\s*"
_FIGURES = re.compile(
    r"(?<![\d./])(?:(?P<iso>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
    rf"|(?P<day>\d{{1,2}})[{DASHES}/.](?P<month>\d{{1,2}})[{DASHES}/.](?P<year>(?:19|20)\d{{2}})"
    r"|(?P<day2>\d{1,2})/(?P<month2>\d{1,2})/(?P<year2>\d{2})"
    r"|(?P<day3>\d{2})\.(?P<month3>\d{2})\.(?P<year3>\d{2}))(?![\d.]\d|\d)"
)
_BEFORE_FIGURES = re.compile(rf"(?<![\d./])(\d{{1,2}})(?:[/.](\d{{1,2}}))?{_JOIN}\Z", re.IGNORECASE)

CHAIN_MAXIMUM = 20
"""Days named one by one; more are no dates of one inspection."""


def _without_names(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


_CHAINS = tuple(
    (
        re.compile(rf"{plain}(?:{_JOIN}{plain}){{0,{CHAIN_MAXIMUM}}}", re.IGNORECASE),
        re.compile(named, re.IGNORECASE),
    )
    for named, plain in ((_DAY_FIRST, _without_names(_DAY_FIRST)), (_MONTH_FIRST, _without_names(_MONTH_FIRST)))
)
_WHOLE = (
    re.compile(rf"{_DAY}{_OF}{_MONTH},?\s*[{DASHES}]?\s*{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}", re.IGNORECASE),
)
_MONTH_FIRST_DAYS = re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}}){_JOIN}(?P<last>\d{{1,2}}),?\s+{_YEAR}", re.IGNORECASE)
_ONLY_COMMA = re.compile(r"\s*,\s*\Z")


_DATE_ALONE = re.compile(
    rf"(?:(?:by|from|since|until|end|early|late|mid|spring|summer|autumn|winter)[\s{DASHES}]+(?:of\s+)?)*"
    rf"(?:{_WEEKDAY})?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_without_names(_MONTH)}\s*,?\s*)?(?:19|20)\d{{2}}\.?\Z",
    re.IGNORECASE,
)


def is_date(text: str) -> bool:
    """Whether a text is a date and nothing else: "March 2015", "by 3 June 2016", "2014"."""
    return bool(_DATE_ALONE.match(text.strip()))


class _Dates(NamedTuple):
    """Dates that are printed together, in order, and where they begin."""

    start: int
    days: tuple[date, ...]


def first_date(text: str) -> date | None:
    """The first whole date in `text`: "19th December 2012", "Wed 2 Nov 2016", "18/05/2016", "2016-05-18"."""
    found: list[tuple[int, date]] = []
    for pattern in _WHOLE:
        match = pattern.search(text)
        day = _make(match["day"], match["month"], match["year"]) if match else None
        if match and day:
            found.append((match.start(), day))
    figures = _FIGURES.search(text)
    day = _of_figures(figures) if figures else None
    if figures and day:
        found.append((figures.start(), day))
    return min(found)[1] if found else None


def first_span(text: str) -> tuple[date, date] | None:
    """The first span of dates: "25-27 April 2016", "26th-28th November 2012", "27, 28 and 29 April 2016"."""
    spans = [dates for dates in _found(text) if len(dates.days) > 1]
    if not spans:
        return None
    days = min(spans, key=lambda dates: dates.start).days
    return days[0], days[-1]


def _found(text: str) -> Iterator[_Dates]:
    for chain, item in _CHAINS:
        for match in chain.finditer(text):
            dates = _read_chain(match.group(), item)
            if dates:
                yield _Dates(match.start(), dates)
    for match in _MONTH_FIRST_DAYS.finditer(text):
        first, last = (_make(match[name], match["month"], match["year"]) for name in ("day", "last"))
        if first and last and first < last:
            yield _Dates(match.start() - 1, (first, last))  # it goes before the date that it begins with
    yield from _in_figures(text)


def _read_chain(text: str, item: re.Pattern[str]) -> tuple[date, ...]:
    """The dates of days that stand together, of which the later ones may say month and year for those before.

    Empty where the last of them has no month and year. What stands before a day that is later than the next, or is
    parted from it by nothing but a comma and has no month of its own while no other word joins them, is no date.
    """
    parts = list(item.finditer(text))
    gaps = [text[before.end() : after.start()] for before, after in pairwise(parts)]
    while parts and not (parts[-1]["month"] and parts[-1]["year"]):
        parts.pop()
    month = year = ""
    listed = any(not _ONLY_COMMA.match(gap) for gap in gaps[: max(0, len(parts) - 1)])
    days: list[date] = []
    for part in reversed(parts):
        own = bool(part["month"])
        month, year = part["month"] or month, part["year"] or (year if part["month"] or month else "")
        day = _make(part["day"], month, year)
        if day is not None and days and day > days[0] and not part["year"] and own:
            day = _make(part["day"], month, str(int(year) - 1))
            year = str(int(year) - 1)
        if day is None or (days and (day >= days[0] or not (listed or own))):
            break
        days.insert(0, day)
    return tuple(days)


def _in_figures(text: str) -> Iterator[_Dates]:
    """Dates in figures, of which those before the last of a span may leave month or year out."""
    before: tuple[int, date, int] | None = None
    for match in _FIGURES.finditer(text):
        day = _of_figures(match)
        if day is None:
            continue
        start = match.start()
        if before is not None and re.fullmatch(_JOIN, text[before[2] : start], re.IGNORECASE) and before[1] < day:
            yield _Dates(before[0] - 1, (before[1], day))  # it goes before the date that it begins with
        first = _BEFORE_FIGURES.search(text[max(0, start - 16) : start])
        begin = _day_of(first[1], first[2] or str(day.month), str(day.year)) if first else None
        if first is not None and begin is not None and begin < day:
            yield _Dates(start - len(first[0]), (begin, day))
        yield _Dates(start, (day,))
        before = (start, day, match.end())


def _of_figures(match: re.Match[str]) -> date | None:
    if match["iso"]:
        return _day_of(match["d"], match["m"], match["iso"])
    for short in "23":
        if match[f"day{short}"]:
            return _day_of(match[f"day{short}"], match[f"month{short}"], f"20{match[f'year{short}']}")
    return _day_of(match["day"], match["month"], match["year"])


def _make(day: str, month: str, year: str) -> date | None:
    number = MONTH_NUMBERS.get(month.lower().rstrip("."))
    return None if number is None or not year else _day_of(day, str(number), year)


def _day_of(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
