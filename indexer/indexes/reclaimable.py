"""Room for a large array that the system can take back when memory is short, without swap."""

from __future__ import annotations

import math
import os
import tempfile

import numpy as np
from numpy.typing import NDArray

_LARGE_BYTES = 64 * 1024 * 1024
"""Below this, plain memory is had faster."""


def reclaimable(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """An array to be filled once and then read: float32, its values not set.

    A large one lies in a file without a name in the folder for temporary files: pages that nobody reads can be put
    there, and with the array the file is gone. Where there is no such room, it is plain memory.
    """
    size = math.prod(shape) * np.dtype(np.float32).itemsize
    if size >= _LARGE_BYTES and hasattr(os, "posix_fallocate"):
        try:
            with tempfile.TemporaryFile(prefix="precedent-") as stream:
                os.posix_fallocate(stream.fileno(), 0, size)  # writing to a full disk through a map would kill us
                return np.asarray(np.memmap(stream, dtype=np.float32, mode="r+", shape=shape))
        except OSError:
            pass
    return np.empty(shape, dtype=np.float32)
