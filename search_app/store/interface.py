"""What ranking, closeness and the counts ask of a store: the narrowest interface that gives the same answers.

Paragraphs are named by ids that rise through the archive. Another store than the embedded one, on several machines,
would do the same out of its own language; what `Sidecar` asks is small enough to lie beside every front end.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.matrix import Scan
from indexer.keyword.index import Synonym
from indexer.records import Chunk, Reading, Report, ReportId, Statement
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import Manifest
from indexer.storage.segment import ThemeColumn
from search_app.filters.expression import Expression

Ids = NDArray[np.int64]
RankedList = tuple[Ids, NDArray[np.float64]]
"""The best first, int64 and float64 (k,)."""

NOTHING_RANKED: RankedList = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64))

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is ranked by words: stems and other names of what was typed. The store weighs them by rarity.

    `weights` has the stems that count more than once, and how much.
    """

    stems: frozenset[str]
    synonyms: tuple[Synonym, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)


class Vocabulary(Protocol):
    """The words of an archive and how common they are."""

    def rarity(self, stem: str) -> float:
        """The inverse document frequency of a stem; the highest there is for one that no text holds."""

    def expand(self, prefix: str) -> list[str]:
        """The words that begin with `prefix`, in alphabetical order."""

    def count_expansions(self, prefix: str) -> int:
        """How many words `expand` would give."""

    def holds_word(self, word: str) -> bool:
        """Whether some text holds this very word, folded."""

    def suggest(self, word: str) -> str | None:
        """A word near `word`; None where `word`, folded, is here, or none is near."""

    def holds_name(self, synonym: Synonym) -> bool:
        """Whether some text holds the name typed or one of the others."""

    def share_of_others(self, synonym: Synonym) -> float:
        """How far the archive prefers the other names to the one typed, from 0 to 1."""


class KeywordSearch(Protocol):
    """The part of a store that knows words."""

    @property
    def vocabulary(self) -> Vocabulary: ...

    def __len__(self) -> int:
        """How many paragraphs there are."""

    def sparse(self, terms: Terms, where: Expression, k: int) -> RankedList:
        """The `k` best by words among those that pass `where`; ties by id. Only what holds one of the terms."""

    def ids(self, where: Expression) -> Ids:
        """int64, rising: what passes `where`. Not to be changed. Raises QueryRefused for a value that is none."""

    def count(self, where: Expression) -> int:
        """How many pass `where`. Raises as `ids` does."""


class Store(KeywordSearch, Protocol):
    """A whole archive, open for searching. Safe for several threads."""

    @property
    def reports(self) -> Sequence[Report]:
        """Every report without its text and elements; the field "report" of a row is a place in it."""

    def head(self, report_id: ReportId) -> Report:
        """One of `reports`. Raises KeyError where there is none."""

    def begin(self, vector: Vector) -> Vector | Scan:
        """May begin to look for what is near `vector`, float32 (d,); what comes back is given to `dense` instead."""

    def dense(self, vector: Vector | Scan, where: Expression, k: int) -> RankedList:
        """The `k` nearest by exact cosine among those that pass `where`; ties by id. Nothing where no vectors are."""

    def rows(self, ids: Ids, fields: Collection[str]) -> Mapping[str, Any]:
        """Of these paragraphs, in this order, for each field:

        "report" and "section", int (k,), the section -1 before the first heading; "reading", uint8 (k,), its place in
        `Reading`; "strength_share", float32 (k,), NaN where nothing is stated; "text", a list; "shares", a list for
        each: the lowest and the highest that a proportion said there may be; "vector", float16 (k, d), absent where the
        archive has none; "codes", `TokenCodes`, absent likewise.
        """

    def counts(self, ids: Ids, names: Collection[str] | None = None) -> dict[str, dict[str, int]]:
        """Filter -> value -> how many of these paragraphs have it, the most frequent first, the first report's first.

        Of the filters called `names`, or of all that are counted, "lens" and "reading" among them.
        """

    def notes(self, where: Expression) -> tuple[str, ...]:
        """What a person is to be told of what passes `where`, such as that not everything was looked at for it."""

    def prepare(self) -> None:
        """Makes ready for many searches."""


class Contents(Protocol):
    """The reports and paragraphs of one published generation, wherever they lie. Safe for several threads.

    `Generation` is one out of a folder; each method is described there.
    """

    @property
    def name(self) -> str: ...

    @property
    def manifest(self) -> Manifest: ...

    @property
    def notes(self) -> tuple[str, ...]: ...

    @property
    def reports(self) -> Sequence[Report]: ...

    @property
    def row_of(self) -> Mapping[ReportId, int]: ...

    @property
    def report_rows(self) -> NDArray[np.int32]: ...

    @property
    def section_rows(self) -> NDArray[np.int16]: ...

    @property
    def reading_codes(self) -> NDArray[np.uint8]: ...

    @property
    def strength_shares(self) -> NDArray[np.float32]: ...

    @property
    def themes(self) -> ThemeColumn: ...

    @property
    def boilerplate(self) -> NDArray[np.bool_]: ...

    @property
    def abbreviations(self) -> Mapping[str, str]: ...

    def __len__(self) -> int: ...

    def chunk(self, ordinal: int) -> Chunk: ...

    def chunks_at(self, ordinals: Sequence[int]) -> list[Chunk]: ...

    def head(self, report_id: ReportId) -> Report: ...

    def report(self, report_id: str) -> Report: ...

    def ordinals_of(self, report_id: str) -> Ids: ...

    def reading_mask(self, readings: Sequence[Reading]) -> NDArray[np.bool_]: ...

    def statement_mask(self, statement: Statement) -> NDArray[np.bool_]: ...

    def ledger(self) -> Ledger: ...

    def refuse_if_damaged(self) -> None: ...

    def close(self) -> None: ...
