"""What outlives one run of the page: the open archive, shared by every visitor, and a visitor's last search."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from search_app.engine import SearchEngine
    from search_app.permalinks import SearchState

INDEX_VARIABLE = "PRECEDENT_INDEX"
DEFAULT_INDEX = "index"

_LAST_SEARCH = "last_search"

_opened: set[str] = set()

log = logging.getLogger("precedent.page")


def index_folder() -> Path:
    """The index that this page serves."""
    return Path(os.environ.get(INDEX_VARIABLE, DEFAULT_INDEX))


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Says on the page what it is waiting for, at once: Streamlit's spinner keeps silent for half a second."""
    place = st.empty()
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
