"""Archive: what is in the index, what was noted in reading it, and what was left out."""

from __future__ import annotations

import streamlit as st

from search_app.archive_markup import generation_html, reading_findings_html, refused_html, reports_html
from search_app.engine import SearchEngine


def draw(engine: SearchEngine) -> None:
    """The generation, its reports, findings and refused files."""
    library = engine.library
    ledger = library.generation.ledger()
    reports = library.heads()
    st.html('<h1 class="pr-heading">What this archive holds</h1>')
    st.html(generation_html(library.name, library.manifest))
    st.html(reports_html(reports, ledger))
    st.html(f'<h2 class="pr-subheading">Files left out</h2>{refused_html(ledger)}')
    st.html(f'<h2 class="pr-subheading">Findings about the reading</h2>{reading_findings_html(reports)}')
