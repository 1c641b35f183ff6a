"""HTML around a report in the reader: the choice of reports, what one says about itself, its outline and findings."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from indexer.records import Finding, Report
from search_app.answers.labels import NOT_STATED, count, long_date, report_byline, report_name
from search_app.answers.page_image import Box, PageImage
from search_app.page.addresses import READ_PAGE, ReaderState, read_href
from search_app.page.markup import link, listed
from search_app.page.reader.body_html import section_anchor
from search_app.page.reader.reader import HitWalk
from search_app.page.templates import macro

_PARTS = "reader/parts.html"
_DEEPEST_OUTLINE_LEVEL = 3


def choice_heading_html() -> Markup:
    """What stands over the choice of reports."""
    return macro(_PARTS, "choice_heading")


def too_short_html(letters: int) -> Markup:
    """That words to find must have so many letters."""
    return macro(_PARTS, "too_short", letters)


def choice_html(reports: Sequence[Report]) -> Markup:
    """Every report as a link, with its type and date."""
    links = [
        (link(read_href(report.report_id), report_name(report), page=READ_PAGE), report_byline(report))
        for report in reports
    ]
    return macro(_PARTS, "choice", links)


def head_html(report: Report, official: str = "") -> Markup:
    """Title and metadata; what the report does not state is said. `official` is where it is published, if known."""
    title = report.title or report.area or report.source
    return macro(_PARTS, "head", title, report.sample, list(_metadata(report)), official)


def _metadata(report: Report) -> Iterator[tuple[str, str]]:
    yield "Area", report.area or NOT_STATED
    yield "Type", report.type.label if report.type else NOT_STATED
    yield "Inspectorate", report.inspectorate or NOT_STATED
    yield "Published", long_date(report.published)
    yield "Inspected", _inspected(report)
    yield "Cases examined", NOT_STATED if report.cases is None else f"{report.cases:,}"
    rate = report.reoffending_rate
    yield "Reoffending rate", NOT_STATED if rate is None else f"{rate:g}%"
    yield "Lead inspector", report.lead_inspector or NOT_STATED
    yield "File", report.source


def _inspected(report: Report) -> str:
    if report.inspection_start and report.inspection_end and report.inspection_start != report.inspection_end:
        return f"{long_date(report.inspection_start)} to {long_date(report.inspection_end)}"
    return long_date(report.inspection_start or report.inspection_end)


def findings_html(findings: tuple[Finding, ...]) -> Markup:
    """What is to be known about the reading of the file; empty where there is nothing."""
    if not findings:
        return Markup("")
    lines = [finding.message + (f" (page {finding.page})" if finding.page else "") for finding in findings]
    return listed(f"{count(len(findings), 'finding')} about the reading", lines)


def outline_html(report: Report) -> Markup:
    """Links to the sections, indented by level."""
    sections = [
        (min(each.level, _DEEPEST_OUTLINE_LEVEL), section_anchor(at), _numbered(each.number, each.heading))
        for at, each in enumerate(report.sections)
    ]
    return macro(_PARTS, "outline", sections)


def _numbered(number: str | None, heading: str) -> str:
    return f"{number}. {heading}" if number else heading


# The page of a report's file that is shown beside its text.


def page_image_html(image: PageImage, source: str, state: ReaderState, box: Box | None, which: str) -> Markup:
    """The picture with the paragraph `which` outlined where `box` says it stands, and the ways to the pages beside."""
    outline = where = ""
    if box is not None:
        left, top, right, bottom = (100 * share for share in box)
        outline = f"left:{left:.2f}%;top:{top:.2f}%;width:{right - left:.2f}%;height:{bottom - top:.2f}%"
        where = f", paragraph {which} outlined"
    alternative = f"Page {image.number} of {source}{where}; its text is in the report beside it"
    data = b64encode(image.png).decode("ascii")
    return macro(_PARTS, "sheet", image, data, alternative, outline, _turn(image, state, -1), _turn(image, state, 1))


def _turn(image: PageImage, state: ReaderState, step: int) -> Markup:
    words = "←" if step < 0 else "→"
    number = image.number + step
    if not 1 <= number <= image.pages:
        return macro(_PARTS, "no_turn", words)
    return macro(_PARTS, "turn", state.on_sheet(number).href, words, number)


def sheet_toggle_html(number: int) -> Markup:
    """The button that shows and hides the picture of the page."""
    return macro(_PARTS, "sheet_toggle", number)


# The bar over a report: stepping from hit to hit, and from place to place found.

Href = Callable[[int], str]
"""From the ordinal of a paragraph to its address in the reader."""


def walk_html(walk: HitWalk, query: str, href: Href) -> Markup:
    """Which hit of the search is in view, and the ways to the hits before and after it."""
    return macro(_PARTS, "walk", query, walk, href, READ_PAGE)


def found_html(words: str, total: int) -> Markup:
    """How often the words stand in the report, and the buttons that step through the places."""
    return macro(_PARTS, "found", words, total)
