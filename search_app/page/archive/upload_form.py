"""The page's form for adding reports: choose files, check what each is understood as, then publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from indexer.errors import CorpusError
from indexer.limits import FILE_SIZE_LIMIT_BYTES
from indexer.progress import SilentProgress
from indexer.records import Report
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import Manifest
from search_app.answers.catalogue import Catalogue
from search_app.answers.labels import count
from search_app.page.archive.html import added_html, note_html, outcome_html, subheading, understood_html
from search_app.page.archive.uploads import (
    AdditionJob,
    Stage,
    Understood,
    Upload,
    compare_with_archive,
    folder_of_the_archive,
    own_folder,
    understand,
)
from search_app.page.markup import notice
from search_app.page.process import adding_folder, served_index
from search_app.page.widgets import plain_label
from search_app.store.opening import index_path

if TYPE_CHECKING:
    from indexer.building.versions import Told

_LIMIT_MB = FILE_SIZE_LIMIT_BYTES // 1024**2
_POLL_SECONDS = 0.2
"""Often enough for a bar that moves, seldom enough to cost nothing."""

_ROUND = "upload-round"
_KNOWN = "upload-understood"
_JOB = "upload-job"
_ENDED = "upload-ended"


class Bar(SilentProgress):
    """A bar on the page; implements indexer.progress.BuildProgress."""

    def __init__(self) -> None:
        self._place = st.empty()
        self._stage: Stage | None = None

    def start(self, stage: str, total: int, unit: str) -> None:
        self.show(Stage(stage, 0, total, unit))

    def advance(self, stage: str, amount: int) -> None:
        if self._stage:
            self.show(Stage(self._stage.name, self._stage.done + amount, self._stage.total, self._stage.unit))

    def show(self, stage: Stage | None) -> None:
        self._stage = stage
        if stage is None:
            self._place.progress(0.0, "Starting…")
        else:
            share = min(1.0, stage.done / stage.total) if stage.total else 1.0
            self._place.progress(share, f"{stage.name}: {stage.done:,} of {count(stage.total, stage.unit)}")

    def clear(self) -> None:
        self._place.empty()


def draw_upload(catalogue: Catalogue | None) -> None:
    """The form; after an addition, the ledger of just its files. Redraws the page once the reports are published.

    `catalogue` is None where there is no index yet, which the first reports then build. Nothing is drawn, and nothing
    taken in, where whoever serves the page has not allowed it.
    """
    if adding_folder() is None:
        return
    st.html(subheading("Add reports"))
    if _JOB in st.session_state:  # this run was asked for while the reports were being added
        _await(st.session_state[_JOB])
    uploads = _choose()
    if _ENDED in st.session_state:
        _show_outcome(catalogue.heads() if catalogue else (), st.session_state[_ENDED], uploads)
    if uploads:
        _check_and_add(catalogue, uploads)


def _choose() -> list[Upload]:
    files = st.file_uploader(
        f"PDF, Word, HTML, Markdown or text, several at once if you like; at most {_LIMIT_MB} MB each",
        accept_multiple_files=True,
        max_upload_size=_LIMIT_MB,
        key=f"upload-{st.session_state.get(_ROUND, 0)}",
    )
    return [Upload(file.file_id, _as_named(file.name), file.getvalue()) for file in files]


def _as_named(sent: str) -> str:
    """The file's own name: browsers send a quotation mark in it as %22, which nobody would know again."""
    return sent.replace("%22", '"')


def _show_outcome(reports: Sequence[Report], job: AdditionJob, uploads: Sequence[Upload]) -> None:
    if job.error is not None:
        st.html(outcome_html(job.key, notice(job.error.message, job.error.hint, urgent=True)))
    elif job.result is not None and not uploads:
        result = job.result
        shown = added_html(result.ledger, reports, job.names, published=result.published)
        st.html(outcome_html(job.key, shown))


def _check_and_add(catalogue: Catalogue | None, uploads: Sequence[Upload]) -> None:
    manifest = catalogue.manifest if catalogue else None
    ledger = catalogue.generation.ledger() if catalogue else None
    reports = catalogue.heads() if catalogue else ()
    files = {identity: compare_with_archive(file, reports, ledger) for identity, file in _understand(uploads).items()}
    new = sum(file.can_be_added for file in files.values())
    held = sum(bool(file.held_as) for file in files.values())
    words = f"{count(new, 'file')} of {len(files)} can be added. "
    which = "it" if len(files) == 1 else f"{held} of them"
    words += f"The archive already holds {which}, byte for byte. " if held else ""
    words += "Check what was understood; nothing is added yet." if new else ""
    st.html(note_html(words))
    chosen = [upload for upload in uploads if _ticked(upload.identity, files[upload.identity], ledger)]
    if not new:
        return
    try:
        corpus = _own_folder(manifest) if manifest is None or manifest.only_samples else folder_of_the_archive(manifest)
    except CorpusError as error:
        st.html(notice(error.message, error.hint, urgent=True))
        return
    replace = _replace_choice(chosen, files, corpus)
    label = f"Add {count(len(chosen), 'report')}"
    if st.button(label, type="primary", disabled=not chosen or replace is None):
        named = [Upload(each.identity, files[each.identity].name, each.content) for each in chosen]
        _add(named, corpus, bool(replace), _told(chosen, files))


def _understand(uploads: Sequence[Upload]) -> dict[str, Understood]:
    bar = Bar()
    known: dict[str, Understood] = st.session_state.get(_KNOWN, {})
    index = served_index()
    found = understand(uploads, known, bar, index if isinstance(index, Path) else None)
    bar.clear()
    # A name that clashes with another of today's files may be free once that one is taken away again.
    st.session_state[_KNOWN] = {identity: file for identity, file in found.items() if file.report is not None}
    return found


def _ticked(identity: str, file: Understood, ledger: Ledger | None) -> bool:
    """The file with its tick, which is set but where the archive seems to hold the inspection already."""
    key = f"tick-{identity}"
    ticked = file.can_be_added and st.checkbox(plain_label(file.name), value=not file.asked_about, key=key)
    st.html(understood_html(file, ledger))
    if ticked and file.undecided:
        st.radio("Which one should count?", _COUNTS, key=f"counts-{identity}", horizontal=True)
    return ticked


_COUNTS = (_HELD_COUNTS, _NEW_COUNTS, _BOTH_COUNT) = ("What the archive holds", "This file", "Both")


def _told(chosen: Sequence[Upload], files: Mapping[str, Understood]) -> Told:
    """What was said of the files that are nearly the same as a report of the archive."""
    from indexer.building.versions import Told

    said = {
        files[each.identity].name: st.session_state.get(f"counts-{each.identity}")
        for each in chosen
        if files[each.identity].undecided
    }
    newest, both = ({name for name, words in said.items() if words == one} for one in (_NEW_COUNTS, _BOTH_COUNT))
    return Told(frozenset(newest), frozenset(both))


def _own_folder(manifest: Manifest | None) -> Path:
    """The folder that whoever serves the page has named. Raises CorpusError where it cannot be used."""
    folder = own_folder(str(adding_folder() or ""), Path(manifest.corpus) if manifest else None)
    if manifest is None:
        st.html(notice(f"The reports are kept in the folder “{folder.name}”.", "It is created if needed."))
    else:
        st.html(
            notice(
                "This archive holds invented samples, and your own reports are kept apart from them.",
                f"They go into the folder “{folder.name}”, which is created if needed. The archive will then hold that "
                "folder, and whatever reports are in it already, instead of the samples.",
            )
        )
    return folder


def _replace_choice(chosen: Sequence[Upload], files: dict[str, Understood], corpus: Path) -> bool | None:
    """Whether files of the same names are to be replaced; None where that has to be decided first."""
    from indexer.building.addition import is_taken

    names = [files[each.identity].name for each in chosen]
    taken = [name for name, each in zip(names, chosen, strict=True) if is_taken(name, each.content, corpus)]
    if not taken:
        return False
    body = "Untick the files that are to stay as they are, or replace those in the folder."
    st.html(
        notice(
            f"The folder “{corpus.name}” holds another file of this name already: {', '.join(taken)}.",
            body,
            urgent=True,
        )
    )
    wanted = st.checkbox(f"Replace {count(len(taken), 'file')} in the folder", key=f"replace-{'/'.join(taken)}")
    return True if wanted else None


def _add(uploads: Sequence[Upload], corpus: Path, replace: bool, told: Told | None = None) -> None:
    from indexer.building.addition import find_destination

    if adding_folder() is None:
        raise CorpusError("Reports cannot be added here.", hint="Serve the page with: precedent serve --allow-adding")
    destination = find_destination(index_path(served_index(), "Adding reports"), corpus)
    job = st.session_state[_JOB] = AdditionJob(uploads, destination, replace=replace, told=told)
    _await(job)


def _await(job: AdditionJob) -> None:
    """Shows how far `job` is until it ends, then draws the page anew, with an empty form if all went well."""
    bar = Bar()
    while not job.wait(_POLL_SECONDS):
        bar.show(job.stage)
    bar.clear()
    st.session_state[_ENDED] = st.session_state.pop(_JOB)
    if job.error is None:
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        st.session_state.pop(_KNOWN, None)
    st.rerun()
