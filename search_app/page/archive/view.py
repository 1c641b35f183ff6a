"""Archive: what is in the index, what was noted in reading it, what was left out; and a form to add reports.

The form is there only where the page is served with --allow-adding.
"""

from __future__ import annotations

import streamlit as st

from indexer.errors import IndexMissing
from search_app.answers.catalogue import holdings_of
from search_app.engine import SearchEngine
from search_app.page.archive.html import (
    gaps_html,
    generation_html,
    health_html,
    holdings_html,
    reading_findings_html,
    refused_html,
    reports_html,
)
from search_app.page.archive.upload_form import draw_upload
from search_app.page.markup import notice
from search_app.page.process import adding_folder, served_index, waiting
from search_app.store.opening import check_source


def draw(engine: SearchEngine) -> None:
    """The generation and its health, the form to add reports, what it holds and lacks, and findings."""
    catalogue = engine.catalogue
    ledger = catalogue.generation.ledger()
    reports = catalogue.heads()
    holdings = holdings_of(reports, ledger)
    st.html('<h1 class="pr-heading">What this archive holds</h1>')
    st.html(generation_html(catalogue.name, catalogue.manifest))
    _draw_health()
    draw_upload(catalogue)
    st.html(f'<h2 class="pr-subheading">Years, types and areas</h2>{holdings_html(holdings)}')
    st.html(f'<h2 class="pr-subheading">Gaps</h2>{gaps_html(holdings)}')
    st.html('<h2 class="pr-subheading">Reports</h2>')
    st.html(reports_html(reports, ledger))
    st.html(f'<h2 class="pr-subheading">Files left out</h2>{refused_html(ledger)}')
    st.html(f'<h2 class="pr-subheading">Findings about the reading</h2>{reading_findings_html(reports)}')


def draw_without_index(missing: IndexMissing) -> None:
    """The form alone, whose first reports build the index."""
    st.html('<h1 class="pr-heading">There is no archive yet</h1>')
    st.html(
        notice(
            "Add the first reports here, and it is built from them." if adding_folder() else "Build it from a folder.",
            f"{missing.message} A folder full of reports is built in one go by this command:",
            command=missing.hint.removeprefix("Build it with: "),
        )
    )
    draw_upload(None)


def _draw_health() -> None:
    """A check on request, since it reads every file of the index."""
    if st.button("Check the index", help="Holds every file of the index against its checksum and against the folder"):
        with waiting("Checking every file of the index…"):
            result = check_source(served_index())
        st.html(health_html(result))
