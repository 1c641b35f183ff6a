"""Writes a Whoosh index from posting arrays, through Whoosh's own codec.

`add_document` analyses, pools and sorts postings one by one in Python. Here they come sorted, and what is left is
Whoosh's format: terms in order, each with its blocks of postings. That Whoosh reads the same out of it is compared by
`precedent check` and by the tests.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from pickle import dumps
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3Segment, W3TermInfo
from whoosh.fields import Schema
from whoosh.formats import Positions
from whoosh.index import create_in
from whoosh.system import pack_ushort
from whoosh.util.numeric import length_to_byte

from indexer.indexes.inversion import InvertedParagraphs
from indexer.indexes.positions import WordPositions
from indexer.indexes.postings import FieldPostings

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
