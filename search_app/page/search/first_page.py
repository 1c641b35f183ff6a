"""HTML of the first page: what this is, what it holds, three searches to begin with, and how to ask."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from indexer.records import Report
from search_app.answers.labels import count, year_span
from search_app.filters.fields import counted_fields, filter_fields
from search_app.page.addresses import SEARCH_PAGE, SearchState, search_href
from search_app.page.templates import macro

_TEMPLATE = "search/first_page.html"

# The help: the query language, the filters and the keys on one card.

_QUERIES = (
    ("parents custody", "plain words: the more of them a paragraph has, the higher it ranks"),
    ('"home visits"', "exactly these words, in every mode"),
    ("girls AND education", "both must occur; OR needs one; NOT or a dash (-court) leaves out; ( ) groups"),
    ("repar*", "a word’s beginning, three letters or more"),
)
_FIELD_HELP = (
    "only reports on that area; {others} work in the same way. "
    "Areas, years and sections named among plain words are understood as well"
)
_FAMILIAR_AREA = "southwark"
_FILTERS = (
    ("Lens", "by the tool’s reading of each paragraph: good practice, shortfalls, expectations"),
    (
        "Values",
        "{titles}, each with the number of paragraphs it would leave; several values of one filter are alternatives",
    ),
    ("Date", "of the report’s publication, or else the end of the inspection"),
    ("Proportion", "paragraphs that state a proportion in this range: “seven of the ten cases” is 70%"),
)
_KEYS = (
    ("/", "goes to the search box"),
    ("Enter", "searches"),
    ("Tab", "moves from link to link and button to button, in reading order"),
    ("n, p", "in a report: the next and the previous paragraph found"),
    ("Esc", "closes an enlarged picture of a page"),
)


def query_help(reports: Sequence[Report]) -> list[tuple[str, str]]:
    """How to ask, line by line, with an area of this archive."""
    area = next((report.area for report in reports if report.area and report.area.isalpha()), _FAMILIAR_AREA)
    others = "  ".join(field.typed or f"{field.name}:" for field in filter_fields() if field.name != "area")
    return [*_QUERIES, (f"area:{area.lower()}", _FIELD_HELP.format(others=others))]


def help_card_html(reports: Sequence[Report]) -> Markup:
    """Everything on one card, folded away."""
    titles = ", ".join(field.title.lower() for field in counted_fields())
    filters = [(form, meaning.format(titles=titles)) for form, meaning in _FILTERS]
    return macro(_TEMPLATE, "help_card", query_help(reports), filters, _KEYS)


_EXAMPLES = (
    ("engaging parents of children in custody", "plain words, found by their meaning too"),
    ('"speech and language" NOT court', "exact words in quotation marks, and what to leave out"),
    ("management oversight section:strengths", "words, in one section of every report"),
)


def masthead_html() -> Markup:
    """What this is, in two lines."""
    return macro(_TEMPLATE, "masthead")


def first_page_html(reports: tuple[Report, ...], paragraphs: int) -> Markup:
    """What the archive holds, example searches, and how to ask."""
    areas = len({report.area for report in reports if report.area})
    holds = f"{count(len(reports), 'report')} on {count(areas, 'area')}, {count(paragraphs, 'paragraph')}"
    examples = [(search_href(SearchState(query=query)), query, why) for query, why in _EXAMPLES]
    samples = any(report.sample for report in reports)
    return macro(
        _TEMPLATE, "start", f"{holds}, {year_span(reports)}", examples, samples, query_help(reports), SEARCH_PAGE
    )


def no_archive_html(message: str, command: str) -> Markup:
    """What to do where nothing has been indexed yet. `command` is what the message proposes."""
    return macro(_TEMPLATE, "no_archive", message, command)


def banner_html(samples: int, reports: int) -> Markup:
    """Said on every page while invented reports are in the index."""
    return macro(_TEMPLATE, "banner", samples, reports)
