"""HTML of what was understood of a query: chips that say so and take it back, and the answer that is not near."""

from __future__ import annotations

from search_app.answers.answer import Answer
from search_app.answers.labels import count
from search_app.filters.shares import asked_share
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
    items += _share_offer(state)
    return f'<nav class="pr-chips" aria-label="Understood in the query">{"".join(items)}</nav>' if items else ""


def _share_offer(state: SearchState) -> list[str]:
    """A chip that narrows the search to what says the proportion in the query, in figures or in words."""
    asked = None if state.filters.share is not None else asked_share(state.query)
    if asked is None:
        return []
    href = search_href(state.filtered(state.filters.changed(share=asked.share)))
    words = state.query[asked.start : asked.end]
    label = f"Show only paragraphs that say such a proportion as “{words}”"
    return [link(href, f"Only what says {asked.share.words} +", page=SEARCH_PAGE, classes="pr-chip", label=label)]


def _chip(state: SearchState, understood: Understood) -> str:
    taken_back = f"take “{understood.words}” as a plain word"
    if understood.kind is UnderstoodKind.SYNONYM:
        words = f"{understood.words}: also {', '.join(understood.also)}"
    elif understood.kind is UnderstoodKind.EXPECTATION:
        words, taken_back = f"Read as a {understood.value}: shortfalls rank higher", "rank as for any other query"
    else:
        words = f"Understood as {understood.kind.value}: {understood.value}"
    return link(
        search_href(state.reading_literally((*state.literal, understood.key))),
        f"{words} ×",
        page=SEARCH_PAGE,
        classes="pr-chip",
        label=f"{words}; {taken_back}",
    )


def nothing_close_html(state: SearchState, answer: Answer) -> str:
    """That nothing in the archive is near, with the way to what is least far away."""
    href = search_href(state.showing_distant())
    words = f"Show the nearest of {count(answer.total, 'paragraph')} all the same"
    return (
        notice("Nothing in this archive comes close to this query.", _NOT_CLOSE_HELP)
        + f'<p class="pr-note">{link(href, words, page=SEARCH_PAGE)}</p>'
    )
