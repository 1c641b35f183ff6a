"""HTML of the help: the query language, the filters and the keys on one card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from indexer.records import Report

_QUERIES = (
    ("parents custody", "words side by side rank: the more of them, the better"),
    ('"home visits"', "quotation marks are literal, in every mode"),
    ("girls AND education", "both must occur; OR needs one, NOT leaves out, ( ) groups"),
    ("repar*", "a word’s beginning, three letters or more"),
)
_FIELD_HELP = (
    "only there; also theme:  section:  report:  year:2012-2016  type:sqs  grade:good  inspectorate:ofsted. Areas, "
    "years and sections named among plain words are understood as well"
)
_FAMILIAR_AREA = "southwark"
_FILTERS = (
    ("Lens", "by the tool’s reading of each paragraph: good practice, shortfalls, expectations"),
    ("Values", "area, year, section, theme and others, each with the paragraphs it would leave; several are either-or"),
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
    return _rows((*_QUERIES, (f"area:{area.lower()}", _FIELD_HELP)))


def help_card_html(reports: Sequence[Report]) -> str:
    """Everything on one card, folded away."""
    return (
        '<details class="pr-card"><summary>Help: how to ask, filters, keys</summary><div>'
        f"<section><h2>How to ask</h2>{query_help_html(reports)}</section>"
        f"<section><h2>Filters</h2>{_rows(_FILTERS)}</section>"
        f"<section><h2>Keys</h2>{keys_html()}</section></div></details>"
    )


def keys_html() -> str:
    """The keys that do something."""
    items = "".join(f"<dt><kbd>{escape(key)}</kbd></dt><dd>{escape(deed)}</dd>" for key, deed in _KEYS)
    return f'<dl class="pr-help">{items}</dl>'


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{escape(form)}</dt><dd>{escape(meaning)}</dd>" for form, meaning in rows)
    return f'<dl class="pr-help">{items}</dl>'
