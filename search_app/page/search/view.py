"""Search: from a query in the address to cited paragraphs by report."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from indexer.errors import ModelUnavailable, QueryRefused
from indexer.limits import DRAFT_SENTENCES_LIMIT
from indexer.records import Report
from search_app.answers.answer import Answer
from search_app.answers.labels import report_name
from search_app.archive import Archive
from search_app.filters.filters import Filters
from search_app.filters.shares import ShareRange
from search_app.page.addresses import HITS_PER_PAGE, PRECEDENTS_PAGE, SearchState, read_state
from search_app.page.markup import link, notice, refusal
from search_app.page.process import Turns, await_model, waiting
from search_app.page.search.filters import facets_html, heading_html, live_counts
from search_app.page.search.first_page import first_page_html, help_card_html
from search_app.page.search.results import (
    chips_html,
    notes_html,
    nothing_close_html,
    pager_html,
    results_html,
    summary_html,
    understood_html,
)
from search_app.page.search.saved import checksums, count_new, has_new_reports, list_html, read_saved
from search_app.page.visitor import basket_references, keep_draft, remember_search
from search_app.page.widgets import draw_html, lens_choice, mode_choice, search_box
from search_app.query.language import DRAFT_HINT
from search_app.query.understanding import UnderstoodKind
from search_app.ranking.fusion import Mode

# The filters by date and by proportion, which have no values to count. What is chosen goes into the address.

_FROM, _TO = "filter-from", "filter-to"
_LEAST, _MOST = "filter-least", "filter-most"
_STEP_PER_CENT = 5


def draw_range_filters(filters: Filters, reports: Sequence[Report]) -> None:
    """From and to a date; a proportion said, at least and at most."""
    dates = [day for report in reports if (day := report.dated)]
    if dates:
        _draw_dates(filters, min(dates), max(dates))
    _draw_shares(filters.share)


def _draw_dates(filters: Filters, first: date, last: date) -> None:
    first = min([first, *filter(None, (filters.earliest, filters.latest))])
    last = max([last, *filter(None, (filters.earliest, filters.latest))])
    st.session_state[_FROM], st.session_state[_TO] = filters.earliest, filters.latest
    st.html(heading_html("Date of the report"))
    for label, key, name in (("From", _FROM, "from"), ("To", _TO, "to")):
        st.date_input(
            label,
            value=None,
            min_value=first,
            max_value=last,
            format="DD/MM/YYYY",
            key=key,
            on_change=_put_date,
            args=(name, key),
        )


def _draw_shares(share: ShareRange | None) -> None:
    bounds = share or ShareRange(0.0, 1.0)
    st.session_state[_LEAST] = round(bounds.low * 100) if bounds.low > 0 else None
    st.session_state[_MOST] = round(bounds.high * 100) if bounds.high < 1 else None
    st.html(heading_html("Proportion stated"))
    for column, label, key in zip(st.columns(2), ("At least, %", "At most, %"), (_LEAST, _MOST), strict=True):
        column.number_input(
            label,
            value=None,
            min_value=0,
            max_value=100,
            step=_STEP_PER_CENT,
            placeholder="any",
            key=key,
            on_change=_put_share,
        )


def _put_date(name: str, key: str) -> None:
    chosen: date | None = st.session_state[key]
    _put(name, chosen.isoformat() if chosen else None)


def _put_share() -> None:
    least: int | None = st.session_state[_LEAST]
    most: int | None = st.session_state[_MOST]
    if least is None and most is None:
        _put("share", None)
        return
    low, high = sorted(((least or 0) / 100, (100 if most is None else most) / 100))
    _put("share", ShareRange(low, high).text)


def _put(name: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
    st.query_params.pop("page", None)


# The visitor's saved searches: listed on the first page with what is new, saved beside the results.

_SCRIPT = Path(__file__).parents[1] / "assets" / "saved.js"
_KEY = "saved"

_keeper = st.components.v2.component("precedent_saved", js=_SCRIPT.read_text(encoding="utf-8"))


def draw_saved_searches(archive: Archive, draw_others: Callable[[], None]) -> None:
    """The list, as soon as the browser has said what it keeps: before the others where it has any, else after."""
    kept = _kept()
    searches = read_saved(kept)
    if any(has_new_reports(archive, search) for search in searches):
        await_model(archive)
    names = {str(report.report_id): report_name(report) for report in archive.reports()}
    shown = list_html([count_new(archive, search) for search in searches], names)
    if searches:
        st.html(shown)
    draw_others()
    if not searches:
        st.html(shown)
    _mount(archive, known=kept)


def mount_keeper(archive: Archive) -> None:
    """The script alone, which saves a search without asking the server."""
    _mount(archive, known=None)


def _kept() -> str:
    kept = (st.session_state.get(_KEY) or {}).get("kept")
    return kept if isinstance(kept, str) else ""


def _mount(archive: Archive, known: str | None) -> None:
    catalogue = archive.catalogue
    held = {"name": catalogue.name, "reports": " ".join(checksums(catalogue.heads()))}
    data = {"archive": held, "lists": known is not None, "known": known}
    if known is None:
        _keeper(key="keeper", data=data)
    else:
        _keeper(key=_KEY, data=data, on_kept_change=lambda: None)


# Those of all visitors: the module is loaded once for the server.
_turns = Turns()

_NOTHING_FOUND_HELP = (
    "Try fewer or other words, the beginning of a word with a star (repar*), or search by meaning. Words "
    "in quotation marks, AND and NOT, and filters must all match: removing one finds more."
)
_NO_SUCH_CITATION_HELP = "To search for its words instead, take back “Understood as citation” above."


def draw(archive: Archive) -> None:
    """The search that the address asks for, or the first page where it asks for none."""
    state = read_state({name: st.query_params.get_all(name) for name in st.query_params})
    remember_search(state)
    search_box(state.query)
    if state.asks:
        draw_html(help_card_html(archive.reports()))
        _draw_search(archive, state)
    else:
        catalogue = archive.catalogue
        draw_saved_searches(archive, lambda: draw_html(first_page_html(catalogue.heads(), len(catalogue))))


def _draw_search(archive: Archive, state: SearchState) -> None:
    controls = st.container(horizontal=True, gap="small")
    with controls:
        mode_choice(state.mode)
    if state.mode is not Mode.KEYWORD:
        await_model(archive)
    with _turns.take():
        _draw_answered(archive, state, controls)


def _draw_answered(archive: Archive, state: SearchState, controls: DeltaGenerator) -> None:
    try:
        with waiting("Reading the proportions…") if state.filters.share else nullcontext():
            answer = _ask(archive, state)
            counts = live_counts(archive, state, answer)
    except QueryRefused as refused:
        _draw_refused(state, refused)
        return
    except ModelUnavailable as unavailable:
        draw_html(notice("Meaning cannot be searched here.", str(unavailable)))
        return
    lens = state.filters.lens or answer.understood_lens
    if counts.lenses[None] or lens:
        with controls:
            lens_choice(lens, counts.lenses, answer.understood_lens)
    with st.sidebar:
        draw_html(facets_html(state, counts.facets, near_only=answer.near < answer.total))
        draw_range_filters(state.filters, archive.reports())
    draw_html(chips_html(state, _report_names(archive)))
    draw_html(understood_html(state, answer))
    draw_html(notes_html(state, answer))
    _draw_answer(state, answer)
    mount_keeper(archive)


def _draw_refused(state: SearchState, refused: QueryRefused) -> None:
    """Why, with the place; a text that is a draft rather than a query is kept for the page that reads drafts."""
    hint, also = refused.hint, ""
    if hint == DRAFT_HINT:
        keep_draft(state.query, None)
        hint = f"The Precedents page reads a text of up to {DRAFT_SENTENCES_LIMIT} sentences, one by one."
        also = link(PRECEDENTS_PAGE, "Find precedents for this text", page=PRECEDENTS_PAGE)
    draw_html(refusal(state.query, refused.position, refused.message, hint, also))


def _ask(archive: Archive, state: SearchState) -> Answer:
    """The page of results asked for; the last one where the link asks for a page beyond it."""
    answer = _ask_page(archive, state)
    if answer.hits or not answer.total:
        return answer
    return _ask_page(archive, state.on_page(_pages(answer)))


def _ask_page(archive: Archive, state: SearchState) -> Answer:
    offset = (state.page - 1) * HITS_PER_PAGE
    return archive.search(
        state.query,
        mode=state.mode,
        limit=HITS_PER_PAGE,
        offset=offset,
        filters=state.filters,
        ignore=state.literal,
        order=state.order,
    )


def _draw_answer(state: SearchState, answer: Answer) -> None:
    if not answer.hits:
        cited = any(each.kind is UnderstoodKind.CITATION for each in answer.understood)
        help_words = _NO_SUCH_CITATION_HELP if cited else _NOTHING_FOUND_HELP
        draw_html(notice("Nothing in this archive matches.", help_words))
        return
    if not answer.close and not state.distant:
        draw_html(nothing_close_html(state, answer))
        return
    draw_html(summary_html(state, answer))
    basket = basket_references()
    results = results_html(state, answer, basket)
    shown_page = math.ceil(answer.hits[0].rank / HITS_PER_PAGE)
    draw_html(results + pager_html(state.on_page(shown_page), _pages(answer)))


def _pages(answer: Answer) -> int:
    return max(1, math.ceil(answer.places / HITS_PER_PAGE))


def _report_names(archive: Archive) -> dict[str, str]:
    return {str(report.report_id): report_name(report) for report in archive.reports()}
