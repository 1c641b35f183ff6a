"""The sidecar: what lies beside every front end of an archive on Milvus, 26 bytes a paragraph and the vocabulary.

    manifest.json       that of the generation which was pushed, and its name
    ledger.json         of its build
    abbreviations.json  what its reports explain
    names.json          the names of the glossary, and pairs of words that are also one; how many paragraphs hold them
    reports.lines       the heads of all reports
    columns.arrays      what filters, counts and orders ask of a paragraph; which report has which serial
    vocabulary.arrays   stems and words, how many paragraphs hold each, and the number of each on Milvus

A paragraph's ordinal is its place in the archive, as in a generation. On Milvus its id is the serial of its report's
revision and its row in it, so that a revision can be written beside the one that it replaces.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays.files import LinesFile, map_arrays
from indexer.errors import IndexDamaged
from indexer.keyword.index import Synonym
from indexer.keyword.postings import rows_between
from indexer.keyword.scoring import inverse_document_frequency
from indexer.keyword.spelling import nearest_word
from indexer.records import Report
from indexer.serialise import report_from_json
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import FileSum, Manifest, SegmentEntry
from indexer.storage.segment import ThemeColumn, shares_of_percents
from search_app.store.interface import Ids

MANIFEST_FILE = "manifest.json"
LEDGER_FILE = "ledger.json"
ABBREVIATIONS_FILE = "abbreviations.json"
NAMES_FILE = "names.json"
HEADS_FILE = "reports.lines"
COLUMNS_FILE = "columns.arrays"
VOCABULARY_FILE = "vocabulary.arrays"
SIDECAR_FILES = (
    MANIFEST_FILE,
    LEDGER_FILE,
    ABBREVIATIONS_FILE,
    NAMES_FILE,
    HEADS_FILE,
    COLUMNS_FILE,
    VOCABULARY_FILE,
)

SERIAL_SHIFT = 20
"""A report has at most so many bits of paragraphs, a million."""

COMMON_SHARE = 1 / 16
"""Stems that a larger share of the paragraphs hold are told by bits of the sidecar: to fetch so many ids takes long."""

NAME_NUMBERS_FROM = 1 << 31
"""Dimensions of a sparse vector from here on are names, those below are stems."""

Name = tuple[str, ...]


def row_id(serial: int, row: int) -> int:
    """The id of a paragraph, and of a section, on Milvus."""
    return serial << SERIAL_SHIFT | row


def canonical_name(words: Name) -> Name:
    """A name as it is looked up: in the singular."""
    return (*words[:-1], words[-1].removesuffix("s")) if words else words


@dataclass(frozen=True, slots=True)
class NameCounts:
    """How many paragraphs hold the name typed, one of the others, and one of the others but not the one typed.

    `number` is the dimension that stands for the last.
    """

    number: int
    typed: int
    others: int
    holding: int


class Sidecar:
    """The files of one publication in a folder, mapped. Safe for several threads."""

    def __init__(self, folder: Path) -> None:
        """Raises IndexDamaged where they cannot be read or do not agree."""
        self.folder = folder
        try:
            columns = map_arrays(folder / COLUMNS_FILE)
            self.counts: NDArray[np.int64] = columns["counts"].astype(np.int64)
            self.serials: NDArray[np.int64] = columns["serials"].astype(np.int64)
            self.bases: NDArray[np.float64] = columns["bases"].astype(np.float64)
            self.section_rows: NDArray[np.int16] = columns["section"]
            self.reading_codes: NDArray[np.uint8] = columns["reading"]
            self.statement_bits: NDArray[np.uint8] = columns["statements"]
            self.boilerplate: NDArray[np.bool_] = columns["boilerplate"].astype(np.bool_)
            self.strength_shares: NDArray[np.float32] = shares_of_percents(columns["strength_share"])
            self.themes = ThemeColumn.of(columns)
            self._common: NDArray[np.uint8] = columns["common"]
            self.vocabulary = SidecarVocabulary(
                len(self.section_rows),
                map_arrays(folder / VOCABULARY_FILE),
                json.loads((folder / NAMES_FILE).read_bytes()),
            )
            self._common_rows = {int(row): place for place, row in enumerate(columns["common_rows"].tolist())}
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise IndexDamaged(
                f"The sidecar in {folder} cannot be read: {error}.", hint="Remove that folder; it is fetched again."
            ) from error
        self.heads = LinesFile(folder / HEADS_FILE)
        self.first_rows: Ids = np.concatenate(([0], np.cumsum(self.counts)))
        if len(self.heads) != len(self.counts) or self.first_rows[-1] != len(self.section_rows):
            raise IndexDamaged(
                f"The files of the sidecar in {folder} do not agree.", hint="Remove that folder; it is fetched again."
            )

    def __len__(self) -> int:
        return len(self.section_rows)

    @cached_property
    def _about(self) -> Mapping[str, Any]:
        value: dict[str, Any] = json.loads((self.folder / MANIFEST_FILE).read_bytes())
        return value

    @property
    def name(self) -> str:
        """The name of the generation that was pushed."""
        return str(self._about["name"])

    @property
    def code_bytes(self) -> int:
        """How many bytes the code of a word piece has; 0 where none were kept."""
        return int(self._about["code_bytes"])

    @cached_property
    def manifest(self) -> Manifest:
        value = dict(self._about["manifest"])
        files = {name: FileSum(**entry) for name, entry in value.pop("files").items()}
        segments = tuple(SegmentEntry(**entry) for entry in value.pop("segments"))
        return Manifest(**value, segments=segments, files=files)

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """Every report without its text and elements."""
        return tuple(report_from_json(head) for head in self.heads)

    @cached_property
    def report_rows(self) -> NDArray[np.int32]:
        """int32 (n,): the row in `reports` of each paragraph's report."""
        return np.repeat(np.arange(len(self.counts), dtype=np.int32), self.counts)

    @cached_property
    def abbreviations(self) -> Mapping[str, str]:
        value: dict[str, str] = json.loads((self.folder / ABBREVIATIONS_FILE).read_bytes())
        return value

    def ledger(self) -> Ledger:
        return Ledger.from_json(json.loads((self.folder / LEDGER_FILE).read_bytes()))

    # Ordinals and ids.

    def ids_of(self, ordinals: Ids) -> Ids:
        """int64 (k,): the id on Milvus of each of these paragraphs."""
        rows = self.report_rows[ordinals]
        return self.serials[rows] << SERIAL_SHIFT | (ordinals - self.first_rows[rows])

    def ordinals_of(self, ids: Ids) -> Ids:
        """int64 (k,): the place of each paragraph with one of these ids; -1 for one that is none of this archive."""
        order = self._by_serial
        serials = self.serials[order]
        if not len(serials):
            return np.full(len(ids), -1, dtype=np.int64)
        wanted, rows = ids >> SERIAL_SHIFT, ids & ((1 << SERIAL_SHIFT) - 1)
        places = np.minimum(np.searchsorted(serials, wanted), len(serials) - 1)
        reports = order[places]
        known = (serials[places] == wanted) & (rows < self.counts[reports])
        return np.where(known, self.first_rows[reports] + rows, -1)

    @cached_property
    def _by_serial(self) -> Ids:
        return np.argsort(self.serials, kind="stable")

    # Words.

    def common(self, stem: str) -> NDArray[np.bool_] | None:
        """bool (n,): which paragraphs hold a stem that many hold; None for one that fewer do."""
        row = self.vocabulary.stem_row(stem)
        place = None if row is None else self._common_rows.get(row)
        if place is None:
            return None
        return np.unpackbits(self._common[place], count=len(self)).astype(np.bool_)


def _terms(arrays: Mapping[str, NDArray[Any]], name: str) -> list[str]:
    content = arrays[name].tobytes().decode("utf-8")
    return content.split("\n") if content else []


class SidecarVocabulary:
    """The words of an archive and how common they are, as `Vocabulary` asks, and their numbers on Milvus."""

    def __init__(self, count: int, arrays: Mapping[str, NDArray[Any]], stored: Mapping[str, Any]) -> None:
        self._count = count
        self.stems, self.words = _terms(arrays, "stems"), _terms(arrays, "words")
        self.stem_numbers: NDArray[np.int64] = arrays["stem_numbers"].astype(np.int64)
        self.word_numbers: NDArray[np.int64] = arrays["word_numbers"].astype(np.int64)
        self.held_in_text, self.held_anywhere = arrays["held_in_text"], arrays["held_anywhere"]
        self.held_words, self._held_as_names = arrays["held_words"], arrays["held_as_names"]
        self.next_stem, self.next_word, self.next_name = arrays["next_numbers"].tolist()
        self.names = {
            (tuple(name["typed"]), tuple(map(tuple, name["others"]))): NameCounts(*name["counts"])
            for name in stored["names"]
        }
        self._held_names = {typed: counts.typed for (typed, _), counts in self.names.items()}
        self._held_names |= {(first, second): number for first, second, number in stored["pairs"]}

    @property
    def terms(self) -> Sequence[str]:
        """The words, for finding near ones."""
        return self.words

    def document_frequency(self, row: int) -> int:
        return int(self.held_words[row])

    def stem_row(self, stem: str) -> int | None:
        return _find(self.stems, stem)

    def holding_stem(self, stem: str) -> int:
        """How many texts hold a stem."""
        row = self.stem_row(stem)
        return 0 if row is None else int(self.held_in_text[row])

    def stem_number(self, stem: str) -> int | None:
        """Its dimension, and its number in the field of stems; None for one that no paragraph holds."""
        row = self.stem_row(stem)
        return None if row is None else int(self.stem_numbers[row])

    def word_number(self, word: str) -> int | None:
        row = _find(self.words, word)
        return None if row is None else int(self.word_numbers[row])

    def holding_word(self, word: str) -> int:
        """How many texts hold a word."""
        row = _find(self.words, word)
        return 0 if row is None else int(self.held_words[row])

    def inverse_frequency(self, stem: str) -> float:
        """That of a stem in text, heading and context."""
        row = self.stem_row(stem)
        return inverse_document_frequency(self._count, 0 if row is None else int(self.held_anywhere[row]))

    def rarity(self, stem: str) -> float:
        return inverse_document_frequency(self._count, self.holding_stem(stem))

    def expand(self, prefix: str) -> list[str]:
        return [self.words[row] for row in rows_between(self.words, prefix)]

    def count_expansions(self, prefix: str) -> int:
        return len(rows_between(self.words, prefix))

    def holds_word(self, word: str) -> bool:
        return _find(self.words, word) is not None

    def suggest(self, word: str) -> str | None:
        return None if self.holds_word(word) else nearest_word(word, self)

    def name_counts(self, synonym: Synonym) -> NameCounts:
        """What is known of a name of the glossary; nothing but zeros of any other."""
        return self.names.get((canonical_name(synonym.typed), synonym.others), NameCounts(0, 0, 0, 0))

    def holds_name(self, synonym: Synonym) -> bool:
        known = self.name_counts(synonym)
        return known.typed + known.others > 0

    def share_of_others(self, synonym: Synonym) -> float:
        known = self.names.get((canonical_name(synonym.typed), synonym.others))
        if known is not None:
            typed, others = known.typed, known.others
        else:  # of two spellings, or of a name and one of its abbreviations
            typed, others = self._holding_name(synonym.typed), sum(map(self._holding_name, synonym.others))
        return others / (others + typed) if others else 0.0

    def _holding_name(self, name: Name) -> int:
        """How many texts hold a word, a name of the glossary or a pair of words, in the singular or the plural."""
        singular = canonical_name(name)
        if len(singular) > 1:
            return self._held_names.get(singular, 0)
        row = _find(self.words, *singular)
        return self.holding_word(f"{singular[0]}s") if row is None else int(self._held_as_names[row])


def _find(terms: Sequence[str], term: str) -> int | None:
    row = bisect_left(terms, term)
    return row if row < len(terms) and terms[row] == term else None
