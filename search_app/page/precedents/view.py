"""Precedents: what supports a draft and what contrasts with it, what is asked about one paragraph, and a draft's
quotations and citations held against the archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from indexer.errors import DraftRefused, NotFound
from indexer.limits import DRAFT_SENTENCES_LIMIT, WORD_DRAFT_LIMIT_BYTES
from indexer.records import Report
from search_app.answers.labels import report_byline, report_name
from search_app.archive import Archive
from search_app.basket.basket import make_reference
from search_app.basket.export.tables import table_csv
from search_app.filters.fields import type_label
from search_app.filters.filters import Filters
from search_app.filters.printed_values import inspectorates_of
from search_app.page.addresses import Asked, Reference, read_reference, read_state
from search_app.page.markup import notice
from search_app.page.precedents.html import (
    SENTENCE_PARAMETER,
    checked_html,
    draft_html,
    left_out_html,
    misspelt_html,
    notes_html,
    paragraph_html,
    related_html,
    sides_html,
)
from search_app.page.process import await_model, waiting
from search_app.page.visitor import basket_references, keep_draft, kept_answer, kept_draft
from search_app.page.widgets import several
from search_app.precedents.answers import Precedents
from search_app.precedents.draft import draft_of, read_draft
from search_app.precedents.draft_files import WORD_SUFFIX, commented_word, draft_text

_HEADING = Markup('<h1 class="pr-heading">Precedents</h1>')
_LOOKING = "Looking for precedents…"
_CHECKING = "Checking the draft against the archive…"
_DRAFT_BOX, _DRAFT_REPORT, _DRAFT_FILE = "draft-box", "draft-report", "draft-file"
_TASK, _FILE, _REFUSED = "draft-task", "draft-content", "draft-refused"
_CHECK = "check"
_ONE_SENTENCE_LISTED = 30
"""In each list, where one sentence is in view: there is no other way to those that follow."""
_FORMS = ("docx", "md", "txt")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draw(archive: Archive) -> None:
    """The answer about the paragraph that the address names; the form for a draft where it names none."""
    st.html(_HEADING)
    reference = read_reference({name: st.query_params.get_all(name) for name in st.query_params})
    if reference is not None:
        try:
            _draw_paragraph(archive, reference)
            return
        except (NotFound, DraftRefused) as missing:
            st.html(notice(missing.message, missing.hint))
    _draw_draft(archive)


def _draw_paragraph(archive: Archive, reference: Reference) -> None:
    catalogue, asked = archive.catalogue, reference.asked
    report = catalogue.report(reference.report_id)
    chunk = catalogue.find(reference.report_id, reference.address)
    draft, address = draft_of(chunk), catalogue.address(chunk)
    st.html(paragraph_html(chunk, report, address, catalogue.cite(chunk), asked))
    ignored = (f"This link asks “{reference.ignored}”, which is not known here.",) if reference.ignored else ()
    st.html(notes_html(ignored) + left_out_html(report, asked))
    await_model(archive)
    key = (catalogue.name, report.report_id, address, asked)
    paragraph = make_reference(report.report_id, address)
    with waiting(_LOOKING):
        if asked is Asked.DRAFT:
            precedents = kept_answer(key, lambda: archive.precedents_of(paragraph))
            shown = notes_html(precedents.notes) + sides_html(precedents, draft, basket_references())
        else:
            find = archive.who_does_this_well if asked is Asked.WELL else archive.similar
            related = kept_answer(key, lambda: find(paragraph))
            shown = notes_html(related.notes) + related_html(related, draft, asked, basket_references())
    st.html(shown)


# A draft of one's own: the form, and what is found for it.


def _draw_draft(archive: Archive) -> None:
    heads = {str(head.report_id): head for head in sorted(archive.reports(), key=report_name)}
    _draw_form({report_id: f"{report_name(head)}: {report_byline(head)}" for report_id, head in heads.items()})
    if refused := st.session_state.pop(_REFUSED, None):
        st.html(notice(*refused))
        return
    text, own = kept_draft()
    if not text.strip():
        return
    try:
        if st.session_state.get(_TASK) == _CHECK:
            _draw_check(archive, text)
        else:
            _draw_margin(archive, text, heads.get(own) if own else None)
    except DraftRefused as refusal:
        st.html(notice(refusal.message, refusal.hint))


def _draw_form(names: Mapping[str, str]) -> None:
    """The box for a draft or its file, the report that it is for, and what is to be done with it."""
    text, own = kept_draft()
    st.session_state.setdefault(_DRAFT_BOX, text)
    st.session_state.setdefault(_DRAFT_REPORT, own if own in names else None)
    # The browser puts back what it keeps where the server has no draft, and must not where one was handed over: the
    # box stands empty for a moment in both cases.
    with st.container(key="draft-there" if text else "draft-wanted"), st.form("draft-form", border=False):
        st.text_area(
            f"Your draft, up to {DRAFT_SENTENCES_LIMIT} sentences; headings are skipped",
            key=_DRAFT_BOX,
            height=180,
            placeholder="In seven of the ten cases, home visits were made in time. Plans were not reviewed, however.",
        )
        st.file_uploader(
            "Or upload it: Word, Markdown or plain text",
            type=_FORMS,
            key=_DRAFT_FILE,
            max_upload_size=WORD_DRAFT_LIMIT_BYTES // 1024**2,
        )
        st.selectbox(
            "If your draft is about a report in this archive, leave that report out",
            list(names),
            index=None,
            key=_DRAFT_REPORT,
            format_func=names.__getitem__,
            placeholder="No report is left out",
        )
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button("Find precedents", type="primary", on_click=_take_draft, args=("",))
            st.form_submit_button("Check quotations and citations", on_click=_take_draft, args=(_CHECK,))


def _take_draft(task: str) -> None:
    for name in ("report", "para", "as", SENTENCE_PARAMETER):
        st.query_params.pop(name, None)
    upload = st.session_state.get(_DRAFT_FILE)
    if upload is not None and st.session_state.get(_FILE, ("", b"", ""))[:2] != (upload.name, upload.getvalue()):
        try:
            text = draft_text(upload.getvalue(), upload.name)
        except DraftRefused as refused:
            st.session_state[_REFUSED] = refused.message, refused.hint
            return
        st.session_state[_DRAFT_BOX] = text
        st.session_state[_FILE] = upload.name, upload.getvalue(), text
    st.session_state[_TASK] = task
    keep_draft(st.session_state[_DRAFT_BOX], st.session_state[_DRAFT_REPORT])


def _draw_margin(archive: Archive, text: str, left_out: Report | None) -> None:
    draft = read_draft(text)
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    state = read_state(parameters)
    _draw_filters(archive, state.filters)
    exclude = [left_out.report_id] if left_out else []
    await_model(archive)
    with waiting(_LOOKING):
        key = (archive.generation, text, exclude, state.filters)
        found = kept_answer(repr(key), lambda: archive.precedents(draft, filters=state.filters, exclude=exclude))
        chosen = _chosen(parameters.get(SENTENCE_PARAMETER, []), len(found.margin))
        in_view = 1 if len(found.margin) == 1 else chosen
        lists = found if in_view is None else found.margin[in_view - 1].widened(_ONE_SENTENCE_LISTED)
        shown = [
            draft_html(draft, found.counts, chosen, state.filters),
            left_out_html(left_out) if left_out else Markup(""),
            misspelt_html(found.misspelt),
            notes_html((*state.ignored, *found.notes)),
            sides_html(lists, draft, basket_references(), named=in_view is None),
        ]
    st.html(Markup("").join(shown))
    _draw_downloads(found)


def _chosen(values: list[str], sentences: int) -> int | None:
    number = int(values[0]) if values and values[0].isascii() and values[0].isdigit() else 0
    return number if 1 <= number <= sentences else None


def _draw_filters(archive: Archive, filters: Filters) -> None:
    heads = archive.reports()
    years = sorted({str(day.year) for head in heads if (day := head.dated)}, reverse=True)
    inspectorates = sorted({name for head in heads for name in inspectorates_of(head)})
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        several("Inspectorates", "inspectorate", inspectorates, filters.inspectorates)
        kinds = sorted({head.type.value for head in heads if head.type}, key=type_label)
        several("Types of report", "type", kinds, filters.types, type_label)
        several("Areas", "area", sorted({head.area for head in heads if head.area}), filters.areas)
        several("Years", "year", years, filters.years)


def _draw_downloads(found: Precedents) -> None:
    """All that can be listed for any sentence, written once a button is chosen: of a long draft it is much."""
    if not any(map(any, found.counts)):
        return
    whole = replace(found, margin=tuple(each.widened(_ONE_SENTENCE_LISTED) for each in found.margin))
    with st.container(horizontal=True, gap="small"):
        _download("Download all lists as CSV", "precedents.csv", "text/csv", lambda: _as_table(list(whole.rows())))
        _download("as JSON", "precedents.json", "application/json", lambda: _as_json(whole.to_json()))


def _as_table(rows: Sequence[Mapping[str, object]]) -> bytes:
    return table_csv(list(rows[0]), [tuple(row.values()) for row in rows])


def _draw_check(archive: Archive, text: str) -> None:
    with waiting(_CHECKING):
        checked = kept_answer((archive.generation, text, _CHECK), lambda: archive.verify(text))
    st.html(checked_html(checked))
    if not len(checked):
        return
    name, content, read = st.session_state.get(_FILE, ("", b"", ""))
    is_the_file = name.lower().endswith(WORD_SUFFIX) and read == text
    name, content = (name, content) if is_the_file else ("draft.txt", text.encode("utf-8", "replace"))
    word = commented_word(content, name, checked)
    with st.container(horizontal=True, gap="small"):
        _download("Download the draft with comments (Word)", f"checked-{name.rpartition('.')[0]}.docx", _WORD, word)
        _download("as JSON", "checked.json", "application/json", _as_json(checked.to_json()))


def _as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _download(label: str, name: str, media_type: str, content: bytes | Callable[[], bytes]) -> None:
    st.download_button(label, content, file_name=name, mime=media_type, key=f"download-{label}", on_click="ignore")
