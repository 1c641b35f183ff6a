"""The arrays that searching reads of a segment's paragraphs. Importing this loads no Whoosh."""

from __future__ import annotations

from pathlib import Path

from indexer.arrays import map_arrays
from indexer.indexes.positions import WordPositions, positions_from_arrays
from indexer.indexes.postings import FieldPostings, postings_from_arrays

POSTINGS_FILE = "postings.arrays"
RANKED_FIELDS = ("text", "heading", "context")
WORDS_FIELD = "words"


def open_postings(folder: Path) -> tuple[dict[str, FieldPostings], WordPositions]:
    """The arrays in `folder`: postings by field, and where words stand. Raises OSError, KeyError or ValueError."""
    arrays = map_arrays(folder / POSTINGS_FILE)
    fields = {name: postings_from_arrays(name, arrays) for name in (*RANKED_FIELDS, WORDS_FIELD)}
    return fields, positions_from_arrays(WORDS_FIELD, arrays, fields[WORDS_FIELD])
