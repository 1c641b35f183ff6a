"""Archive: what is in the index, what was noted in reading it, what was left out; and a form to add reports.

The page is served on 127.0.0.1 for the owner of the machine, whom the form therefore lets write to their folders.
"""

from __future__ import annotations

import streamlit as st

from search_app.archive_markup import generation_html, reading_findings_html, refused_html, reports_html
from search_app.engine import SearchEngine
from search_app.views.upload_form import draw_upload


def draw(engine: SearchEngine) -> None:
    """The generation, the form to add reports, its reports, findings and refused files."""
    catalogue = engine.catalogue
    ledger = catalogue.generation.ledger()
    reports = catalogue.heads()
    st.html('<h1 class="pr-heading">What this archive holds</h1>')
    st.html(generation_html(catalogue.name, catalogue.manifest))
    draw_upload(engine)
    st.html('<h2 class="pr-subheading">Reports</h2>')
    st.html(reports_html(reports, ledger))
    st.html(f'<h2 class="pr-subheading">Files left out</h2>{refused_html(ledger)}')
    st.html(f'<h2 class="pr-subheading">Findings about the reading</h2>{reading_findings_html(reports)}')
