"""What the Whoosh index holds of a paragraph, and how it is written.

    text       stems of the paragraph without stop words, and how often
    words      its words unstemmed, with their positions: quotations, prefixes, spelling
    heading    stems of its section's heading
    context    stems of its area and its report's title
    ordinal    a stored column
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, TEXT, Schema
from whoosh.index import open_dir

from indexer.arrays import write_arrays
from indexer.indexes.analysis import Token, ranking_stems, tokens
from indexer.indexes.inversion import InvertedParagraphs, ParagraphTerms
from indexer.indexes.keyword_arrays import POSTINGS_FILE, RANKED_FIELDS, WORDS_FIELD
from indexer.indexes.positions import WordPositions, positions_to_arrays, read_out_positions
from indexer.indexes.postings import FieldPostings, postings_to_arrays, read_out
from indexer.indexes.whoosh_writer import write_whoosh

WHOOSH_FOLDER = "whoosh"
ORDINAL_FIELD = "ordinal"

_read_tokens = lru_cache(maxsize=8)(tokens)
"""The text of a paragraph is read for two fields, one straight after the other."""


@dataclass(frozen=True, slots=True)
class KeywordDocument:
    """A chunk as the keyword index sees it. `heading`, `area` and `title` are "" where there is none."""

    ordinal: int
    text: str
    heading: str
    area: str
    title: str


class StemAnalyzer(Analyzer):  # type: ignore[misc]
    """Whoosh's view of our analyser: stems for ranking."""

    def __call__(self, value: str, **_: Any) -> Iterator[WhooshToken]:
        return _whoosh_tokens((stem, place) for place, stem in enumerate(ranking_stems(_read_tokens(value))))


class WordAnalyzer(Analyzer):  # type: ignore[misc]
    """Whoosh's view of our analyser: every word at its position, compounds left out."""

    def __call__(self, value: str, **_: Any) -> Iterator[WhooshToken]:
        return _whoosh_tokens((token.word, token.position) for token in plain_words(_read_tokens(value)))


def plain_words(found: Iterable[Token]) -> list[Token]:
    """The words as they stand one after the other, compounds left out."""
    return [token for token in found if not token.compound]


def _whoosh_tokens(words: Iterable[tuple[str, int]]) -> Iterator[WhooshToken]:
    """Whoosh's habit: one token object, changed and yielded again."""
    token = WhooshToken(positions=True, boosts=True)
    token.boost = 1.0
    for token.text, token.pos in words:
        yield token


def make_schema() -> Schema:
    stems = {name: TEXT(analyzer=StemAnalyzer(), phrase=False) for name in RANKED_FIELDS}
    return Schema(
        ordinal=COLUMN(NumericColumn("i")),
        words=TEXT(analyzer=WordAnalyzer(), phrase=True),
        **stems,
    )


def build_keyword_index(
    folder: Path, documents: Iterable[KeywordDocument], progress: Callable[[int], None] | None = None
) -> None:
    """Writes the Whoosh index and the same postings as arrays into `folder`, which is made.

    `progress` is called with the number of documents added since it was last called. The documents must come
    with the ordinals 0, 1, 2 ... in this order, or ValueError is raised. OSError where the disk refuses.
    """
    paragraphs = _invert(documents, progress)
    (folder / WHOOSH_FOLDER).mkdir(parents=True)
    write_whoosh(folder / WHOOSH_FOLDER, make_schema(), ORDINAL_FIELD, paragraphs)
    arrays = positions_to_arrays(WORDS_FIELD, paragraphs.positions)
    for name, postings in paragraphs.fields.items():
        arrays |= postings_to_arrays(name, postings)
    write_arrays(folder / POSTINGS_FILE, arrays)


def _invert(
    documents: Iterable[KeywordDocument], progress: Callable[[int], None] | None
) -> InvertedParagraphs:
    collected = ParagraphTerms()
    for place, document in enumerate(documents):
        if document.ordinal != place:
            raise ValueError(f"document {place} has the ordinal {document.ordinal}: they must count from 0")
        collected.add(document.text, document.heading, f"{document.area}\n{document.title}")
        if progress is not None:
            progress(1)
    return collected.invert()


@contextmanager
def open_whoosh(folder: Path) -> Iterator[Any]:
    """A reader of the Whoosh index in `folder`. Raises whatever Whoosh does."""
    with ExitStack() as opened:
        index = open_dir(str(folder / WHOOSH_FOLDER), schema=make_schema())
        opened.callback(index.close)
        yield opened.enter_context(index.reader())


def read_stored_ordinals(folder: Path) -> NDArray[np.int32]:
    """int32 (n,): the ordinal that Whoosh stores for each of its documents. Raises whatever Whoosh does."""
    with open_whoosh(folder) as reader:
        count = reader.doc_count_all()
        if not count:
            return np.empty(0, dtype=np.int32)
        column = reader.column_reader(ORDINAL_FIELD)
        return np.fromiter((column[document] for document in range(count)), dtype=np.int32, count=count)


def read_whoosh_postings(folder: Path) -> tuple[dict[str, FieldPostings], WordPositions]:
    """What `keyword_arrays.open_postings` gives, read out of the Whoosh index instead. Raises whatever Whoosh does."""
    with open_whoosh(folder) as reader:
        fields = {name: read_out(reader, name) for name in (*RANKED_FIELDS, WORDS_FIELD)}
        return fields, read_out_positions(reader, WORDS_FIELD, fields[WORDS_FIELD])
