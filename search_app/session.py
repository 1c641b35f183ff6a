"""What outlives one run of the page: the open archive, shared by every visitor; a visitor's last search and basket."""

from __future__ import annotations

import gc
import logging
import os
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from search_app.basket_keeper import BasketKeeper
    from search_app.engine import SearchEngine
    from search_app.permalinks import SearchState
    from search_app.taken_files import TakenFiles

INDEX_VARIABLE = "PRECEDENT_INDEX"
DEFAULT_INDEX = "index"

BEHAVIOUR = "behaviour"
"""The key of the page's script, under which its messages arrive."""

_LAST_SEARCH = "last_search"
_BASKET = "basket"
_FILES = "files"
_ACTIONS_DONE = "actions_done"
_ACTIONS_TAKEN = "actions_taken"
_DRAFT = "draft"
_ANSWER = "answer"

_Answer = TypeVar("_Answer")
_Kept = TypeVar("_Kept")

_opened: set[str] = set()

log = logging.getLogger("precedent.page")


def index_folder() -> Path:
    """The index that this page serves."""
    return Path(os.environ.get(INDEX_VARIABLE, DEFAULT_INDEX))


@contextmanager
def waiting(words: str, place: DeltaGenerator | None = None) -> Iterator[None]:
    """Says on the page what it is waiting for, at once: Streamlit's spinner keeps silent for half a second.

    `place` is an st.empty to say it in; without, one is made here.
    """
    place = place or st.empty()
    place.html(f'<p class="pr-waiting" role="status">{words}</p>')
    try:
        yield
    finally:
        place.empty()


def is_open() -> bool:
    """Whether the archive has been opened in this process."""
    return str(index_folder()) in _opened


def open_archive() -> SearchEngine:
    """The engine, opened once for all visitors. Raises IndexUnavailable."""
    return _open(str(index_folder()))


@st.cache_resource(show_spinner=False)
def _open(index: str) -> SearchEngine:
    from search_app.engine import SearchEngine

    engine = SearchEngine(Path(index))
    _opened.add(index)
    threading.Thread(target=_load_model_early, args=(engine,), name="load-model", daemon=True).start()
    return engine


def _load_model_early(engine: SearchEngine) -> None:
    """Loads the model while the visitor reads the first page, so that the first search need not wait for it."""
    from indexer.errors import ModelUnavailable

    try:
        engine.load_model()
    except ModelUnavailable as unavailable:
        log.warning("%s", unavailable)
    # What is there by now stays, and the collector need not look through it again and again.
    gc.collect()
    gc.freeze()


def await_model(engine: SearchEngine) -> None:
    """Waits until the model has been tried, and says so on the page. Whether it is there, the search finds out."""
    from indexer.errors import ModelUnavailable
    from search_app.semantic_search import ModelState

    if engine.model_state is not ModelState.NOT_LOADED:
        return
    with waiting("Loading the language model…"):
        try:
            engine.load_model()
        except ModelUnavailable as unavailable:
            log.warning("%s", unavailable)


def remember_search(state: SearchState) -> None:
    """Keeps this visitor's search, for the way back from a report."""
    st.session_state[_LAST_SEARCH] = state


def last_search() -> SearchState | None:
    """This visitor's last search, or None before the first."""
    found: SearchState | None = st.session_state.get(_LAST_SEARCH)
    return found


def basket_keeper() -> BasketKeeper:
    """What keeps this visitor's evidence basket."""
    from search_app.basket_keeper import BasketKeeper

    return _one_of_the_visitor(_BASKET, BasketKeeper)


def basket_references() -> frozenset[str]:
    """The paragraphs in this visitor's basket, each as "southwark-2016:2.3"."""
    return basket_keeper().basket.references


def take_actions() -> None:
    """Does what the page's script has asked since the last time. A paragraph that is gone is noted in the log."""
    from indexer.errors import PrecedentError
    from search_app.basket_actions import UNDOABLE, BasketAction, apply
    from search_app.page_actions import read_actions

    keeper = basket_keeper()
    message = (st.session_state.get(BEHAVIOUR) or {}).get("actions")
    for action in read_actions(message, st.session_state.get(_ACTIONS_DONE, 0)):
        st.session_state[_ACTIONS_DONE] = action.number
        if action.name == BasketAction.TAKE:
            _taken_files().ask(action.number, action.reference)
            continue
        _taken_files().forget()
        st.session_state[_ACTIONS_TAKEN] = True
        try:
            changed = apply(action, keeper.basket, open_archive().catalogue)
        except PrecedentError as error:
            log.warning("the action %s was not done: %s", action.name, error)
            continue
        if action.name == BasketAction.RESTORE:
            keeper.adopt(changed)
        elif action.name == BasketAction.UNDO:
            keeper.undo()
        else:
            keeper.put(changed, undoable=action.name in UNDOABLE)


def has_taken_actions() -> bool:
    """Whether the script has asked for a change since this was last asked."""
    return bool(st.session_state.pop(_ACTIONS_TAKEN, False))


def basket_for_the_script() -> dict[str, Any]:
    """What the page's script keeps and shows of the basket, and the number of the last action that was done.

    `changes` counts what this visitor has changed in this tab; it is 0 until then.
    """
    from search_app.basket_mirror import mirror

    keeper = basket_keeper()
    return {
        "kept": mirror(keeper.basket),
        "references": sorted(keeper.basket.references),
        "changes": keeper.changes,
        "done": st.session_state.get(_ACTIONS_DONE, 0),
    }


def files_for_the_script() -> list[dict[str, Any]]:
    """The files that this visitor has asked for, of the basket as it is now: all callbacks have run by then."""
    files: TakenFiles | None = st.session_state.get(_FILES)
    if files is None:
        return []
    day = date.today()  # noqa: DTZ011 - the day where the page is served, which is the visitor's own machine
    return files.write(basket_keeper().basket, open_archive().catalogue, day)


def _taken_files() -> TakenFiles:
    from search_app.taken_files import TakenFiles

    return _one_of_the_visitor(_FILES, TakenFiles)


def _one_of_the_visitor(key: str, make: Callable[[], _Kept]) -> _Kept:
    """What this visitor's session keeps under `key`, made when it is first asked for."""
    if key not in st.session_state:
        st.session_state[key] = make()
    found: _Kept = st.session_state[key]
    return found


def keep_draft(text: str, own_report: str | None) -> None:
    """Keeps this visitor's draft, and the id of the report that it is for if that is in the archive."""
    st.session_state[_DRAFT] = (text, own_report)


def kept_draft() -> tuple[str, str | None]:
    """This visitor's draft and its report; empty before the first."""
    found: tuple[str, str | None] = st.session_state.get(_DRAFT, ("", None))
    return found


def kept_answer(key: Hashable, find: Callable[[], _Answer]) -> _Answer:
    """What `find` answered the last time if that was asked for `key` too: some answers take seconds."""
    kept: tuple[Hashable, _Answer] | None = st.session_state.get(_ANSWER)
    if kept is None or kept[0] != key:
        kept = st.session_state[_ANSWER] = (key, find())
    return kept[1]
