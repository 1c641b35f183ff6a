"""Opens the keyword index of a generation: its arrays, or Whoosh itself where arrays are missing."""

from __future__ import annotations

from pathlib import Path

from indexer.keyword.index import KeywordIndex
from indexer.keyword.segments import has_arrays


def open_keyword_index(*folders: Path) -> KeywordIndex:
    """Opens what `build_keyword_index` wrote into `folders`, one a segment, as one index. Raises IndexDamaged.

    Where the arrays of a segment are missing or of another layout, Whoosh answers instead, in the same order; the
    index's `notes` say so.
    """
    if all(map(has_arrays, folders)):
        return KeywordIndex.open(*folders)
    from indexer.keyword.whoosh_search import WhooshKeywordIndex  # it loads Whoosh, which searching needs not

    return WhooshKeywordIndex.open(*folders)
