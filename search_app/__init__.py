"""A published generation in, cited answers out.

    from search_app import Archive

The names below are the Python face; each is loaded when it is first asked for. docs/python.md shows them at work.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.errors import PrecedentError
    from search_app.answers.answer import Answer, Hit
    from search_app.answers.citation import Citation
    from search_app.archive import Archive
    from search_app.basket.basket import Basket
    from search_app.filters.filters import Filters, Lens
    from search_app.ranking.fusion import Mode, Order

__all__ = [
    "Answer",
    "Archive",
    "Basket",
    "Citation",
    "Filters",
    "Hit",
    "Lens",
    "Mode",
    "Order",
    "PrecedentError",
]

DISTRIBUTION = "precedent-archive"
"""The name on the package index, where `precedent` is somebody else's."""
DEFAULT_INDEX = "index"
"""The index folder where none is named."""
INDEX_VARIABLE = "PRECEDENT_INDEX"
"""The environment variable that names it; so the command tells the page's server, too."""
ADDING_VARIABLE = "PRECEDENT_ALLOW_ADDING"
"""Set where visitors of the page may add reports."""

_HOMES = {
    "Answer": "search_app.answers.answer",
    "Archive": "search_app.archive",
    "Basket": "search_app.basket.basket",
    "Citation": "search_app.answers.citation",
    "Filters": "search_app.filters.filters",
    "Hit": "search_app.answers.answer",
    "Lens": "search_app.filters.filters",
    "Mode": "search_app.ranking.fusion",
    "Order": "search_app.ranking.fusion",
    "PrecedentError": "indexer.errors",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
