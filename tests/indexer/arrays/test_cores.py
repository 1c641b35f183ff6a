import threading

import pytest

from indexer.arrays import cores
from indexer.arrays.cores import on_every_core


@pytest.mark.parametrize("pieces", [0, 1, 2, 50])
@pytest.mark.parametrize("threads", [1, 4])
def test_every_piece_is_worked_on_once(pieces: int, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "threads", lambda: threads)
    done: list[int] = []
    on_every_core(done.append, range(pieces))
    assert sorted(done) == list(range(pieces))


def test_several_threads_take_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "threads", lambda: 2)
    both_at_work = threading.Barrier(2, timeout=30)
    on_every_core(lambda _: both_at_work.wait(), range(2))


def test_what_goes_wrong_in_a_piece_reaches_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "threads", lambda: 3)
    with pytest.raises(ZeroDivisionError):
        on_every_core(lambda piece: 1 // piece, [0, 0, 0, 0])
