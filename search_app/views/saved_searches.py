"""The visitor's saved searches: listed on the first page with what is new, saved beside the results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from search_app.engine import SearchEngine
from search_app.labels import report_name
from search_app.saved_markup import list_html
from search_app.saved_searches import checksums, count_new, has_new_reports, read_saved
from search_app.session import await_model

_SCRIPT = Path(__file__).parents[1] / "assets" / "saved.js"
_KEY = "saved"

_keeper = st.components.v2.component("precedent_saved", js=_SCRIPT.read_text(encoding="utf-8"))


def draw_saved_searches(engine: SearchEngine, draw_others: Callable[[], None]) -> None:
    """The list, as soon as the browser has said what it keeps: before the others where it has any, else after."""
    kept = _kept()
    searches = read_saved(kept)
    if any(has_new_reports(engine, search) for search in searches):
        await_model(engine)
    names = {str(report.report_id): report_name(report) for report in engine.catalogue.heads()}
    shown = list_html([count_new(engine, search) for search in searches], names)
    if searches:
        st.html(shown)
    draw_others()
    if not searches:
        st.html(shown)
    _mount(engine, known=kept)


def mount_keeper(engine: SearchEngine) -> None:
    """The script alone, which saves a search without asking the server."""
    _mount(engine, known=None)


def _kept() -> str:
    kept = (st.session_state.get(_KEY) or {}).get("kept")
    return kept if isinstance(kept, str) else ""


def _mount(engine: SearchEngine, known: str | None) -> None:
    catalogue = engine.catalogue
    archive = {"name": catalogue.name, "reports": " ".join(checksums(catalogue.heads()))}
    data = {"archive": archive, "lists": known is not None, "known": known}
    if known is None:
        _keeper(key="keeper", data=data)
    else:
        _keeper(key=_KEY, data=data, on_kept_change=lambda: None)
