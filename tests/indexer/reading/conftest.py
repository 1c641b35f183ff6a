from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file that never ends: a named pipe that nobody writes to."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipe, which stands for a file that never ends")
    path = tmp_path / "endless.txt"
    os.mkfifo(path)
    return path
