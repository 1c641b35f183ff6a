"""HTML of what was understood of a query: chips that say so and take it back, and the answer that is not near."""

from __future__ import annotations

from markupsafe import Markup

from search_app.answers.answer import Answer
from search_app.answers.labels import count
from search_app.filters.shares import asked_share
from search_app.page.addresses import SEARCH_PAGE, SearchState, search_href
from search_app.page.templates import macro
from search_app.query.understanding import Understood, UnderstoodKind
from search_app.ranking.closeness import ONLY_ELSEWHERE

_TEMPLATE = "search/results.html"
_NOT_UNDERSTOOD: dict[str, str] = {
    UnderstoodKind.EXPECTATION: "Not read as a {}",
    UnderstoodKind.LENS: "Lens taken off: {}",
}
_NOT_CLOSE_ADVICE = "Try other words. The nearest paragraphs may be about something else."


def understood_html(state: SearchState, answer: Answer) -> Markup:
    """A chip for each name understood, leading to the search without it; and one back for each taken literally."""
    items = [_chip(state, understood) for understood in answer.understood]
    for key in state.literal:
        rest = tuple(other for other in state.literal if other != key)
        kind, _, value = key.partition(":")
        words = _NOT_UNDERSTOOD.get(kind, "“{}” taken as a plain word").format(value.replace("-", " "))
        items.append((search_href(state.reading_literally(rest)), f"{words} ↺", f"{words}; undo"))
    items += _share_offer(state)
    return macro(_TEMPLATE, "chips", "Understood in the query", items, "", SEARCH_PAGE) if items else Markup()


def _share_offer(state: SearchState) -> list[tuple[str, str, str]]:
    """A chip that narrows the search to what says the proportion in the query, in figures or in words."""
    asked = None if state.filters.share is not None else asked_share(state.query)
    if asked is None:
        return []
    href = search_href(state.filtered(state.filters.changed(share=asked.share)))
    words = state.query[asked.start : asked.end]
    label = f"Show only paragraphs that say such a proportion as “{words}”"
    return [(href, f"Only what says {asked.share.words} +", label)]


def _chip(state: SearchState, understood: Understood) -> tuple[str, str, str]:
    """Its address, its words, and what it does, for those who only hear it."""
    href = search_href(state.reading_literally((*state.literal, understood.key)))
    return href, f"{understood.says} ×", f"{understood.says}; {understood.taken_back}"


def nothing_close_html(state: SearchState, answer: Answer) -> Markup:
    """That nothing in the archive is near, or nothing on the area that was asked for, with the way to what there is."""
    title, advice = "Nothing in this archive comes close to this query.", _NOT_CLOSE_ADVICE
    words = f"Show the nearest of {count(answer.total, 'paragraph')} anyway"
    if answer.near:
        title, advice = ONLY_ELSEWHERE, ""
        words = f"Show {count(answer.near, 'paragraph')} about other areas"
    return macro(_TEMPLATE, "nothing_close", title, advice, search_href(state.showing_distant()), words, SEARCH_PAGE)
