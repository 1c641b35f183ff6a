"""HTML around a report in the reader: the choice of reports, what one says about itself, its outline and findings."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from html import escape

from indexer.records import Finding, Report
from search_app.answers.labels import NOT_STATED, count, long_date, report_byline, report_name
from search_app.answers.page_image import Box, PageImage
from search_app.page.addresses import READ_PAGE, ReaderState, read_href
from search_app.page.markup import link
from search_app.page.reader.body_html import section_anchor
from search_app.page.reader.reader import HitWalk, Steps

_DEEPEST_OUTLINE_LEVEL = 3


def choice_html(reports: Sequence[Report]) -> str:
    """Every report as a link, with its type and date."""
    items = "".join(
        f"<li>{link(read_href(report.report_id), report_name(report), page=READ_PAGE)}"
        f'<span class="pr-quiet">{escape(report_byline(report))}</span></li>'
        for report in reports
    )
    return f'<ul class="pr-list">{items}</ul>'


def head_html(report: Report) -> str:
    """Title and metadata; what the report does not state is said."""
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in _metadata(report))
    sample = '<span class="pr-sample">sample</span>' if report.sample else ""
    return (
        f'<header class="pr-report-head"><h1>{escape(report.title or report.area or report.source)}{sample}</h1>'
        f"<dl>{rows}</dl></header>"
    )


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


def findings_html(findings: tuple[Finding, ...]) -> str:
    """What is to be known about the reading of the file; empty where there is nothing."""
    if not findings:
        return ""
    items = "".join(f"<li>{escape(_finding(finding))}</li>" for finding in findings)
    summary = f"{count(len(findings), 'finding')} about the reading"
    return f'<details class="pr-findings"><summary>{summary}</summary><ul>{items}</ul></details>'


def _finding(finding: Finding) -> str:
    return finding.message + (f" (page {finding.page})" if finding.page else "")


def outline_html(report: Report) -> str:
    """Links to the sections, indented by level."""
    if not report.sections:
        return '<p class="pr-note">No headings were recognised in this report.</p>'
    items = "".join(
        f'<li class="pr-level-{min(section.level, _DEEPEST_OUTLINE_LEVEL)}">'
        f'<a href="#{section_anchor(at)}" data-goto="{section_anchor(at)}">'
        f"{escape(_numbered(section.number, section.heading))}</a></li>"
        for at, section in enumerate(report.sections)
    )
    return f'<nav class="pr-outline" aria-label="Sections of this report"><h2>Sections</h2><ol>{items}</ol></nav>'


def _numbered(number: str | None, heading: str) -> str:
    return f"{number}. {heading}" if number else heading


# HTML of the page of a report's file that is shown beside its text.


def page_image_html(image: PageImage, source: str, state: ReaderState, box: Box | None, which: str) -> str:
    """The picture with the paragraph `which` outlined where `box` says it stands, and the ways to the pages beside."""
    outline = ""
    if box is not None:
        left, top, right, bottom = (100 * share for share in box)
        place = f"left:{left:.2f}%;top:{top:.2f}%;width:{right - left:.2f}%;height:{bottom - top:.2f}%"
        outline = f'<span class="pr-outlined" style="{place}"></span>'
    where = f", paragraph {which} outlined" if box is not None else ""
    alternative = escape(f"Page {image.number} of {source}{where}; its text stands in the report beside it")
    source_attributes = f'src="data:image/png;base64,{b64encode(image.png).decode("ascii")}"'
    picture = f'<img {source_attributes} width="{image.width}" height="{image.height}" alt="{alternative}">'
    return (
        f'<figure class="pr-sheet"><figcaption><span>{_turn(image, state, -1)} '
        f"Page {image.number} of {image.pages} {_turn(image, state, 1)}</span>"
        '<button type="button" class="pr-copy" data-enlarge aria-pressed="false">larger</button></figcaption>'
        '<div class="pr-sheet-frame" tabindex="0" role="group" aria-label="Picture of the page">'
        f'<div class="pr-sheet-page">{picture}{outline}</div></div></figure>'
    )


def _turn(image: PageImage, state: ReaderState, step: int) -> str:
    words = "←" if step < 0 else "→"
    number = image.number + step
    if not 1 <= number <= image.pages:
        return f'<span class="pr-step pr-quiet" aria-hidden="true">{words}</span>'
    href = state.on_sheet(number).href
    return link(href, words, page=READ_PAGE, classes="pr-step pr-stay", label=f"Page {number} of the file")


def sheet_toggle_html(number: int) -> str:
    """The button that shows and hides the picture of the page."""
    return (
        '<button type="button" class="pr-copy pr-sheet-toggle" data-toggle-sheet '
        f'title="Show or hide the page beside the text">PDF page {number}</button>'
    )


# HTML of the bar over a report in the reader: stepping from hit to hit, and from place to place found.

Href = Callable[[int], str]
"""From the ordinal of a paragraph to its address in the reader."""


def walk_html(walk: HitWalk, query: str, href: Href) -> str:
    """Which hit of the search is in view, and the ways to the hits before and after it."""
    everywhere, inside = walk.everywhere, walk.in_report
    if not everywhere.total:
        return f'<p class="pr-note">Nothing in this archive matches “{escape(query)}” any more.</p>'
    where = (
        f"Hit <b>{everywhere.place:,}</b> of {everywhere.total:,}"
        if everywhere.place
        else count(everywhere.total, "hit")
    )
    return (
        '<nav class="pr-walk" aria-label="Hits of your search">'
        f'<p><span class="pr-walk-query">“{escape(query)}”</span> <span role="status">{where}</span></p>'
        f"<p>{_way(everywhere.before, href, '←', 'Previous', 'p')}"
        f"{_way(everywhere.after, href, '→', 'Next', 'n')}</p>"
        f"{_inside_html(inside, href)}</nav>"
    )


def _inside_html(steps: Steps, href: Href) -> str:
    if not steps.total:
        return '<p class="pr-walk-inside pr-quiet">none of the best in this report</p>'
    where = f"{steps.place:,} of {steps.total:,}" if steps.place else f"{steps.total:,}"
    return (
        '<p class="pr-walk-inside" title="Those of the best hits that stand in this report, in its order">'
        f'<span class="pr-quiet">in this report: {where}</span> '
        f"{_way(steps.before, href, '↑', 'Previous in this report')}"
        f"{_way(steps.after, href, '↓', 'Next in this report')}</p>"
    )


def _way(ordinal: int | None, href: Href, sign: str, words: str, key: str = "") -> str:
    """A link to a hit. `key` is the key of the keyboard that follows it, and then the words are in sight."""
    shown = sign
    if key:
        shown += f' <span class="pr-step-words">{words}</span> <kbd>{key}</kbd>'
    if ordinal is None:
        return f'<span class="pr-step pr-quiet" aria-hidden="true">{shown}</span>'
    by_key = f' data-key="{key}" aria-keyshortcuts="{key}"' if key else ""
    attributes = f'href="{escape(href(ordinal))}" data-page="{READ_PAGE}" aria-label="{words} hit"{by_key}'
    return f'<a class="pr-step" {attributes}>{shown}</a>'


def found_html(words: str, total: int) -> str:
    """How often the words stand in the report, and the buttons that step through the places."""
    if not total:
        return f'<p class="pr-finding" role="status">“{escape(words)}” is not in this report.</p>'
    return (
        f'<p class="pr-finding" data-found-total="{total}"><span role="status">{total:,} found</span>'
        '<button type="button" class="pr-copy" data-found-step="-1" aria-label="Previous place found">↑</button>'
        '<button type="button" class="pr-copy" data-found-step="1" aria-label="Next place found">↓</button></p>'
    )
