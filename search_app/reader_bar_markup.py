"""HTML of the bar over a report in the reader: stepping from hit to hit, and from place to place found."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from search_app.hit_walk import HitWalk, Steps
from search_app.labels import count
from search_app.permalinks import READ_PAGE

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
