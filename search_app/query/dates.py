"""Dates as people write them: a day, a month or a year of a report, and a year of the service ("2014/15")."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.language.months import MONTH_NUMBERS, MONTHS
from indexer.language.proportions import THINGS
from indexer.records import Report
from search_app.filters.filters import Filters
from search_app.query.mentions import OPEN_ENDS, Run, joined_parts

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
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_SHORT = r"'?(?P<short>\d\d)"
_OTHER_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_MONTH} {_DAY},? {_YEAR.format('year')}",
        rf"(?:{_DAY}(?: of)? )?{_MONTH},? {_SHORT}",
        rf"(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.]{_SHORT}",
    )
)
"""Forms that only a query has: in a citation "March 14, 2.1" might be anything."""

_COUNTED = re.compile(rf"of|year.*|{THINGS}")
"""What makes a number of two digits before it no year: "in March 14 cases"."""

_LONGEST_DATE_WORDS = 4
_LONGEST_QUERY_WORDS = 12
"""Longer text is a sentence, which may speak of any day."""
_BEFORE = frozenset(
    {"report", "reports", "letter", "inspection", "dated", "published", "of", "from", "on", "the", "in"}
)
_RANGE_LINKS = frozenset({"to", "until", "till", "and"})


@dataclass(frozen=True, slots=True)
class DateMention:
    """`run[first:last]` names a `day`, a month, a year of the service or what lies between two of these, as `value`
    says.

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
    taken in. "Since", "after", "before" and "until" leave one end open, "to" and "and" stand between two."""
    found: list[DateMention] = []
    if len(run) > _LONGEST_QUERY_WORDS:
        return found
    years = {day.year for day in days}
    at = 0
    while at < len(run):
        mention = _mention_at(run, at, days, years)
        if mention is None:
            at += 1
            continue
        found.append(mention)
        at = mention.last
    return found


@dataclass(frozen=True, slots=True)
class _Written:
    """A date that ends before `run[last]`, from its first day to its last."""

    begin: date
    end: date
    last: int

    @property
    def value(self) -> str:
        """As a person is told: "18 May 2016", "May 2016", "April 2014 to March 2015"."""
        if self.begin == self.end:
            return f"{self.begin.day} {_month(self.begin)}"
        first, last = _month(self.begin), _month(self.end)
        return first if first == last else f"{first} to {last}"


def _mention_at(run: Run, at: int, days: ReportDays, years: Collection[int]) -> DateMention | None:
    written = _written_at(run, at, years)
    if written is None:
        return None
    begin, end, last = written.begin, written.end, written.last
    before = run[at - 1].parts[-1] if at else ""
    if before in OPEN_ENDS:
        ends = {"since": (begin, None), "after": (end + _A_DAY, None), "before": (None, begin - _A_DAY)}
        earliest, latest = ends.get(before, (None, end))
        return DateMention(f"{before} {written.value}", at - 1, last, Filters(earliest=earliest, latest=latest))
    link = run[last].parts[-1] if last < len(run) else ""
    if link in _RANGE_LINKS and (link != "and" or before == "between"):
        other = _written_at(run, last + 1, years)
        if other is not None and begin <= other.end:
            first = at - (before in ("between", "from"))
            value = f"{written.value.partition(' to ')[0]} to {other.value.rpartition(' to ')[2]}"
            return DateMention(value, first, other.last, Filters(earliest=begin, latest=other.end))
    first = at
    while first and run[first - 1].parts[-1] in _BEFORE:
        first -= 1
    if begin == end:
        return DateMention(written.value, first, last, Filters(reports=days.get(begin, ())), day=begin)
    return DateMention(written.value, first, last, Filters(earliest=begin, latest=end))


def _written_at(run: Run, at: int, years: Collection[int]) -> _Written | None:
    """The longest date that begins at `run[at]`; a year of two digits is one of `years`."""
    for last in range(min(len(run), at + _LONGEST_DATE_WORDS), at, -1):
        text = " ".join(word.node.text for word in run[at:last]).strip(".,;:!?()[]'’\"").casefold()
        text = text.replace("–", "-").replace("’", "'")
        if (service := _SERVICE_YEAR.fullmatch(text)) is not None:
            year = int(service[1])
            if int(service[2]) != (year + 1) % 100:
                return None
            begin, end = date(year, _FIRST_MONTH_OF_SERVICE, 1), date(year + 1, _FIRST_MONTH_OF_SERVICE - 1, 31)
            return _Written(begin, end, last)
        match = _ANY_DATE.fullmatch(text)
        written = date_of(match) if match is not None else _otherwise(text, run[last:], years)
        if written is None:
            continue
        if written.month is None or not 1 <= written.month <= len(MONTHS):
            return None
        _, length = monthrange(written.year, written.month)
        if written.day is not None and not 1 <= written.day <= length:
            return None
        begin = date(written.year, written.month, written.day or 1)
        return _Written(begin, begin if written.day else begin.replace(day=length), last)
    return None


def _otherwise(text: str, following: Run, years: Collection[int]) -> WrittenDate | None:
    """A date in a form that only a query has."""
    match = next((match for form in _OTHER_FORMS if (match := form.fullmatch(text)) is not None), None)
    if match is None:
        return None
    said = match.groupdict()
    year = int(said.get("year") or 2000 + int(said["short"]))
    if "short" in said and (year not in years or (following and _COUNTED.fullmatch(following[0].parts[0]))):
        return None
    month = MONTH_NUMBERS.get(said["month"]) or int(said["month"])
    return WrittenDate(year, month, int(said["day"]) if said["day"] else None)


NEWEST = "the latest report"
_NEWEST_WORDS = (("latest",), ("newest",), ("most", "recent"))
_ONE_DOCUMENT = frozenset({"inspection", "letter", "report"})


def find_newest(run: Run, *, alone: bool) -> tuple[int, int] | None:
    """The place of "latest report" in `run`, a few words; `alone`, where a type of report was taken out behind it, "the
    latest" will do."""
    for first in range(len(run)) if len(run) <= _LONGEST_QUERY_WORDS else ():
        for words in _NEWEST_WORDS:
            last = first + len(words)
            if joined_parts(run[first:last]) == words:
                if last < len(run) and run[last].parts[0] in _ONE_DOCUMENT:
                    return first, last + 1
                if alone:
                    return first, last
    return None


def newest_day(days: ReportDays, restriction: Filters, leaves_some: Callable[[Filters], bool]) -> date | None:
    """The day of the newest report that passes `restriction`; None where none with a date does."""
    listed = sorted(days)
    found, beyond = -1, len(listed)
    while beyond - found > 1:  # what is left from a day on grows less from day to day
        middle = (found + beyond) // 2
        found, beyond = (
            (middle, beyond) if leaves_some(restriction.changed(earliest=listed[middle])) else (found, middle)
        )
    return listed[found] if found >= 0 else None


_A_DAY = timedelta(days=1)


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"
