"""Dates and spans of dates, in the ways that inspection letters print them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("january", "february", "march", "april", "may", "june", "july",
           "august", "september", "october", "november", "december")  # fmt: skip
_MONTH_NUMBERS = (
    {name: number for number, name in enumerate(_MONTHS, 1)}
    | {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
    | {"sept": 9}
)
_MONTH = rf"(?:{'|'.join(_MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
_DAY = r"(\d{1,2})(?:\s*(?:st|nd|rd|th)\b)?(?:\s+of)?"
_WEEKDAY = r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\s+)?"
_JOIN = r"\s*(?:-|–|—|−|to|and|until|till|&|through)\s*"
_YEAR = r"(\d{4})"

_FULL = rf"{_WEEKDAY}{_DAY}\s+({_MONTH}),?\s+{_YEAR}\b"
_SINGLE = re.compile(rf"\b{_FULL}", re.IGNORECASE)
_SPANS = (
    re.compile(rf"\b{_FULL}{_JOIN}{_FULL}", re.IGNORECASE),
    re.compile(rf"\b{_WEEKDAY}{_DAY}\s+({_MONTH}),?{_JOIN}{_FULL}", re.IGNORECASE),
    re.compile(rf"\b{_WEEKDAY}{_DAY}{_JOIN}{_FULL}", re.IGNORECASE),
)
_NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


def _make(day: str, month: str, year: str) -> date | None:
    number = _MONTH_NUMBERS.get(month.lower().rstrip("."))
    if number is None:
        return None
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def first_date(text: str) -> date | None:
    """The first whole date in `text`: "19th December 2012", "02 November 2016", "18/05/2016"."""
    match = _SINGLE.search(text)
    if match:
        return _make(*match.groups())
    numeric = _NUMERIC.search(text)
    if not numeric:
        return None
    day, month, year = numeric.groups()
    return _make(day, _MONTHS[int(month) - 1], year) if 1 <= int(month) <= 12 else None


def first_span(text: str) -> tuple[date, date] | None:
    """The first span of dates: "25-27 April 2016", "26th-28th November 2012", "29 June 2015 – 01 July 2015"."""
    found = [(match.start(), _read_span(match)) for pattern in _SPANS if (match := pattern.search(text))]
    spans = [(start, span) for start, span in found if span is not None]
    return min(spans, key=lambda item: item[0])[1] if spans else None


def _read_span(match: re.Match[str]) -> tuple[date, date] | None:
    parts = match.groups()
    end = _make(*parts[-3:])
    if end is None:
        return None
    first = parts[:-3]
    day, month, year = (
        first[0],
        first[1] if len(first) > 1 else parts[-2],
        first[2] if len(first) > 2 else parts[-1],
    )
    start = _make(day, month, year)
    if start is not None and start > end and len(first) < 3:
        start = _make(day, month, str(end.year - 1))
    return (start, end) if start is not None and start <= end else None
