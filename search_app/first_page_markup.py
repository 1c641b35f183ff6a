"""HTML of the first page: what this is, what it holds, three searches to begin with, and how to ask."""

from __future__ import annotations

from html import escape

from indexer.records import Report
from search_app.help_markup import query_help_html
from search_app.labels import count, year_span
from search_app.markup import link
from search_app.permalinks import SEARCH_PAGE, SearchState, search_href

_EXAMPLES = (
    ("engaging parents of children in custody", "plain words, found by their meaning too"),
    ('"speech and language" NOT court', "exact words in quotation marks, and what to leave out"),
    ("management oversight section:strengths", "words, in one section of every report"),
)
_OWN_REPORTS = (
    "<section><h2>Your own reports, in two steps</h2><ol><li>Choose the files under "
    f"{link('archive', 'Archive', page='archive')}, and check what each is understood as.</li><li>Publish them: the "
    "archive then holds your reports instead of the samples.</li></ol></section>"
)


def masthead_html() -> str:
    """What this is, in two lines."""
    return (
        '<div class="pr-masthead"><h1>Precedent</h1><p>Inspection reports on work with children, searched by words '
        "and by meaning. Every paragraph comes with its exact citation.</p></div>"
    )


def first_page_html(reports: tuple[Report, ...], paragraphs: int) -> str:
    """What the archive holds, example searches, and how to ask."""
    areas = len({report.area for report in reports if report.area})
    holds = f"{count(len(reports), 'report')} on {count(areas, 'area')}, {count(paragraphs, 'paragraph')}"
    holds = f"{holds}, {year_span(reports)}"
    examples = "".join(
        f"<li>{link(search_href(SearchState(query=query)), query, page=SEARCH_PAGE)}<span>{escape(why)}</span></li>"
        for query, why in _EXAMPLES
    )
    own = _OWN_REPORTS if any(report.sample for report in reports) else ""
    return (
        f'<div class="pr-start"><section><h2>In this archive</h2><p>{escape(holds)}</p></section>'
        f'<section><h2>Searches to begin with</h2><ul class="pr-examples">{examples}</ul></section>'
        f"{own}<section><h2>How to ask</h2>{query_help_html(reports)}</section></div>"
    )


def no_archive_html(message: str, command: str) -> str:
    """What to do where nothing has been indexed yet. `command` is what the message proposes."""
    return (
        '<div class="pr-notice pr-urgent" role="alert"><strong>There is nothing to search yet.</strong>'
        f"<p>{escape(message)}</p><ol><li>Put your reports into a folder: PDF, Word, HTML, Markdown or text.</li>"
        f"<li>Index that folder, and load this page again:<pre>{escape(command)}</pre></li></ol>"
        f"<p>Or {link('archive', 'add your first reports', page='archive')} on this page.</p>"
        "<p>To try it with the sample reports first, name their folder <code>corpus</code> instead.</p></div>"
    )


def banner_html(samples: int, reports: int) -> str:
    """Said on every page while invented reports are in the index."""
    if samples == reports:
        which = "These are sample reports about invented areas"
        advice = f"To search your own: {link('archive', 'add them', page='archive')}, or"
    else:
        kind = "is a sample about an invented area" if samples == 1 else "are samples about invented areas"
        which = f"{samples} of the {reports} reports {kind}"
        advice = "To search without them, take their files out of the folder of your reports and run"
    return (
        f'<p class="pr-banner" role="note"><strong>{which}.</strong> '
        f"{advice} <code>precedent index FOLDER</code></p>"
    )
