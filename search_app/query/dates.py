"""Dates as people write them: a day, a month or a year of a report, and a year of the service ("2014/15")."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from indexer.language.months import MONTH_NUMBERS, MONTHS
from indexer.records import Report
from search_app.filters.filters import Filters
from search_app.query.mentions import Run

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
DATE = (
    rf"(?:(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?\s+)?{_MONTH},?\s+{_YEAR.format('named_year')}"
    rf"|{_YEAR.format('iso_year')}-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)"
    rf"|(?P<slash_day>\d{{1,2}})[/.](?P<slash_month>\d{{1,2}})[/.]{_YEAR.format('slash_year')}"
    rf"|{_YEAR.format('year')})(?![\w/])"
)
"""A pattern for folded text; `date_of` reads what it matched."""

_FIRST_MONTH_OF_SERVICE = 4


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A year, a month of it, or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def fits(self, when: date | None) -> bool:
        """Whether `when` lies in it."""
        return (
            when is not None
            and when.year == self.year
            and self.month in (None, when.month)
            and self.day in (None, when.day)
        )


def date_of(match: re.Match[str]) -> WrittenDate | None:
    """What a match of `DATE` says; None where it matched no date."""
    for year, month, day in (("named_year", "month", "day"), ("iso_year", "iso_month", "iso_day")):
        if match[year]:
            named = MONTH_NUMBERS.get(match[month])
            number = int(match[day]) if match[day] else None
            return WrittenDate(int(match[year]), named or int(match[month]), number)
    if match["slash_year"]:
        return WrittenDate(int(match["slash_year"]), int(match["slash_month"]), int(match["slash_day"]))
    return WrittenDate(int(match["year"])) if match["year"] else None


def report_days(report: Report) -> tuple[date, ...]:
    """The days that a report states: of its publication, and of the end and the beginning of the inspection."""
    return tuple(filter(None, (report.published, report.inspection_end, report.inspection_start)))


# Dates among the plain words of a query. A year alone is found with the areas and sections.

_ANY_DATE = re.compile(DATE)
_SERVICE_YEAR = re.compile(r"((?:19|20)\d\d)\s?[/-]\s?(\d\d)(?![\w/-])")
_LONGEST_DATE_WORDS = 4
_LONGEST_QUERY_WORDS = 12
"""Longer text is a sentence, which may speak of any day."""
_BEFORE = frozenset(
    {"report", "reports", "letter", "inspection", "dated", "published", "of", "from", "on", "the", "in"}
)
_OPENS = frozenset({"since", "after", "before", "until", "between", "to"})


@dataclass(frozen=True, slots=True)
class DateMention:
    """`run[first:last]` names a `day`, a month or a year of the service, as `value` says.

    `restriction` is what it asks for: for a day the reports that state it, `reports`, empty where none does.
    """

    value: str
    first: int
    last: int
    restriction: Filters
    day: date | None = None


ReportDays = Mapping[date, tuple[str, ...]]


def days_of_reports(reports: Iterable[Report]) -> ReportDays:
    """Day -> the ids of the reports that state it: those published then before those inspected then."""
    found: dict[date, dict[str, bool]] = {}
    for report in reports:
        for day in report_days(report):
            found.setdefault(day, {})[str(report.report_id)] = day == report.dated
    return {day: tuple(sorted(ids, key=lambda each: not ids[each])) for day, ids in found.items()}


def find_dates(run: Run, days: ReportDays) -> list[DateMention]:
    """The days, months and years of the service that `run` names, in order; what "report of" stands before them is
    taken in. Nothing after a word such as "since", which leaves the end open."""
    found: list[DateMention] = []
    if len(run) > _LONGEST_QUERY_WORDS:
        return found
    at = 0
    while at < len(run):
        mention = None if at and run[at - 1].parts[-1] in _OPENS else _date_at(run, at, days)
        if mention is None:
            at += 1
            continue
        found.append(mention)
        at = mention.last
    return found


def _date_at(run: Run, at: int, days: ReportDays) -> DateMention | None:
    for last in range(min(len(run), at + _LONGEST_DATE_WORDS), at, -1):
        text = " ".join(word.node.text for word in run[at:last]).strip(".,;:!?()[]'’\"").casefold().replace("–", "-")
        first = at
        while first and run[first - 1].parts[-1] in _BEFORE:
            first -= 1
        if (service := _SERVICE_YEAR.fullmatch(text)) is not None:
            year = int(service[1])
            if int(service[2]) != (year + 1) % 100:
                return None
            begin, end = date(year, _FIRST_MONTH_OF_SERVICE, 1), date(year + 1, _FIRST_MONTH_OF_SERVICE - 1, 31)
            value = f"{_month(begin)} to {_month(end)}"
            return DateMention(value, first, last, Filters(earliest=begin, latest=end))
        if (match := _ANY_DATE.fullmatch(text)) is None or (written := date_of(match)) is None:
            continue
        if written.month is None or not 1 <= written.month <= len(MONTHS):
            return None
        _, length = monthrange(written.year, written.month)
        if written.day is None:
            begin, end = date(written.year, written.month, 1), date(written.year, written.month, length)
            return DateMention(_month(begin), first, last, Filters(earliest=begin, latest=end))
        if not 1 <= written.day <= length:
            return None
        day = date(written.year, written.month, written.day)
        value = f"{day.day} {_month(day)}"
        return DateMention(value, first, last, Filters(reports=days.get(day, ())), day=day)
    return None


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"
