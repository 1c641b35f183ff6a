"""Searches of one server take turns."""

from __future__ import annotations

import threading
import time

import pytest

from search_app.page.process import Turns


def test_searches_that_come_at_once_run_one_after_another() -> None:
    turns, running, most = Turns(patience_seconds=60), [], []

    def search() -> None:
        with turns.take():
            running.append(1)
            most.append(len(running))
            time.sleep(0.01)
            running.pop()

    visitors = [threading.Thread(target=search) for _ in range(5)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join()
    assert most == [1] * 5


def test_a_slow_search_keeps_nobody_longer_than_patience_lasts() -> None:
    turns, ended = Turns(patience_seconds=0.01), threading.Event()
    with turns.take():
        other = threading.Thread(target=lambda: _search(turns, ended))
        other.start()
        assert ended.wait(timeout=60)
        other.join()
    with turns.take():  # whoever waited in vain gives no turn back that is not its own
        assert turns._turn.locked()


def test_a_search_that_fails_gives_its_turn_back() -> None:
    turns = Turns(patience_seconds=60)
    with pytest.raises(ValueError, match="no"), turns.take():
        raise ValueError("no")
    assert not turns._turn.locked()


def _search(turns: Turns, ended: threading.Event) -> None:
    with turns.take():
        ended.set()
