"""What all visitors of one server share: the open archive, the log, and turns at searching."""

from __future__ import annotations

import gc
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from search_app import ADDING_VARIABLE, DEFAULT_INDEX, INDEX_VARIABLE
from search_app.store.opening import index_address

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from search_app.archive import Archive


PATIENCE_SECONDS = 2.0
"""How long a search waits for its turn. Beyond that something slow is before it, and sharing is the fairer way. With
25 visitors 95% of searches took up to .63 s, where with half of it a queue was taken for something slow, and they
shared and took 1.4 to 2.1 s (`benchmarks.cost.page_load`)."""


class Turns:
    """One turn at a time, for whoever waits no longer than `patience_seconds`.

    All threads of a process share one interpreter. Ten searches at once take ten times as long each, and hand the
    interpreter round at every array operation; one after another, most visitors have their results in a fraction of it.
    """

    def __init__(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self._turn = threading.Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Waits for a turn, or for as long as patience lasts, and gives it back at the end whatever happens."""
        taken = self._turn.acquire(timeout=self._patience_seconds)
        try:
            yield
        finally:
            if taken:
                self._turn.release()


_opened: set[str] = set()
_feeds = threading.Event()

log = logging.getLogger("precedent.page")


def served_index() -> Path | str:
    """The index that this page serves: a folder, or an address of Milvus."""
    return index_address(os.environ.get(INDEX_VARIABLE, DEFAULT_INDEX))


def adding_folder() -> Path | None:
    """Where visitors may add reports if the archive has no folder of its own; None where they may add none at all."""
    folder = os.environ.get(ADDING_VARIABLE)
    return Path(folder) if folder else None


def offer_feeds() -> None:
    """Says that whoever opens the page may ask the API beside it for feeds, without a key."""
    _feeds.set()


def offers_feeds() -> bool:
    return _feeds.is_set()


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
    return str(served_index()) in _opened


def open_archive() -> Archive:
    """The archive, opened once for all visitors. Raises IndexUnavailable."""
    return _open(str(served_index()))


@st.cache_resource(show_spinner=False)
def _open(index: str) -> Archive:
    from search_app.archive import Archive

    archive = Archive.open(index_address(index))
    _opened.add(index)
    threading.Thread(target=_load_model_early, args=(archive,), name="load-model", daemon=True).start()
    return archive


def _load_model_early(archive: Archive) -> None:
    """Loads the model while the visitor reads the first page, so that the first search need not wait for it."""
    from indexer.errors import ModelUnavailable

    try:
        archive.load_model()
    except ModelUnavailable as unavailable:
        log.warning("%s", unavailable)
    # What is there by now stays, and the collector need not look through it again and again.
    gc.collect()
    gc.freeze()


def await_model(archive: Archive) -> None:
    """Waits until the model has been tried, and says so on the page. Whether it is there, the search finds out."""
    from indexer.errors import ModelUnavailable
    from search_app.ranking.meaning import ModelState

    if archive.model_state is not ModelState.NOT_LOADED:
        return
    with waiting("Loading the language model…"):
        try:
            archive.load_model()
        except ModelUnavailable as unavailable:
            log.warning("%s", unavailable)
