"""Search: from a query in the address to cited paragraphs by report."""

from __future__ import annotations

import math
from contextlib import nullcontext

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from indexer.errors import ModelUnavailable, QueryRefused
from search_app.answers import Answer, Mode
from search_app.engine import SearchEngine
from search_app.facets_markup import facets_html
from search_app.first_page_markup import first_page_html
from search_app.help_markup import help_card_html
from search_app.labels import report_name
from search_app.live_counts import live_counts
from search_app.markup import notice, refusal
from search_app.permalinks import HITS_PER_PAGE, SearchState, read_state
from search_app.results_markup import chips_html, group_html, groups, notes_html, pager_html, summary_html
from search_app.saved_markup import save_html
from search_app.session import await_model, basket_references, remember_search, waiting
from search_app.turns import Turns
from search_app.understood_markup import nothing_close_html, understood_html
from search_app.views.range_filters import draw_range_filters
from search_app.views.saved_searches import draw_saved_searches, mount_keeper
from search_app.widgets import draw_html, lens_choice, mode_choice, search_box

# Those of all visitors: the module is loaded once for the server.
_turns = Turns()

_NOTHING_FOUND_HELP = (
    "Try fewer or other words, the beginning of a word with a star (repar*), or search by meaning. What stands in "
    "quotation marks, with AND or NOT, or in a filter must hold: taking one away finds more."
)


def draw(engine: SearchEngine) -> None:
    """The search that the address asks for, or the first page where it asks for none."""
    state = read_state({name: st.query_params.get_all(name) for name in st.query_params})
    remember_search(state)
    search_box(state.query)
    if state.query.strip():
        draw_html(help_card_html(engine.catalogue.heads()))
        _draw_search(engine, state)
    else:
        draw_html(chips_html(state, _report_names(engine)))
        catalogue = engine.catalogue
        draw_saved_searches(engine, lambda: draw_html(first_page_html(catalogue.heads(), len(catalogue))))


def _draw_search(engine: SearchEngine, state: SearchState) -> None:
    controls = st.container(horizontal=True, gap="small")
    with controls:
        mode_choice(state.mode)
    if state.mode is not Mode.KEYWORD:
        await_model(engine)
    with _turns.take():
        _draw_answered(engine, state, controls)


def _draw_answered(engine: SearchEngine, state: SearchState, controls: DeltaGenerator) -> None:
    try:
        with waiting("Reading the proportions…") if state.filters.share else nullcontext():
            answer = _ask(engine, state)
            counts = live_counts(engine, state, answer)
    except QueryRefused as refused:
        draw_html(refusal(state.query, refused.position, refused.message, refused.hint))
        return
    except ModelUnavailable as unavailable:
        draw_html(notice("Meaning cannot be searched here.", str(unavailable)))
        return
    if counts.lenses[None] or state.filters.lens:
        with controls:
            lens_choice(state.filters.lens, counts.lenses)
    with st.sidebar:
        draw_html(facets_html(state, counts.facets, near_only=answer.counted < answer.total))
        draw_range_filters(state.filters, engine.catalogue.heads())
    draw_html(chips_html(state, _report_names(engine)))
    draw_html(understood_html(state, answer))
    draw_html(notes_html(state, answer))
    _draw_answer(state, answer)
    mount_keeper(engine)


def _ask(engine: SearchEngine, state: SearchState) -> Answer:
    """The page of results asked for; the last one where the link asks for a page beyond it."""
    answer = _ask_page(engine, state)
    if answer.hits or not answer.total:
        return answer
    return _ask_page(engine, state.on_page(_pages(answer)))


def _ask_page(engine: SearchEngine, state: SearchState) -> Answer:
    offset = (state.page - 1) * HITS_PER_PAGE
    return engine.search(
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
        draw_html(notice("Nothing in this archive matches.", _NOTHING_FOUND_HELP))
        return
    if not answer.close and not state.distant:
        draw_html(nothing_close_html(state, answer))
        return
    draw_html(summary_html(state, answer) + save_html(state))
    basket = basket_references()
    results = "".join(group_html(hits, state, basket) for hits in groups(answer.hits))
    shown_page = math.ceil(answer.hits[0].rank / HITS_PER_PAGE)
    draw_html(results + pager_html(state.on_page(shown_page), _pages(answer)))


def _pages(answer: Answer) -> int:
    return max(1, math.ceil(answer.total / HITS_PER_PAGE))


def _report_names(engine: SearchEngine) -> dict[str, str]:
    return {str(report.report_id): report_name(report) for report in engine.catalogue.heads()}
