"""What one visitor's session keeps: the last search, the basket, the draft, the files asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

if TYPE_CHECKING:
    from search_app.basket.basket import BasketKeeper
    from search_app.page.addresses import SearchState
    from search_app.page.messages import TakenFiles


_LAST_SEARCH = "last_search"
_BASKET = "basket"
_FILES = "files"
_DRAFT = "draft"
_ANSWER = "answer"

_Answer = TypeVar("_Answer")
_Kept = TypeVar("_Kept")


def remember_search(state: SearchState) -> None:
    """Keeps this visitor's search, for the way back from a report."""
    st.session_state[_LAST_SEARCH] = state


def last_search() -> SearchState | None:
    """This visitor's last search, or None before the first."""
    found: SearchState | None = st.session_state.get(_LAST_SEARCH)
    return found


def basket_keeper() -> BasketKeeper:
    """What keeps this visitor's evidence basket."""
    from search_app.basket.basket import BasketKeeper

    return _one_of_the_visitor(_BASKET, BasketKeeper)


def basket_references() -> frozenset[str]:
    """The paragraphs in this visitor's basket, each as "southwark-2016:2.3"."""
    return basket_keeper().basket.references


def has_taken_files() -> bool:
    """Whether this visitor has asked for a file."""
    return _FILES in st.session_state


def taken_files() -> TakenFiles:
    """What keeps the files that this visitor has asked for."""
    from search_app.page.messages import TakenFiles

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
