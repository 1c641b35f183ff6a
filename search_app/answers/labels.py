"""What values are called on the page, in British English."""

from __future__ import annotations

from datetime import date, datetime

from indexer.language import Proportion
from indexer.records import ElementKind, Reading, Report
from search_app.filters.filters import Lens
from search_app.ranking.fusion import Mode, Order

NOT_STATED = "not stated"

MODE_NAMES = {
    Mode.HYBRID: "Words and meaning",
    Mode.KEYWORD: "Words",
    Mode.SEMANTIC: "Meaning",
}
LENS_NAMES: dict[Lens | None, str] = {
    None: "All",
    Lens.GOOD_PRACTICE: "Good practice",
    Lens.SHORTFALL: "Shortfalls",
    Lens.EXPECTATION: "Expectations",
}
ORDER_NAMES = {
    Order.BEST: "best first",
    Order.NEWEST: "newest first",
    Order.OLDEST: "oldest first",
    Order.AREA: "by area",
    Order.PRAISE: "praise first by the tool’s reading",
    Order.FAULT: "fault first by the tool’s reading",
}
READING_SIGNS = {
    Reading.STRENGTH: "+",
    Reading.SHORTFALL: "−",
    Reading.MIXED: "±",
    Reading.EXPECTATION: "→",
    Reading.NEUTRAL: "·",
}
"""A sign before the word, so that nobody needs the colour to tell a strength from a shortfall."""

UNSEARCHED_KINDS = {
    ElementKind.METADATA: "about the report",
    ElementKind.FURNITURE: "not searched",
    ElementKind.UNREAD: "not understood",
}
"""Kinds of element that only the reader shows, and what it calls them."""


def count(number: int, noun: str) -> str:
    """ "1 paragraph", "2,345 paragraphs"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


FAR_WORDS = "What follows does not come near what was asked; it is only the nearest of the rest"


def found_words(near: int, total: int) -> str:
    """The one number that is told of a search: "489 paragraphs come near", "52 paragraphs found" where all do."""
    if not near:
        return f"No paragraph comes near; these are the nearest of {total:,}"
    if near == total:
        return f"{count(near, 'paragraph')} found"
    return f"{count(near, 'paragraph')} {'comes' if near == 1 else 'come'} near"


def share_words(proportion: Proportion) -> str:
    """What a proportion comes to: "70%", "about 50%", "97–100% in Ofsted’s words", "8 to 9 of 10 in Ofsted’s words";
    empty where its words fix no share, and where they only bound one."""
    low, high = proportion.low, proportion.high
    if low is None or high is None or (low != high and not proportion.source):
        return ""
    if not proportion.source:
        return f"{'' if proportion.exact else 'about '}{_per_cent(low)}"
    if proportion.base is not None:
        least, most = round(low * proportion.base), round(high * proportion.base)
        counts = f"{least}" if least == most else f"{least} to {most}"
        return f"{counts} of {proportion.base} in {proportion.source}’s words"
    return f"{low:.0%}–{high:.0%} in {proportion.source}’s words".replace("%–", "–")


def _per_cent(share: float) -> str:
    """With a decimal where there is one, as it is printed."""
    return f"{100 * share:.1f}".removesuffix(".0") + "%"


def long_date(day: date | None) -> str:
    """ "2 November 2016", or that it is not stated."""
    return f"{day.day} {day:%B %Y}" if day else NOT_STATED


def built_at(created: str) -> str:
    """A manifest's time of building for a person, in universal time; as it stands where it is no ISO time."""
    try:
        moment = datetime.fromisoformat(created)
    except ValueError:
        return created
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def report_name(report: Report) -> str:
    """What a report is called in a list: its area, or its title, or its file name."""
    return report.area or report.title or report.source


def report_byline(report: Report) -> str:
    """Type and date of a report as far as stated; the end of the inspection where no publication is dated."""
    kind = report.type.label if report.type else "type not stated"
    if report.published:
        return f"{kind}, {long_date(report.published)}"
    ended = report.inspection_end or report.inspection_start
    return f"{kind}, inspection ended {long_date(ended)}" if ended else f"{kind}, date not stated"


def year_span(reports: tuple[Report, ...]) -> str:
    """ "2012 to 2016", "2014", or that no report states a date."""
    years = sorted({report.published.year for report in reports if report.published})
    if not years:
        return "no dates stated"
    return str(years[0]) if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
