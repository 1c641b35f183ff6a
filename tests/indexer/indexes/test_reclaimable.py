import os

import numpy as np
import pytest

from indexer.indexes import reclaimable as module
from indexer.indexes.reclaimable import reclaimable


@pytest.mark.parametrize("large_bytes", [0, 10**9])
def test_what_is_written_is_read(large_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGE_BYTES", large_bytes)
    room = reclaimable((300, 7))
    room[:] = np.arange(2_100).reshape(300, 7)
    assert room.dtype == np.float32
    assert room[299].tolist() == list(range(2_093, 2_100))


def test_without_room_on_disk_it_is_plain_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_LARGE_BYTES", 0)
    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    room = reclaimable((3, 2))
    room[:] = 1
    assert room.sum() == 6


def test_an_empty_array_has_room() -> None:
    assert reclaimable((0, 384)).shape == (0, 384)
