"""The page's form for taking a report out of the archive, and for taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from search_app.answers.catalogue import Catalogue
from search_app.answers.labels import report_byline, report_name
from search_app.page.archive.html import by_area_and_date, outcome_html
from search_app.page.archive.upload_form import Bar
from search_app.page.archive.uploads import RemovalJob, UndoJob
from search_app.page.markup import notice
from search_app.page.process import adding_folder, served_index
from search_app.store.opening import index_path

if TYPE_CHECKING:
    from indexer.building.addition import Destination

_POLL_SECONDS = 0.2
_JOB = "removal-job"
_ENDED = "removal-ended"
_CHOICE = "removal-choice"


def draw_removal(catalogue: Catalogue) -> None:
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
            help="Its file is set aside, not deleted, and the removal can be taken back",
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
        body = (
            "Its file was set aside beside the others. Taking the removal back publishes the archive of before again."
        )
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
