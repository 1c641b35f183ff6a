"""Archive: what is in the index, what was noted in reading it, what was left out; and forms to add reports and
to remove one.

The forms are there only where the page is served with --allow-adding.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from indexer.errors import IndexMissing
from indexer.records import Report
from indexer.storage.ledger import Ledger
from search_app.answers.catalogue import Catalogue, holdings_of
from search_app.answers.labels import count, report_byline, report_name
from search_app.archive import Archive
from search_app.page.archive.html import (
    ListOrder,
    by_area_and_date,
    gaps_html,
    generation_html,
    heading,
    health_html,
    holdings_html,
    listed_reports,
    note_html,
    outcome_html,
    reading_findings_html,
    refused_html,
    reports_html,
    subheading,
)
from search_app.page.archive.upload_form import Bar, draw_upload
from search_app.page.archive.uploads import RemovalJob, UndoJob
from search_app.page.markup import notice
from search_app.page.process import adding_folder, served_index, waiting
from search_app.page.widgets import draw_html
from search_app.store.opening import check_source, index_path

if TYPE_CHECKING:
    from indexer.building.addition import Destination

_ORDER_WIDTH_PX = 170


def draw(archive: Archive) -> None:
    """The generation and its health, the form to add reports, what it holds and lacks, and findings."""
    catalogue = archive.catalogue
    ledger = catalogue.generation.ledger()
    reports = catalogue.heads()
    holdings = holdings_of(reports, ledger)
    st.html(heading("What this archive holds"))
    st.html(generation_html(catalogue.name, catalogue.manifest))
    _draw_health(catalogue.manifest.corpus)
    draw_upload(catalogue)
    st.html(subheading("Years, types and areas", holdings_html(holdings)))
    st.html(subheading("Gaps", gaps_html(holdings)))
    _draw_reports(reports, ledger)
    _draw_removal(catalogue)
    st.html(subheading("Files left out", refused_html(ledger)))
    st.html(subheading("Findings about the reading", reading_findings_html(reports)))


def _draw_reports(reports: Sequence[Report], ledger: Ledger) -> None:
    """The list of reports, which a visitor may narrow and order."""
    st.html(subheading("Reports"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = st.text_input(
            "Find a report",
            type="search",
            key="reports-words",
            placeholder="Area, title, year or file name",
            label_visibility="collapsed",
        )
        order = st.selectbox(
            "Order of the reports",
            list(ListOrder),
            key="reports-order",
            format_func=lambda each: f"by {each}" if each is ListOrder.AREA else str(each),
            label_visibility="collapsed",
            width=_ORDER_WIDTH_PX,
        )
    found = listed_reports(reports, words, order or ListOrder.AREA)
    if words.strip():
        st.html(note_html(f"{len(found):,} of {count(len(reports), 'report')}"))
    draw_html(reports_html(found, ledger) if found else "")


def draw_without_index(missing: IndexMissing) -> None:
    """The form alone, whose first reports build the index."""
    st.html(heading("There is no archive yet"))
    st.html(
        notice(
            "Add the first reports here to build it." if adding_folder() else "Build it from a folder.",
            f"{missing.message} A folder full of reports is built in one go by this command:",
            command=missing.hint.removeprefix("Build it with: "),
        )
    )
    draw_upload(None)


def _draw_health(folder: str) -> None:
    """A check on request, since it reads every file of the index."""
    if st.button("Check the index", help="Checks every file of the index against its checksum and against the folder"):
        with waiting("Checking every file of the index…"):
            result = check_source(served_index())
        folders = [folder, *_names_of(served_index())]
        st.html(health_html(result, sorted(set(folders), key=len, reverse=True), commands=adding_folder() is not None))


def _names_of(index: Path | str) -> tuple[str, ...]:
    """What a message may call the index, which is nothing for the readers of a page."""
    return (str(index), str(index.resolve())) if isinstance(index, Path) else (index,)


# Taking a report out of the archive, and taking that back.

_POLL_SECONDS = 0.2
_JOB = "removal-job"
_ENDED = "removal-ended"
_CHOICE = "removal-choice"


def _draw_removal(catalogue: Catalogue) -> None:
    """The choice of a report to remove. Nothing is drawn where reports may not be added, or are samples."""
    if adding_folder() is None or catalogue.manifest.only_samples:
        return
    if _JOB in st.session_state:  # this run was asked for while the report was being removed
        _await(st.session_state[_JOB])
    if _ENDED in st.session_state:
        _show_outcome(st.session_state[_ENDED])
    reports = by_area_and_date(catalogue.heads())
    with st.expander("Remove a report"):
        names = {str(each.report_id): f"{report_name(each)}: {report_byline(each)} ({each.source})" for each in reports}
        chosen = st.selectbox(
            "Report to remove",
            list(names),
            index=None,
            key=_CHOICE,
            format_func=lambda report_id: names.get(report_id, report_id),
            placeholder="Choose one by area or date",
            help="Its file is set aside, not deleted, and the removal can be undone",
        )
        report = next((each for each in reports if each.report_id == chosen), None)
        # With one report left there would be nothing to build an index of.
        possible = report is not None and len(reports) > 1
        if st.button("Remove it from the archive", disabled=not possible) and report is not None:
            _start(RemovalJob(report, _destination()))


def _show_outcome(job: RemovalJob | UndoJob) -> None:
    name = f"{report_name(job.report)}, {report_byline(job.report)},"
    if job.error is not None:
        st.html(outcome_html(job.key, notice(job.error.message, job.error.hint, urgent=True)))
    elif isinstance(job, UndoJob):
        st.html(outcome_html(job.key, notice(f"{name} is in the archive again.")))
    else:
        body = "Its file was set aside, not deleted. Undoing the removal publishes the archive again as it was before."
        st.html(outcome_html(job.key, notice(f"{name} was removed from the archive.", body)))
    if isinstance(job, RemovalJob) and job.removal is not None and st.button("Undo the removal"):
        _start(UndoJob(job))


def _destination() -> Destination:
    from indexer.building.addition import find_destination

    return find_destination(index_path(served_index(), "Removing reports"), None)


def _start(job: RemovalJob | UndoJob) -> None:
    st.session_state[_JOB] = job
    _await(job)


def _await(job: RemovalJob | UndoJob) -> None:
    """Shows how far `job` is until it ends, then draws the page anew."""
    bar = Bar()
    while not job.wait(_POLL_SECONDS):
        bar.show(job.stage)
    bar.clear()
    st.session_state[_ENDED] = st.session_state.pop(_JOB)
    st.rerun()
