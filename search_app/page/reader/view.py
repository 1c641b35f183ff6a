"""Read: one report in its order, with a paragraph in view, and the page of its file beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from indexer.errors import NotFound, PageUnavailable
from search_app.answers.catalogue import Catalogue
from search_app.answers.labels import report_byline, report_name
from search_app.answers.page_image import PageImage, has_pages, page_image, paragraph_boxes
from search_app.archive import Archive
from search_app.page.addresses import SEARCH_PAGE, ReaderState, read_reader_state, search_href
from search_app.page.markup import link, notice
from search_app.page.process import await_model
from search_app.page.reader.body_html import Body, body_html
from search_app.page.reader.html import (
    choice_heading_html,
    choice_html,
    findings_html,
    found_html,
    head_html,
    outline_html,
    page_image_html,
    sheet_toggle_html,
    too_short_html,
    walk_html,
)
from search_app.page.reader.reader import SHORTEST_SOUGHT_CHARACTERS, Reader, is_sought, rank_search
from search_app.page.visitor import basket_references, last_search
from search_app.page.widgets import draw_html, find_box, report_choice
from search_app.ranking.fusion import Mode

_SCRIPT = Path(__file__).parent.parent / "assets" / "reader.js"

_behaviour = st.components.v2.component("precedent_reader", js=_SCRIPT.read_text(encoding="utf-8"))


def draw(archive: Archive) -> None:
    """The report that the address names with its outline; a choice of reports where it names none."""
    state = read_reader_state({name: st.query_params.get_all(name) for name in st.query_params})
    if state.search is not None and state.search.mode is not Mode.KEYWORD:
        await_model(archive)
    ranked = rank_search(archive, state.search)
    catalogue = ranked.opened.catalogue if ranked else archive.catalogue
    _draw_way_back(state)
    if not state.report_id:
        _draw_choice(catalogue)
        return
    try:
        report = catalogue.report(state.report_id)
    except NotFound as missing:
        st.html(notice(missing.message, missing.hint))
        _draw_choice(catalogue)
        return
    _draw_report(Reader(catalogue, report, state, ranked, basket_references()))


def _draw_way_back(state: ReaderState) -> None:
    search = state.search or last_search()
    if search is not None and search.query and not state.report_id:
        st.html(link(search_href(search), "← Back to results", page=SEARCH_PAGE, classes="pr-back"))


def _draw_choice(catalogue: Catalogue) -> None:
    st.html(choice_heading_html())
    heads = sorted(catalogue.heads(), key=lambda head: (report_name(head).casefold(), head.dated or date.max))
    report_choice({str(head.report_id): f"{report_name(head)}: {report_byline(head)}" for head in heads})
    st.html(choice_html(heads))


def _draw_report(reader: Reader) -> None:
    report, state = reader.report, reader.state
    with st.sidebar:
        st.html(outline_html(report))
    image, unavailable = _image(reader)
    _draw_bar(reader, image)
    st.html(head_html(report, report.url or "") + findings_html(report.findings))
    if unavailable is not None:
        st.html(notice(unavailable.message, unavailable.hint))
    if state.address is not None and reader.here is None:
        st.html(notice(f"This report has no paragraph “{state.address}”.", "The whole report follows."))
    body = Body(report, reader.places, state.address, tuple(reader.decorations()), state, sheets=image is not None)
    if image is None:
        st.html(body_html(body))
        _behave(reader)
        return
    text_side, image_side = st.columns([3, 2], gap="large")
    with text_side:
        st.html(body_html(body))
    with image_side, st.container(key="reader-sheet"):
        _draw_image_in_sight(reader)


def _behave(reader: Reader) -> Any:
    """Mounts the reader's script; what it says is in sight stays with it until it says something else."""
    state = reader.state
    data = {
        "view": state.href,
        "find": state.find,
        "found": len(reader.found),
        "para": state.address,
        "sheet": state.sheet,
    }
    return _behaviour(key="reader", data=data, on_sight_change=_draw_nothing_else)


def _draw_nothing_else() -> None:
    """A component has a state of this name only where somebody listens to it."""


@st.fragment
def _draw_image_in_sight(reader: Reader) -> None:
    """The page of the text that is in sight, drawn anew as the visitor goes on, without the text."""
    sight = reader.in_sight(getattr(_behave(reader), "sight", None))
    try:
        image = page_image(reader.catalogue.manifest, reader.report, sight.page)
    except PageUnavailable as unavailable:
        st.html(notice(unavailable.message, unavailable.hint))
        return
    boxes = paragraph_boxes(reader.catalogue.manifest, reader.report, sight.place.chunk) if sight.place else {}
    which = sight.place.address if sight.place else ""
    st.html(page_image_html(image, reader.report.source, reader.state, boxes.get(image.number), which))


def _image(reader: Reader) -> tuple[PageImage | None, PageUnavailable | None]:
    """The page of the file to show, or why it cannot be shown; neither where the file has no pages."""
    if not has_pages(reader.report):
        return None, None
    try:
        return page_image(reader.catalogue.manifest, reader.report, reader.sheet), None
    except PageUnavailable as unavailable:
        return None, unavailable


def _draw_bar(reader: Reader, image: PageImage | None) -> None:
    """Stays in sight above the report: the way back, the hits, the box to find words, the picture's button."""
    state = reader.state
    with st.container(key="reader-bar", horizontal=True, vertical_alignment="center", gap="small"):
        search = state.search or last_search()
        back = walk = ""
        if search is not None and search.query:
            href = search_href(search.on_page(reader.results_page))
            back = link(href, "← Back to results", page=SEARCH_PAGE, classes="pr-back")
        if state.search is not None and reader.walk is not None:
            walk = walk_html(reader.walk, state.search.query, reader.href)
        draw_html(back)
        draw_html(walk)
        find_box(state.find)
        if is_sought(state.find):
            st.html(found_html(state.find, len(reader.found)))
        elif state.find:
            st.html(too_short_html(SHORTEST_SOUGHT_CHARACTERS))
        if image is not None:
            st.html(sheet_toggle_html(image.number))
