"""A generation as rows for Milvus: what is stored, under the numbers that Milvus knows it by. Nothing is encoded."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged, StorageFailed
from indexer.keyword.analysis import cut_words
from indexer.keyword.index import KeywordIndex
from indexer.keyword.segments import WORDS_FIELD
from indexer.records import Chunk, Report
from indexer.serialise import chunk_to_json, report_body_to_json, report_head_to_json
from indexer.storage.generation import Generation
from search_app.query.synonyms import FIRST_PARTS, archive_glossary, synonyms_of
from search_app.store.milvus.connection import ARRAY_LIMIT, TEXT_LIMIT_BYTES, Row
from search_app.store.milvus.contents import ELSEWHERE, field_file, report_file
from search_app.store.milvus.sidecar import (
    NAME_NUMBERS_FROM,
    SERIAL_SHIFT,
    Name,
    NameCounts,
    SidecarVocabulary,
    canonical_name,
    row_id,
)

Ints = NDArray[np.int64]

_FIRST_PARTS = frozenset(FIRST_PARTS)

_NOTHING_HELD = 0
"""A dimension that no query asks for: some editions take no vector without any."""


@dataclass(frozen=True, slots=True)
class ByParagraph:
    """Numbers, int64, and weights, float32, of paragraph i: those from `starts[i]` to `starts[i + 1]`."""

    starts: Ints
    numbers: Ints
    weights: NDArray[np.float32]

    @classmethod
    def of(
        cls, count: int, paragraphs: Sequence[Ints], numbers: Ints, weights: Sequence[NDArray[np.float32]]
    ) -> ByParagraph:
        """Out of one list of paragraphs, and of their weights, for each of `numbers`."""
        flat = np.concatenate([np.empty(0, dtype=np.int64), *paragraphs])
        order = np.argsort(flat, kind="stable")
        starts = np.searchsorted(flat[order], np.arange(count + 1))
        repeated = np.repeat(numbers, [len(each) for each in paragraphs])
        joined = np.concatenate([np.empty(0, dtype=np.float32), *weights])
        return cls(starts.astype(np.int64), repeated[order], joined[order])

    def at(self, paragraph: int) -> tuple[list[int], list[float]]:
        part = slice(int(self.starts[paragraph]), int(self.starts[paragraph + 1]))
        return self.numbers[part].tolist(), self.weights[part].tolist()


@dataclass(frozen=True, slots=True)
class Numbering:
    """Which number a term has on Milvus. One that has a number keeps it, whatever is pushed later."""

    stems: Mapping[str, int]
    words: Mapping[str, int]
    names: Mapping[tuple[Name, tuple[Name, ...]], int]

    @classmethod
    def after(cls, last: SidecarVocabulary | None, stems: Sequence[str], words: Sequence[str], names: Any) -> Numbering:
        """The numbers of the last push, and the next ones for what is new, in order."""
        if last is None:
            return cls(
                *(_numbered({}, terms, first) for terms, first in ((stems, 1), (words, 1), (names, NAME_NUMBERS_FROM)))
            )
        known = dict(zip(last.stems, last.stem_numbers.tolist(), strict=True))
        words_known = dict(zip(last.words, last.word_numbers.tolist(), strict=True))
        names_known = {name: counts.number for name, counts in last.names.items()}
        return cls(
            _numbered(known, stems, last.next_stem),
            _numbered(words_known, words, last.next_word),
            _numbered(names_known, names, last.next_name),
        )


def _numbered(known: Mapping[Any, int], terms: Any, first: int) -> dict[Any, int]:
    fresh = iter(range(first, first + len(terms)))
    return {term: known[term] if term in known else next(fresh) for term in terms}


@dataclass(frozen=True, slots=True)
class ReportRows:
    """One report as it is to lie on Milvus, under a revision's serial.

    `print` is of its contents, whatever the mean lengths were that its weights rest on; `files` hold its body and what
    fits no field.
    """

    report_id: str
    serial: int
    print: str
    rows: tuple[Row, ...]
    files: Mapping[str, bytes]


class RowMaker:
    """Makes rows of a generation, report by report."""

    def __init__(self, generation: Generation, last: SidecarVocabulary | None) -> None:
        """Raises IndexDamaged where the keyword arrays are missing, or reports do not stand in order."""
        if not isinstance(generation.keyword, KeywordIndex) or generation.keyword.notes:
            raise IndexDamaged(
                f"The keyword arrays of {generation.folder} are missing, and are what is pushed.",
                hint="Make them again: precedent check --repair",
            )
        if (np.diff(generation.report_rows) < 0).any():
            raise IndexDamaged(f"The paragraphs of {generation.folder} do not stand report by report.")
        self.generation = generation
        self._keyword = generation.keyword
        self.counts: Ints = np.bincount(generation.report_rows, minlength=len(generation.reports)).astype(np.int64)
        self.first_rows: Ints = np.concatenate(([0], np.cumsum(self.counts)))
        fields = self._keyword.fields
        self.stems = sorted({term for name, field in fields.items() if name != WORDS_FIELD for term in field.terms})
        self.words = list(fields[WORDS_FIELD].terms)
        self.names = self._names()
        self.numbering = Numbering.after(last, self.stems, self.words, list(self.names))
        self.first_free = (
            (1, 1, NAME_NUMBERS_FROM) if last is None else (last.next_stem, last.next_word, last.next_name)
        )
        self.basis = tuple(self._keyword.mean_lengths().values())

    # Of all paragraphs at once.

    def _names(self) -> dict[tuple[Name, tuple[Name, ...]], tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
        """Each name that a query can be expanded from, with its other names, and which texts hold it and them."""
        found = {}
        for synonym in synonyms_of(archive_glossary(self.generation.abbreviations)):
            name = canonical_name(synonym.typed), synonym.others
            if name not in found:
                found[name] = self._keyword.naming([synonym.typed]), self._keyword.naming(synonym.others)
        return found

    def held_as_names(self) -> Ints:
        """How many paragraphs hold each word, or it with an "s"."""
        postings = self._keyword.fields[WORDS_FIELD]
        found = np.array([postings.document_frequency(row) for row in range(len(self.words))], dtype=np.int64)
        for row, word in enumerate(self.words):
            plural = postings.find(f"{word}s")
            if plural is not None:
                found[row] = len(np.union1d(postings.ordinals(row), postings.ordinals(plural)))
        return found

    def pair_counts(self) -> dict[Name, int]:
        """How many paragraphs hold two words in a row, of which the first may be written together with the second
        elsewhere ("re offending"); the second in the singular or the plural."""
        holding: dict[Name, set[int]] = {}
        for ordinal in np.flatnonzero(self._keyword.with_any_word(FIRST_PARTS)).tolist():
            words = cut_words(self.generation.words_of(ordinal)).words
            for first, second in pairwise(words):
                if first in _FIRST_PARTS:
                    for name in {(first, second), (first, second.removesuffix("s"))}:
                        holding.setdefault(name, set()).add(ordinal)
        return {name: len(ordinals) for name, ordinals in holding.items()}

    def name_counts(self) -> dict[tuple[Name, tuple[Name, ...]], NameCounts]:
        return {
            name: NameCounts(
                self.numbering.names[name], int(typed.sum()), int(others.sum()), int((others & ~typed).sum())
            )
            for name, (typed, others) in self.names.items()
        }

    @cached_property
    def weights(self) -> ByParagraph:
        """Weights by stem, and 1 for each name that stands where the one typed does not."""
        numbers = [*self.numbering.stems.values(), *self.numbering.names.values()]
        held = [self._keyword.weights(stem) for stem in self.stems]
        named = [np.flatnonzero(others & ~typed) for typed, others in self.names.values()]
        return ByParagraph.of(
            len(self.generation),
            [*(paragraphs.astype(np.int64) for paragraphs, _ in held), *named],
            np.array(numbers, dtype=np.int64),
            [*(weights for _, weights in held), *(np.ones(len(each), dtype=np.float32) for each in named)],
        )

    def held_anywhere(self) -> Ints:
        """How many paragraphs hold each stem in text, heading or context."""
        found = np.zeros(len(self.stems), dtype=np.int64)
        places = {number: place for place, number in enumerate(self.numbering.stems.values())}
        numbers, counts = np.unique(self.weights.numbers[self.weights.numbers < NAME_NUMBERS_FROM], return_counts=True)
        found[[places[number] for number in numbers.tolist()]] = counts
        return found

    @cached_property
    def _stems(self) -> ByParagraph:
        return self._held("text", self.numbering.stems)

    @cached_property
    def _words(self) -> ByParagraph:
        return self._held(WORDS_FIELD, self.numbering.words)

    def _held(self, field: str, numbers: Mapping[str, int]) -> ByParagraph:
        postings = self._keyword.fields[field]
        held = [postings.ordinals(row).astype(np.int64) for row in range(len(postings.terms))]
        return ByParagraph.of(
            len(self.generation),
            held,
            np.array([numbers[term] for term in postings.terms], dtype=np.int64),
            [np.zeros(len(each), dtype=np.float32) for each in held],
        )

    # Of one report.

    def report(self, row: int, serial: int) -> ReportRows:
        """The report in a row of the generation, under a serial. Raises StorageFailed where Milvus cannot hold it."""
        generation = self.generation
        report = generation.report(str(generation.reports[row].report_id))
        body = json.dumps(report_body_to_json(report), ensure_ascii=True).encode()
        first = int(self.first_rows[row])
        ordinals = range(first, first + int(self.counts[row]))
        if len(ordinals) >> SERIAL_SHIFT:
            raise StorageFailed(f"{report.source} has {len(ordinals):,} paragraphs, more than a report can have.")
        files: dict[str, bytes] = {report_file(serial): body}
        content = hashlib.blake2b(json.dumps(report_head_to_json(report), sort_keys=True).encode() + body)
        rows = []
        for place, (ordinal, chunk) in enumerate(zip(ordinals, generation.chunks_at(ordinals), strict=True)):
            made = self._row(report, chunk, ordinal, row_id(serial, place), serial)
            content.update(_print_of(made, serial))
            rows.append(_fitting(made, files))
        return ReportRows(str(report.report_id), serial, content.hexdigest()[:32], tuple(rows), files)

    def _row(self, report: Report, chunk: Chunk, ordinal: int, paragraph: int, serial: int) -> Row:
        generation = self.generation
        when = report.dated
        row: Row = {
            "id": paragraph,
            "serial": serial,
            "place": row_id(serial, int(generation.section_rows[ordinal]) + 1),
            "day": when.toordinal() if when else 0,
            "reading": int(generation.reading_codes[ordinal]),
            "statements": int(generation.statement_bits[ordinal]),
            "themes": list(chunk.themes),
            "stems": self._listed(self._stems, ordinal, report),
            "words": self._listed(self._words, ordinal, report),
            "text": chunk.text,
            "chunk": json.dumps(chunk_to_json(chunk), ensure_ascii=True),
            "codes": "" if generation.tokens is None else b64encode(generation.tokens.of(ordinal).tobytes()).decode(),
        }
        return row | self._vectors(ordinal)

    def vectors(self, row: int, serial: int, most: int) -> dict[int, Row]:
        """Id -> vectors of the first paragraphs of a report, `most` at most: what `report` gives them."""
        first = int(self.first_rows[row])
        return {row_id(serial, at): self._vectors(first + at) for at in range(min(most, int(self.counts[row])))}

    def _vectors(self, ordinal: int) -> Row:
        embeddings = self.generation.embeddings
        made: Row = {"sparse": dict(zip(*self.weights.at(ordinal), strict=True)) or {_NOTHING_HELD: 1.0}}
        if embeddings is not None:
            made["dense"] = embeddings.stored(ordinal).astype(np.float32).tolist()
        return made

    def _listed(self, held: ByParagraph, ordinal: int, report: Report) -> list[int]:
        numbers, _ = held.at(ordinal)
        if len(numbers) > ARRAY_LIMIT:
            raise StorageFailed(
                f"A paragraph of {report.source} has {len(numbers):,} different words; Milvus holds {ARRAY_LIMIT:,}.",
                hint="Take that file out of the folder, or leave it to the index on this machine.",
            )
        return numbers


def _print_of(row: Row, serial: int) -> bytes:
    """What tells whether a row has changed, less what is not of the paragraph itself: serial, and weights, which move
    with the mean lengths of the whole archive."""
    own: Row = row | {"id": 0, "serial": 0, "place": row["place"] - row_id(serial, 0)}
    own["sparse"] = sorted(row["sparse"])
    own["dense"] = np.array(row.get("dense", ()), dtype=np.float16).tobytes().hex()
    return json.dumps(own, sort_keys=True).encode()


def _fitting(row: Row, files: dict[str, bytes]) -> Row:
    """`row` with what does not fit its field put into `files`."""
    for field in ("text", "chunk", "codes"):
        content = row[field].encode("utf-8", "surrogatepass")
        if len(content) > TEXT_LIMIT_BYTES or "\x00" in row[field] or content.decode("utf-8", "ignore") != row[field]:
            files[field_file(row["id"], field)] = content
            row = row | {field: ELSEWHERE}
    return row
