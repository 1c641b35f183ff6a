"""What the Whoosh index holds of a paragraph, and how it is written.

    text       stems of the paragraph without stop words, and how often
    words      its words unstemmed, with their positions: quotations, prefixes, spelling
    heading    stems of its section's heading
    context    stems of its area and its report's title
    ordinal    a stored column
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.fields import NUMERIC, TEXT, Schema
from whoosh.index import create_in, open_dir

from indexer.indexes.analysis import Token, ranking_stems, tokens
from indexer.indexes.positions import read_out_positions, write_positions
from indexer.indexes.postings import read_out, write_postings

WHOOSH_FOLDER = "whoosh"
RANKED_FIELDS = ("text", "heading", "context")
WORDS_FIELD = "words"
ORDINAL_FIELD = "ordinal"

_WRITER_MEMORY_MEGABYTES = 256
"""Whoosh sorts this much before it spills to disk; an archive of 100,000 paragraphs stays below it."""

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
        ordinal=NUMERIC(numtype=int, bits=32, stored=True, sortable=True),
        words=TEXT(analyzer=WordAnalyzer(), phrase=True),
        **stems,
    )


def build_keyword_index(
    folder: Path, documents: Iterable[KeywordDocument], progress: Callable[[int], None] | None = None
) -> None:
    """Writes the Whoosh index and the arrays read out of it into `folder`, which is made.

    `progress` is called with the number of documents added since it was last called. The documents must come
    with the ordinals 0, 1, 2 ... in this order, or ValueError is raised. OSError where the disk refuses.
    """
    (folder / WHOOSH_FOLDER).mkdir(parents=True)
    index = create_in(str(folder / WHOOSH_FOLDER), make_schema())
    writer = index.writer(limitmb=_WRITER_MEMORY_MEGABYTES)
    try:
        for place, document in enumerate(documents):
            if document.ordinal != place:
                raise ValueError(f"document {place} has the ordinal {document.ordinal}: they must count from 0")
            writer.add_document(
                ordinal=document.ordinal,
                text=document.text,
                words=document.text,
                heading=document.heading,
                context=f"{document.area}\n{document.title}",
            )
            if progress is not None:
                progress(1)
    except BaseException:
        writer.cancel()
        raise
    writer.commit(optimize=True)
    try:
        _write_arrays(folder, index)
    finally:
        index.close()


def _write_arrays(folder: Path, index: Any) -> None:
    with index.reader() as reader:
        for field in (*RANKED_FIELDS, WORDS_FIELD):
            write_postings(folder, field, read_out(reader, field))
        write_positions(folder, WORDS_FIELD, read_out_positions(reader, WORDS_FIELD))


def read_stored_ordinals(folder: Path) -> NDArray[np.int32]:
    """int32 (n,): the ordinal that Whoosh stores for each of its documents. Raises whatever Whoosh does."""
    with ExitStack() as opened:
        index = open_dir(str(folder / WHOOSH_FOLDER), schema=make_schema())
        opened.callback(index.close)
        return _stored_ordinals(opened.enter_context(index.reader()))


def _stored_ordinals(reader: Any) -> NDArray[np.int32]:
    count = reader.doc_count_all()
    if not count:
        return np.empty(0, dtype=np.int32)
    column = reader.column_reader(ORDINAL_FIELD)
    return np.fromiter((column[document] for document in range(count)), dtype=np.int32, count=count)
