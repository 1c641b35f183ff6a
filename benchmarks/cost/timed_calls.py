"""Times the calls of one function while something else runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch


@contextmanager
def timed_calls(owner: object, function: str, keep: Callable[[float], None]) -> Iterator[None]:
    """Hands the seconds of each call of `owner.function` to `keep`, in the thread that called."""
    original = getattr(owner, function)

    def timed(*arguments: object, **options: object) -> object:
        started = time.perf_counter()
        try:
            return original(*arguments, **options)
        finally:
            keep(time.perf_counter() - started)

    with patch.object(owner, function, timed):
        yield
