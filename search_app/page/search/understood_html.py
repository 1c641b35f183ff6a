"""HTML of what was understood of a query: chips that say so and take it back, and the answer that is not near."""

from __future__ import annotations

from search_app.answers.answer import Answer
from search_app.answers.labels import count
from search_app.page.addresses import SEARCH_PAGE, SearchState, search_href
from search_app.page.markup import link, notice
from search_app.query.understanding import Understood, UnderstoodKind

_NOT_CLOSE_HELP = "Try other words, or look at what is least far away: it may still not be about this."


def understood_html(state: SearchState, answer: Answer) -> str:
    """A chip for each name understood, leading to the search without it; and one back for each taken literally."""
    items = [_chip(state, understood) for understood in answer.understood]
    for key in state.literal:
        rest = tuple(other for other in state.literal if other != key)
        kind, _, value = key.partition(":")
        words = f"Not read as a {value}" if kind == UnderstoodKind.EXPECTATION else f"“{value}” taken as a plain word"
        items.append(
            link(
                search_href(state.reading_literally(rest)),
                f"{words} ↺",
                page=SEARCH_PAGE,
                classes="pr-chip",
                label=f"{words}; undo",
            )
        )
    return f'<nav class="pr-chips" aria-label="Understood in the query">{"".join(items)}</nav>' if items else ""


def _chip(state: SearchState, understood: Understood) -> str:
    return link(
        search_href(state.reading_literally((*state.literal, understood.key))),
        f"{understood.says} ×",
        page=SEARCH_PAGE,
        classes="pr-chip",
        label=f"{understood.says}; {understood.taken_back}",
    )


def nothing_close_html(state: SearchState, answer: Answer) -> str:
    """That nothing in the archive is near, with the way to what is least far away."""
    href = search_href(state.showing_distant())
    words = f"Show the nearest of {count(answer.total, 'paragraph')} all the same"
    return (
        notice("Nothing in this archive comes close to this query.", _NOT_CLOSE_HELP)
        + f'<p class="pr-note">{link(href, words, page=SEARCH_PAGE)}</p>'
    )
