"""Reports in, one published generation out. Never imports search_app.

from indexer import build

build("reports", "index")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.building.build import BuildResult, build

__all__ = ["BuildResult", "build"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from indexer.building import build as home  # the way to a search imports this package and needs no build

    return getattr(home, name)
