"""HTML of the first page: what this is, what it holds, three searches to begin with, and how to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from indexer.records import Report
from search_app.answers.labels import count, year_span
from search_app.filters.fields import counted_fields, filter_fields
from search_app.page.addresses import SEARCH_PAGE, SearchState, search_href
from search_app.page.markup import link

# HTML of the help: the query language, the filters and the keys on one card.

_QUERIES = (
    ("parents custody", "words side by side rank: the more of them, the better"),
    ('"home visits"', "quotation marks are literal, in every mode"),
    ("girls AND education", "both must occur; OR needs one, NOT leaves out, ( ) groups"),
    ("repar*", "a word’s beginning, three letters or more"),
)
_FIELD_HELP = "only there; also {others}. Areas, years and sections named among plain words are understood as well"
_FAMILIAR_AREA = "southwark"
_FILTERS = (
    ("Lens", "by the tool’s reading of each paragraph: good practice, shortfalls, expectations"),
    ("Values", "{titles}, each with the paragraphs it would leave; several are either-or"),
    ("Date", "of the report’s publication, or else the end of the inspection"),
    ("Proportion", "paragraphs that say such a proportion, as “seven of the ten cases” says 70%"),
)
_KEYS = (
    ("/", "to the search box"),
    ("Enter", "searches"),
    ("Tab", "from link to link and button to button, in reading order"),
    ("n, p", "in a report: the next and the previous paragraph found"),
    ("Esc", "closes an enlarged picture of a page"),
)


def query_help_html(reports: Sequence[Report]) -> str:
    """How to ask, with an area of this archive."""
    area = next((report.area for report in reports if report.area and report.area.isalpha()), _FAMILIAR_AREA)
    others = "  ".join(field.typed or f"{field.name}:" for field in filter_fields() if field.name != "area")
    return _rows((*_QUERIES, (f"area:{area.lower()}", _FIELD_HELP.format(others=others))))


def help_card_html(reports: Sequence[Report]) -> str:
    """Everything on one card, folded away."""
    titles = ", ".join(field.title.lower() for field in counted_fields())
    filters = _rows((form, meaning.format(titles=titles)) for form, meaning in _FILTERS)
    return (
        '<details class="pr-card"><summary>Help: how to ask, filters, keys</summary><div>'
        f"<section><h2>How to ask</h2>{query_help_html(reports)}</section>"
        f"<section><h2>Filters</h2>{filters}</section>"
        f"<section><h2>Keys</h2>{keys_html()}</section></div></details>"
    )


def keys_html() -> str:
    """The keys that do something."""
    items = "".join(f"<dt><kbd>{escape(key)}</kbd></dt><dd>{escape(deed)}</dd>" for key, deed in _KEYS)
    return f'<dl class="pr-help">{items}</dl>'


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{escape(form)}</dt><dd>{escape(meaning)}</dd>" for form, meaning in rows)
    return f'<dl class="pr-help">{items}</dl>'


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
        f'<p class="pr-banner" role="note"><strong>{which}.</strong> {advice} <code>precedent index FOLDER</code></p>'
    )
