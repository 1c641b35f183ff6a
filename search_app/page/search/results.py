"""HTML of an answer: its number and order, what was understood and noted, the hits by report, the way to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from markupsafe import Markup

from search_app.answers.answer import Answer, Hit, first_far
from search_app.answers.labels import FAR_WORDS, ORDER_NAMES, count, found_words, report_byline, report_name
from search_app.filters.filters import Filters
from search_app.filters.shares import asked_share
from search_app.page.addresses import HITS_PER_PAGE, READ_PAGE, SEARCH_PAGE, SearchState, read_href, search_href
from search_app.page.hit_html import chips, hit_html
from search_app.page.markup import link
from search_app.page.search.results_file import TAKE_RESULTS
from search_app.page.search.saved import save_html
from search_app.page.templates import macro
from search_app.query.understanding import Understood, UnderstoodKind
from search_app.ranking.closeness import NOTHING_CLOSE, ONLY_ELSEWHERE
from search_app.ranking.fusion import Mode, Order

_TEMPLATE = "search/results.html"
_NOT_UNDERSTOOD: dict[str, str] = {
    UnderstoodKind.EXPECTATION: "Not read as a {}",
    UnderstoodKind.LENS: "Lens taken off: {}",
}
_NOT_CLOSE_ADVICE = "Try other words. The nearest paragraphs may be about something else."

_ORDERS_BY_REPORT = frozenset({Order.NEWEST, Order.OLDEST, Order.AREA})
"""Orders that keep the paragraphs of a report together: there, nothing has to be folded away for the order to hold."""


def chips_html(state: SearchState, report_names: dict[str, str]) -> Markup:
    """The filters in force, each a link to the search without it; empty where there is none."""
    found = [
        (search_href(state.filtered(chip.without)), f"{chip.words} ×", f"Remove the filter {chip.words}")
        for chip in chips(state.filters, report_names)
    ]
    if not found:
        return Markup()
    clear = search_href(state.filtered(Filters())) if len(found) > 1 else ""
    return macro(_TEMPLATE, "chips", "Filters in force", found, clear, SEARCH_PAGE)


def notes_html(state: SearchState, answer: Answer) -> Markup:
    """What was left out of a link, what the search itself notes, and the spelling it suggests."""
    notes = [note for note in answer.notes if state.distant or note not in (NOTHING_CLOSE, ONLY_ELSEWHERE)]
    href = search_href(state.asking(answer.suggestion)) if answer.suggestion else ""
    return macro(_TEMPLATE, "notes", [*state.ignored, *notes], answer.suggestion, href, SEARCH_PAGE)


def summary_html(state: SearchState, answer: Answer) -> Markup:
    """How many come near, in which order, what the marks mean, the other orders, and the way to save the search."""
    first, last = answer.hits[0].rank, answer.hits[-1].rank
    if first == 1 and 0 < answer.near < last < answer.places:
        shown = "; the nearest of the rest follow"
    else:
        shown = "" if (first, last) == (1, answer.places) else f", {first:,} to {last:,} shown"
    is_a_list = not answer.query.strip() or (state.order is Order.BEST and answer.order is not Order.BEST)
    names = {order: words for order, words in ORDER_NAMES.items() if order is not Order.BEST or not is_a_list}
    found = f"{found_words(answer.near, answer.total)}, {names[answer.order]}{shown}"
    sort = [
        (words, "" if order is answer.order else search_href(state.ordered(order))) for order, words in names.items()
    ]
    by_meaning = answer.mode is not Mode.KEYWORD
    return macro(
        _TEMPLATE, "summary", found, not is_a_list, by_meaning, sort, save_html(state), TAKE_RESULTS, SEARCH_PAGE
    )


def groups(hits: Iterable[Hit]) -> list[list[Hit]]:
    """The hits by report, reports in the order of their first hit, hits in the order of their rank."""
    by_report: dict[str, list[Hit]] = {}
    for hit in hits:
        by_report.setdefault(hit.report.report_id, []).append(hit)
    return list(by_report.values())


def results_html(state: SearchState, answer: Answer, basket: Collection[str] = frozenset()) -> Markup:
    """The hits by report, with a line where those begin that do not come near.

    A report stands at its best paragraph, and its others are folded away below it, so that what is in sight stands in
    the order that the answer has. `basket` holds the references that are in the evidence basket.
    """
    far = first_far(answer.hits, answer.near)
    cut = len(answer.hits) if far is None else answer.hits.index(far)
    parts = []
    for hits in (answer.hits[:cut], answer.hits[cut:]):
        if hits and hits[0] is far:
            parts.append(macro(_TEMPLATE, "far_line", f"{FAR_WORDS}."))
        found = groups(hits)
        in_sight = 1 if len(found) > 1 and state.order not in _ORDERS_BY_REPORT else len(hits)
        parts += [group_html(group, state, basket, in_sight=in_sight, flagged=hits[0] is not far) for group in found]
    return Markup().join(parts)


def group_html(
    hits: Sequence[Hit],
    search: SearchState | None = None,
    basket: Collection[str] = frozenset(),
    *,
    in_sight: int = HITS_PER_PAGE,
    flagged: bool = False,
) -> Markup:
    """One report's hits under its name, all but the first `in_sight` folded away; what opens the report takes the
    search along. Where they are `flagged`, each that does not come near says so."""
    report = hits[0].report
    drawn = [
        hit_html(
            hit,
            search,
            basket,
            whole=False,
            flag="ranks high, but is not counted as near" if flagged and not hit.near else "",
        )
        for hit in hits
    ]
    return macro(
        _TEMPLATE,
        "group",
        f"group-{report.report_id}-{hits[0].rank}",
        link(read_href(report.report_id, search=search), report_name(report), page=READ_PAGE),
        report_byline(report),
        report.sample,
        drawn[:in_sight],
        drawn[in_sight:],
    )


def pager_html(state: SearchState, pages: int) -> Markup:
    """Links to the page before and after; empty where there is one page."""
    if pages <= 1:
        return Markup()
    before = search_href(state.on_page(state.page - 1)) if state.page > 1 else ""
    after = search_href(state.on_page(state.page + 1)) if state.page < pages else ""
    words = f"Page {state.page:,} of {pages:,}"
    return macro(_TEMPLATE, "pager", before, after, words, SEARCH_PAGE)


# What was understood of the query: chips that say so and take it back.


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
    label = f"Show only paragraphs that state a proportion such as “{words}”"
    return [(href, f"Only paragraphs that state {asked.share.words} +", label)]


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
