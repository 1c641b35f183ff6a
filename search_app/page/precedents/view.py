"""Precedents: what supports a draft and what contrasts with it, and what is asked about one paragraph."""

from __future__ import annotations

import streamlit as st

from indexer.errors import DraftRefused, NotFound
from search_app.answers.labels import report_byline, report_name
from search_app.engine import SearchEngine
from search_app.page.addresses import Asked, Reference, read_reference
from search_app.page.markup import notice
from search_app.page.precedents.html import (
    draft_html,
    left_out_html,
    notes_html,
    paragraph_html,
    related_html,
    sides_html,
)
from search_app.page.process import await_model, waiting
from search_app.page.visitor import basket_references, kept_answer, kept_draft
from search_app.page.widgets import draft_form
from search_app.precedents.draft import draft_of, read_draft
from search_app.precedents.search import find_precedents, similar_paragraphs, who_does_this_well

_HEADING = '<h1 class="pr-heading">Precedents</h1>'
_LOOKING = "Looking for precedents…"


def draw(engine: SearchEngine) -> None:
    """The answer about the paragraph that the address names; the form for a draft where it names none."""
    st.html(_HEADING)
    reference = read_reference({name: st.query_params.get_all(name) for name in st.query_params})
    if reference is not None:
        try:
            _draw_paragraph(engine, reference)
            return
        except (NotFound, DraftRefused) as missing:
            st.html(notice(missing.message, missing.hint))
    _draw_draft(engine)


def _draw_paragraph(engine: SearchEngine, reference: Reference) -> None:
    catalogue, asked = engine.catalogue, reference.asked
    report = catalogue.report(reference.report_id)
    chunk = catalogue.find(reference.report_id, reference.address)
    draft, address = draft_of(chunk), catalogue.address(chunk)
    st.html(paragraph_html(chunk, report, address, catalogue.cite(chunk), asked))
    ignored = (f"This link asks “{reference.ignored}”, which is not known here.",) if reference.ignored else ()
    st.html(notes_html(ignored) + left_out_html(report, asked))
    await_model(engine)
    key = (catalogue.name, report.report_id, address, asked)
    with waiting(_LOOKING):
        if asked is Asked.DRAFT:
            precedents = kept_answer(key, lambda: find_precedents(engine, draft, exclude=[report.report_id]))
            shown = notes_html(precedents.notes) + sides_html(precedents, basket_references())
        else:
            find = who_does_this_well if asked is Asked.WELL else similar_paragraphs
            related = kept_answer(key, lambda: find(engine, chunk))
            shown = notes_html(related.notes) + related_html(related, draft, asked, basket_references())
    st.html(shown)


def _draw_draft(engine: SearchEngine) -> None:
    catalogue = engine.catalogue
    heads = {str(head.report_id): head for head in sorted(catalogue.heads(), key=report_name)}
    draft_form({report_id: f"{report_name(head)}: {report_byline(head)}" for report_id, head in heads.items()})
    text, own = kept_draft()
    if not text.strip():
        return
    try:
        draft = read_draft(text)
    except DraftRefused as refused:
        st.html(notice(refused.message, refused.hint))
        return
    left_out = heads.get(own) if own else None
    exclude = [left_out.report_id] if left_out else []
    await_model(engine)
    with waiting(_LOOKING):
        found = kept_answer((catalogue.name, text, own), lambda: find_precedents(engine, draft, exclude=exclude))
        shown = [draft_html(draft, found.counts), left_out_html(left_out) if left_out else "", notes_html(found.notes)]
    st.html("".join(shown) + sides_html(found, basket_references()))
