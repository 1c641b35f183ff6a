"""Read: one report in its order, with a paragraph in view."""

from __future__ import annotations

import streamlit as st

from indexer.errors import NotFound
from indexer.records import Report
from search_app.catalogue import Catalogue
from search_app.engine import SearchEngine
from search_app.evidence import make_reference
from search_app.labels import report_byline, report_name
from search_app.markup import link, notice
from search_app.permalinks import SEARCH_PAGE, search_href
from search_app.reader_markup import Place, body_html, choice_html, findings_html, head_html, outline_html
from search_app.session import basket_references, last_search
from search_app.widgets import report_choice


def draw(engine: SearchEngine) -> None:
    """The report that the address names with its outline; a choice of reports where it names none."""
    catalogue = engine.catalogue
    report_id, address = st.query_params.get("report", ""), st.query_params.get("para")
    _draw_way_back()
    if not report_id:
        _draw_choice(catalogue)
        return
    try:
        report = catalogue.report(report_id)
    except NotFound as missing:
        st.html(notice(missing.message, missing.hint))
        _draw_choice(catalogue)
        return
    _draw_report(catalogue, report, address)


def _draw_way_back() -> None:
    state = last_search()
    if state is not None and state.query:
        st.html(link(search_href(state), "← Back to results", page=SEARCH_PAGE))


def _draw_choice(catalogue: Catalogue) -> None:
    st.html('<h1 class="pr-heading">Read a report</h1>')
    heads = sorted(catalogue.heads(), key=report_name)
    report_choice({str(head.report_id): f"{report_name(head)}: {report_byline(head)}" for head in heads})
    st.html(choice_html(heads))


def _draw_report(catalogue: Catalogue, report: Report, address: str | None) -> None:
    basket = basket_references()
    places = {}
    for chunk in catalogue.chunks_of(report.report_id):
        own = catalogue.address(chunk)
        in_basket = make_reference(report.report_id, own) in basket
        places[chunk.start] = Place(chunk, own, catalogue.cite(chunk), in_basket)
    with st.sidebar:
        st.html(outline_html(report))
    st.html(head_html(report) + findings_html(report.findings))
    if address is not None and address not in {place.address for place in places.values()}:
        st.html(notice(f"This report has no paragraph “{address}”.", "The whole report follows."))
    st.html(body_html(report, places, address))
