"""Archive: what is in the index, what was noted in reading it, what was left out; and a form to add reports.

The form is there only where the page is served with --allow-adding.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from indexer.errors import IndexMissing
from search_app.answers.catalogue import holdings_of
from search_app.engine import SearchEngine
from search_app.page.archive.html import (
    gaps_html,
    generation_html,
    heading,
    health_html,
    holdings_html,
    reading_findings_html,
    refused_html,
    reports_html,
    subheading,
)
from search_app.page.archive.removal_form import draw_removal
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
    st.html(heading("What this archive holds"))
    st.html(generation_html(catalogue.name, catalogue.manifest))
    _draw_health(catalogue.manifest.corpus)
    draw_upload(catalogue)
    st.html(subheading("Years, types and areas", holdings_html(holdings)))
    st.html(subheading("Gaps", gaps_html(holdings)))
    st.html(subheading("Reports", reports_html(reports, ledger)))
    draw_removal(catalogue)
    st.html(subheading("Files left out", refused_html(ledger)))
    st.html(subheading("Findings about the reading", reading_findings_html(reports)))


def draw_without_index(missing: IndexMissing) -> None:
    """The form alone, whose first reports build the index."""
    st.html(heading("There is no archive yet"))
    st.html(
        notice(
            "Add the first reports here, and it is built from them." if adding_folder() else "Build it from a folder.",
            f"{missing.message} A folder full of reports is built in one go by this command:",
            command=missing.hint.removeprefix("Build it with: "),
        )
    )
    draw_upload(None)


def _draw_health(folder: str) -> None:
    """A check on request, since it reads every file of the index."""
    if st.button("Check the index", help="Holds every file of the index against its checksum and against the folder"):
        with waiting("Checking every file of the index…"):
            result = check_source(served_index())
        folders = [folder, *_names_of(served_index())]
        st.html(health_html(result, sorted(set(folders), key=len, reverse=True), commands=adding_folder() is not None))


def _names_of(index: Path | str) -> tuple[str, ...]:
    """What a message may call the index, which is nothing for the readers of a page."""
    return (str(index), str(index.resolve())) if isinstance(index, Path) else (index,)
