"""Writes a Whoosh index from posting arrays, through Whoosh's own codec.

`add_document` analyses, pools and sorts postings one by one in Python. Here they come sorted, and what is left is
Whoosh's format: terms in order, each with its blocks of postings. That Whoosh reads the same out of it is compared by
`precedent check` and by the tests.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from pickle import dumps
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3Segment, W3TermInfo
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, TEXT, Schema
from whoosh.formats import Positions
from whoosh.index import create_in, open_dir
from whoosh.system import pack_ushort
from whoosh.util.numeric import length_to_byte

from indexer.arrays.files import write_arrays
from indexer.keyword.analysis import Token, ranking_stems, tokens
from indexer.keyword.inversion import InvertedParagraphs, ParagraphTerms
from indexer.keyword.positions import WordPositions, positions_to_arrays, read_out_positions
from indexer.keyword.postings import FieldPostings, postings_to_arrays, read_out
from indexer.keyword.segments import POSTINGS_FILE, RANKED_FIELDS, WORDS_FIELD

BLOCK_POSTINGS = 1024
"""Whoosh's 128 lets a matcher skip; nothing here does, and eight times as many pack into a tenth fewer bytes."""

_PICKLE_PROTOCOL = 4
_COMPRESSION_LEVEL = 9
_SMALLEST_COMPRESSED_BYTES = 80
"""Below it, zlib's own frame costs more than it saves."""


def write_whoosh(folder: Path, schema: Schema, ordinal_field: str, paragraphs: InvertedParagraphs) -> None:
    """Makes an index of `paragraphs` in `folder`, which exists; paragraph i is Whoosh's document i, and stores i."""
    index = create_in(str(folder), schema)
    writer = index.writer(codec=_Codec(paragraphs))
    try:
        _write_documents(writer, schema, ordinal_field, paragraphs)
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=False)
    index.close()


def _write_documents(writer: Any, schema: Schema, ordinal_field: str, paragraphs: InvertedParagraphs) -> None:
    documents = writer.perdocwriter
    column = schema[ordinal_field].column_type
    lengths = {name: field.lengths.tolist() for name, field in paragraphs.fields.items()}
    for number in range(paragraphs.count):
        documents.start_doc(number)
        for name, held in lengths.items():
            documents.add_field(name, schema[name], None, held[number])
        documents.add_column_value(ordinal_field, column, number)
        documents.finish_doc()
    writer.docnum = paragraphs.count
    writer._added = paragraphs.count > 0  # what add_document would have set


class _Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec, with the postings of a segment known before it is written."""

    def __init__(self, paragraphs: InvertedParagraphs) -> None:
        super().__init__()
        self.paragraphs = paragraphs

    def field_writer(self, storage: Any, segment: Any) -> _FieldWriter:
        return _FieldWriter(self, storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> Any:
        # It goes into the table of contents with its codec, and is read by Whoosh's own.
        return W3Segment(W3Codec(), indexname)


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes the postings that its codec knows, where Whoosh would hand it those of its pool."""

    def add_postings(self, schema: Schema, lengths: Any, items: Any) -> None:
        paragraphs = self._codec.paragraphs
        for name, postings in sorted(paragraphs.fields.items()):
            self.start_field(name, schema[name])
            with_positions = schema[name].format.supports("positions")
            self._add_field(postings, paragraphs.positions if with_positions else None)
            self.finish_field()

    def _add_field(self, postings: FieldPostings, positions: WordPositions | None) -> None:
        terms = iter(postings.terms)
        info, start = W3TermInfo(), 0
        for block in _blocks(postings, positions):
            if block.first:
                info, start = W3TermInfo(), self._postfile.tell()
                self._postfile.write(WHOOSH3_HEADER_MAGIC)
            info.add_block(block)
            self._postfile.write_int(-len(block.content) if block.last else len(block.content))
            self._postfile.write(block.content)
            if block.last:
                info.set_extent(start, self._postfile.tell() - start)
                self._tindex.add(pack_ushort(self._fieldid) + next(terms).encode("utf-8"), info.to_bytes())


@dataclass(frozen=True, slots=True)
class _Block:
    """What W3TermInfo asks of a block, under the names that it asks for."""

    content: bytes
    first: bool
    last: bool
    ids: tuple[int, int]
    lengths: tuple[int, int]
    _weights: list[int]

    def __len__(self) -> int:
        return len(self._weights)

    def min_id(self) -> int:
        return self.ids[0]

    def max_id(self) -> int:
        return self.ids[1]

    def min_length(self) -> int:
        return self.lengths[0]

    def max_length(self) -> int:
        return self.lengths[1]

    def max_weight(self) -> int:
        return max(self._weights)


def _blocks(postings: FieldPostings, positions: WordPositions | None) -> Iterator[_Block]:
    """The blocks of all terms of a field in order, each term's beginning with `first` and ending with `last`."""
    if not postings.terms:
        return
    term_starts, ordinals, frequencies = postings.starts, postings.all_ordinals, postings.all_frequencies
    counts = -(-np.diff(term_starts) // BLOCK_POSTINGS)
    term = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(term)) - np.repeat(np.cumsum(counts) - counts, counts)
    starts = term_starts[term] + number * BLOCK_POSTINGS
    gaps = np.diff(ordinals.astype(np.int64), prepend=0)
    gaps[starts] = ordinals[starts]
    lengths = postings.lengths[ordinals]
    shortest, longest = np.minimum.reduceat(lengths, starts), np.maximum.reduceat(lengths, starts)
    values = None if positions is None else _encoded_positions(positions, frequencies)
    ends = [*starts[1:].tolist(), len(ordinals)]
    firsts, lasts = number == 0, number == counts[term] - 1
    for at, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
        held = frequencies[start:end]
        weights = held.tolist()
        stored: Any = held.astype(">u4").tobytes() if values is None else tuple(values[start:end])
        ids = int(ordinals[start]), int(ordinals[end - 1])
        between = int(shortest[at]), int(longest[at])
        content = _pack(gaps[start:end].tolist(), ids[1], weights, stored, between)
        yield _Block(content, bool(firsts[at]), bool(lasts[at]), ids, between, weights)


def _pack(gaps: list[int], last: int, weights: list[int], values: Any, lengths: tuple[int, int]) -> bytes:
    """Block information and data as W3PostingsWriter writes them."""
    most = max(weights)
    data = dumps((tuple(gaps), None if most == 1 else tuple(map(float, weights)), values), _PICKLE_PROTOCOL)
    level = _COMPRESSION_LEVEL if len(data) >= _SMALLEST_COMPRESSED_BYTES else 0
    info = (len(gaps), last, float(most), level, *map(length_to_byte, lengths))
    return dumps(info, _PICKLE_PROTOCOL) + (zlib.compress(data, level) if level else data)


def _encoded_positions(positions: WordPositions, frequencies: NDArray[Any]) -> list[bytes]:
    """For each posting its positions in Whoosh's form. Few sets of positions are met, so that each is encoded once."""
    encode = Positions().encode
    places = positions.places.read().tolist()
    known: dict[tuple[int, ...], bytes] = {}
    encoded = []
    start = 0
    for frequency in frequencies.tolist():
        held = tuple(places[start : start + frequency])
        if held not in known:
            known[held] = encode(held)
        encoded.append(known[held])
        start += frequency
    return encoded


# What the Whoosh index holds of a paragraph, and how it is written.
#
#     text       stems of the paragraph without stop words, and how often
#     words      its words unstemmed, with their positions: quotations, prefixes, spelling
#     heading    stems of its section's heading
#     context    stems of its area and its report's title
#     ordinal    a stored column

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


def _invert(documents: Iterable[KeywordDocument], progress: Callable[[int], None] | None) -> InvertedParagraphs:
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
