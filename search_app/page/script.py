"""What the page's script asks for and is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from search_app.page.process import log, open_archive
from search_app.page.visitor import basket_keeper, has_taken_files, last_search, taken_files

BEHAVIOUR = "behaviour"
"""The key of the page's script, under which its messages arrive."""
_ACTIONS_DONE = "actions_done"
_ACTIONS_TAKEN = "actions_taken"


def take_actions() -> None:
    """Does what the page's script has asked since the last time. A paragraph that is gone is noted in the log."""
    from indexer.errors import PrecedentError
    from search_app.page.basket.actions import UNDOABLE, BasketAction, apply
    from search_app.page.messages import read_actions
    from search_app.page.search.results_file import TAKE_RESULTS

    keeper = basket_keeper()
    message = (st.session_state.get(BEHAVIOUR) or {}).get("actions")
    for action in read_actions(message, st.session_state.get(_ACTIONS_DONE, 0)):
        st.session_state[_ACTIONS_DONE] = action.number
        if action.name == BasketAction.TAKE:
            taken_files().ask(action.number, action.reference)
            continue
        if action.name == TAKE_RESULTS:
            _take_results(action.number, action.reference)
            continue
        taken_files().forget()
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


def _take_results(number: int, suffix: str) -> None:
    """The results of the search that this visitor sees are to be written as a file."""
    from search_app.page.search.results_file import write_results

    state, day = last_search(), date.today()  # noqa: DTZ011 - as below
    if state is not None and suffix in (".csv", ".json"):
        taken_files().ask(number, lambda: write_results(open_archive(), state, suffix, day))


def has_taken_actions() -> bool:
    """Whether the script has asked for a change since this was last asked."""
    return bool(st.session_state.pop(_ACTIONS_TAKEN, False))


def basket_for_the_script() -> dict[str, Any]:
    """What the page's script keeps and shows of the basket, and the number of the last action that was done.

    `changes` counts what this visitor has changed in this tab; it is 0 until then.
    """
    from search_app.page.basket.actions import mirror

    keeper = basket_keeper()
    return {
        "kept": mirror(keeper.basket),
        "references": sorted(keeper.basket.references),
        "changes": keeper.changes,
        "done": st.session_state.get(_ACTIONS_DONE, 0),
    }


def files_for_the_script() -> list[dict[str, Any]]:
    """The files that this visitor has asked for, of the basket as it is now: all callbacks have run by then."""
    if not has_taken_files():
        return []
    files = taken_files()
    day = date.today()  # noqa: DTZ011 - the day where the page is served, which is the visitor's own machine
    return files.write(basket_keeper().basket, open_archive().catalogue, day)
