"""Basket: the evidence that this visitor has collected, in order, with notes, to be taken away as files."""

from __future__ import annotations

from itertools import chain

import streamlit as st

from indexer.errors import EvidenceRefused
from indexer.language.themes import standard_themes
from search_app.archive import Archive
from search_app.basket.basket import (
    LONGEST_INTRODUCTION_CHARACTERS,
    LONGEST_NOTE_CHARACTERS,
    LONGEST_TITLE_CHARACTERS,
    Basket,
    Headings,
    choose_sentences,
    chosen_sentences,
)
from search_app.basket.check import CheckedQuotation, State, check_basket
from search_app.basket.evidence_file import LARGEST_FILE_BYTES, read_evidence
from search_app.basket.export.document import TITLE
from search_app.page.basket.html import (
    clear_html,
    empty_html,
    files_html,
    heading_html,
    item_html,
    summary_html,
    undo_html,
)
from search_app.page.markup import notice
from search_app.page.visitor import basket_keeper

_ROUND = "evidence-round"
_REFUSED = "evidence-refused"
_NOTE_HEIGHT_PX = 80
_INTRODUCTION_HEIGHT_PX = 120
_PART_WIDTH_PX = 150


def draw(archive: Archive) -> None:
    """The quotations in their order, each checked, with what can be done to them; or how to collect some."""
    st.html(heading_html())
    keeper = basket_keeper()
    now = keeper.basket
    if keeper.before is not None:
        st.html(undo_html(keeper.before, now))
    if not now.items:
        st.html(empty_html())
        _draw_opening()
        return
    checked = check_basket(now, archive.catalogue)
    st.html(summary_html(checked) + files_html(exportable=any(each.state is State.CHECKED for each in checked)))
    _draw_cover(now)
    themes = _theme_names(now)
    for place, each in enumerate(checked, 1):
        with st.container(border=True):
            official = (each.report.url or "") if each.report else ""
            st.html(item_html(each, place, len(checked), official))
            _draw_annotations(each, themes)
    st.html(clear_html())
    _draw_opening()


def _draw_cover(now: Basket) -> None:
    """What stands over the quotations in a file: title, author, introduction, and what the headings are."""
    cover = now.cover
    values = {"title": cover.title, "author": cover.author, "introduction": cover.introduction}
    for name, value in (values | {"headings": cover.headings.value}).items():
        st.session_state[f"cover-{name}"] = value
    given = cover.title or cover.author or cover.introduction
    with st.expander("Title, author, introduction and headings of the file", expanded=bool(given)):
        left, right = st.columns([3, 2])
        left.text_input(
            "Title",
            key="cover-title",
            max_chars=LONGEST_TITLE_CHARACTERS,
            placeholder=TITLE,
            on_change=_put_cover,
            args=("title",),
        )
        right.text_input(
            "Author",
            key="cover-author",
            max_chars=LONGEST_TITLE_CHARACTERS,
            placeholder="You, or your team",
            on_change=_put_cover,
            args=("author",),
        )
        st.text_area(
            "Introduction",
            key="cover-introduction",
            height=_INTRODUCTION_HEIGHT_PX,
            max_chars=LONGEST_INTRODUCTION_CHARACTERS,
            placeholder="What the quotations are for, and what they show together",
            on_change=_put_cover,
            args=("introduction",),
        )
        st.segmented_control(
            "Headings",
            [each.value for each in Headings],
            key="cover-headings",
            required=True,
            format_func=lambda value: f"by {value}",
            on_change=_put_cover,
            args=("headings",),
        )


def _put_cover(name: str) -> None:
    keeper = basket_keeper()
    keeper.put(keeper.basket.covered(**{name: st.session_state[f"cover-{name}"] or ""}))


def _draw_annotations(checked: CheckedQuotation, themes: list[str]) -> None:
    reference = checked.item.reference
    theme_key, note_key = f"theme-{reference}", f"note-{reference}"
    st.session_state[theme_key] = checked.item.theme or None
    st.session_state[note_key] = checked.item.note
    left, right = st.columns([2, 3])
    left.selectbox(
        "Theme (a heading in the file)",
        themes,
        key=theme_key,
        accept_new_options=True,
        placeholder="Choose, or type a new one",
        on_change=_put_theme,
        args=(reference, theme_key),
    )
    right.text_area(
        "Note",
        key=note_key,
        height=_NOTE_HEIGHT_PX,
        max_chars=LONGEST_NOTE_CHARACTERS,
        placeholder="What this shows, or what to do with it",
        on_change=_put_note,
        args=(reference, note_key),
    )
    _draw_part(checked)


def _draw_part(checked: CheckedQuotation) -> None:
    """The choice of a part of the paragraph, from sentence to sentence, where there is more than one."""
    chunk = checked.chunk
    if chunk is None or checked.state not in (State.CHECKED, State.PRIVATE) or len(chunk.sentences) < 2:
        return
    keys = [f"{end}-{checked.item.reference}" for end in ("first", "last")]
    first, last = chosen_sentences(checked.item, chunk)
    st.session_state[keys[0]], st.session_state[keys[1]] = first, last
    count = len(chunk.sentences)
    with st.container(horizontal=True, gap="small"):
        for label, options, key in (
            ("From sentence", range(1, last + 1), keys[0]),
            (f"to sentence (of {count})", range(first, count + 1), keys[1]),
        ):
            st.selectbox(label, options, key=key, on_change=_put_part, args=(checked, keys), width=_PART_WIDTH_PX)


def _draw_opening() -> None:
    """The field that opens an evidence file; what it held before can be taken back."""
    with st.expander("Open an evidence file"):
        key = f"evidence-{st.session_state.get(_ROUND, 0)}"
        st.file_uploader(
            "It replaces what is in the basket now",
            type=["json"],
            max_upload_size=LARGEST_FILE_BYTES // 1024**2,
            key=key,
            on_change=_open,
            args=(key,),
        )
    refused: EvidenceRefused | None = st.session_state.pop(_REFUSED, None)
    if refused is not None:
        st.html(notice(refused.message, refused.hint, urgent=True))


def _open(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    try:
        basket_keeper().put(read_evidence(file.getvalue()), undoable=True)
    except EvidenceRefused as refused:
        st.session_state[_REFUSED] = refused


def _put_theme(reference: str, key: str) -> None:
    keeper = basket_keeper()
    keeper.put(keeper.basket.annotating(reference, theme=st.session_state[key] or ""))


def _put_note(reference: str, key: str) -> None:
    keeper = basket_keeper()
    keeper.put(keeper.basket.annotating(reference, note=st.session_state[key]))


def _put_part(checked: CheckedQuotation, keys: list[str]) -> None:
    if checked.chunk is not None:
        first, last = (st.session_state[key] for key in keys)
        part = choose_sentences(checked.item, checked.chunk, first, last)
        keeper = basket_keeper()
        keeper.put(keeper.basket.replacing(checked.item.reference, part))


def _theme_names(now: Basket) -> list[str]:
    """The themes in use, then those that the archive knows."""
    used = [item.theme for item in now.items if item.theme]
    known = [theme.name for theme in standard_themes().themes]
    return list(dict.fromkeys(chain(used, known)))
