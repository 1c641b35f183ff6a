"""HTML of the first page: what this is, what it holds, three searches to begin with, and how to ask."""

from __future__ import annotations

from html import escape

from indexer.records import Report
from search_app.labels import count, year_span
from search_app.markup import link
from search_app.permalinks import SEARCH_PAGE, SearchState, search_href

_EXAMPLES = (
    ("engaging parents of children in custody", "plain words, found by their meaning too"),
    ('"speech and language" NOT court', "exact words in quotation marks, and what to leave out"),
    ("management oversight section:strengths", "words, in one section of every report"),
)
_HELP = (
    ("parents custody", "words side by side rank: the more of them, the better"),
    ('"home visits"', "quotation marks are literal, in every mode"),
    ("girls AND education", "both must occur; OR needs one, NOT leaves out, ( ) groups"),
    ("repar*", "a word’s beginning, three letters or more"),
)
_FIELD_HELP = "also section:  report:  year:2012-2016  type:sqs"
_FAMILIAR_AREA = "southwark"


def masthead_html() -> str:
    """What this is, in two lines."""
    return (
        '<div class="pr-masthead"><h1>Precedent</h1><p>Inspection reports on work with children, searched by words '
        "and by meaning. Every paragraph comes with its exact citation.</p></div>"
    )


def first_page_html(reports: tuple[Report, ...], paragraphs: int) -> str:
    """What the archive holds, example searches and the query language on one card."""
    areas = len({report.area for report in reports if report.area})
    holds = f"{count(len(reports), 'report')} on {count(areas, 'area')}, {count(paragraphs, 'paragraph')}"
    holds = f"{holds}, {year_span(reports)}"
    examples = "".join(
        f"<li>{link(search_href(SearchState(query=query)), query, page=SEARCH_PAGE)}<span>{escape(why)}</span></li>"
        for query, why in _EXAMPLES
    )
    area = next((report.area for report in reports if report.area and report.area.isalpha()), _FAMILIAR_AREA)
    forms = (*_HELP, (f"area:{area.lower()}", _FIELD_HELP))
    rows = "".join(f"<dt>{escape(form)}</dt><dd>{escape(meaning)}</dd>" for form, meaning in forms)
    return (
        f'<div class="pr-start"><section><h2>In this archive</h2><p>{escape(holds)}</p></section>'
        f'<section><h2>Searches to begin with</h2><ul class="pr-examples">{examples}</ul></section>'
        f'<section><h2>How to ask</h2><dl class="pr-help">{rows}</dl></section></div>'
    )


def banner_html(samples: int, reports: int) -> str:
    """Said on every page while invented reports are in the index."""
    which = "These are sample reports" if samples == reports else f"{samples} of the {reports} reports are samples"
    return (
        f'<p class="pr-banner" role="note"><strong>{which} about invented areas.</strong> '
        "To search your own: <code>precedent index FOLDER</code></p>"
    )
