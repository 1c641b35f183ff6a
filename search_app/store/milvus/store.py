"""The store over an archive on Milvus: it ranks and fetches, and what a filter means is known beside it.

Our BM25F weights lie there as a sparse vector, whose inner product with the query's idf is the score by words, and our
stored vectors as a dense one. So both lists are those of the embedded store, and all that follows is the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from indexer.embedding.matrix import Scan
from indexer.embedding.token_codes import TokenCodes
from indexer.keyword.analysis import read_terms
from indexer.keyword.index import SYNONYM_WEIGHT
from indexer.keyword.scoring import inverse_document_frequency
from indexer.records import Report
from search_app.filters.expression import AllOf, AnyOf, Except, Expression, Holds, HoldsQuotation, Match
from search_app.filters.shares import shares_of
from search_app.query.quotations import holds_phrase
from search_app.store.embedded import Columns, Mask, MaskStore
from search_app.store.interface import NOTHING_RANKED, Ids, RankedList, Terms, Vector
from search_app.store.milvus.connection import MOST_RESULTS, Connection
from search_app.store.milvus.contents import MilvusContents
from search_app.store.milvus.language import Phrasing
from search_app.store.milvus.sidecar import SERIAL_SHIFT

QUOTATION_READ_LIMIT_PARAGRAPHS = 5_000
"""So many texts are read for words in a row; those that hold all of the words, the first of the archive."""

_TIED_MORE = 32
"""Asked for beyond what is wanted, since of equal scores Milvus returns any, and the first of the archive is meant."""


class MilvusStore(MaskStore):
    """One publication, as `Store` asks for it. Safe for several threads."""

    def __init__(self, connection: Connection, contents: MilvusContents, superseded: Sequence[int]) -> None:
        columns = Columns(contents)
        super().__init__(len(contents), columns.passing)
        self._connection = connection
        self._contents = contents
        self._columns = columns
        self._sidecar = contents.sidecar
        self._parts = contents.sidecar.code_bytes
        self.vocabulary = contents.sidecar.vocabulary
        self.head = contents.head
        self._phrasing = Phrasing(contents.sidecar, superseded, self.mask)

    @property
    def reports(self) -> Sequence[Report]:
        return self._contents.reports

    # Ranking.

    def sparse(self, terms: Terms, where: Expression, k: int) -> RankedList:
        vector = self._sparse_vector(terms)
        return self._search("sparse", vector, where, k, above=0.0) if vector else NOTHING_RANKED

    def _sparse_vector(self, terms: Terms) -> dict[int, float]:
        vocabulary = self.vocabulary
        weights = {
            number: terms.weights.get(stem, 1) * float(np.float32(vocabulary.inverse_frequency(stem)))
            for stem in sorted(terms.stems)
            if (number := vocabulary.stem_number(stem)) is not None
        }
        for synonym in terms.synonyms:
            known = vocabulary.name_counts(synonym)
            if known.holding:
                idf = inverse_document_frequency(len(self), known.holding)
                added = float(np.float32(SYNONYM_WEIGHT * vocabulary.share_of_others(synonym) * idf))
                weights[known.number] = weights.get(known.number, 0.0) + added
        return {number: weight for number, weight in weights.items() if weight > 0}

    def begin(self, vector: Vector) -> Vector | Scan:
        return vector

    def dense(self, vector: Vector | Scan, where: Expression, k: int) -> RankedList:
        if isinstance(vector, Scan) or not self._contents.has_vectors:
            return NOTHING_RANKED
        return self._search("dense", vector.tolist(), where, k, above=-np.inf)

    def _search(self, field: str, vector: Any, where: Expression, k: int, above: float) -> RankedList:
        """The `k` best above a score; of equal ones the first of the archive."""
        phrase = self._phrasing.of(where)
        if phrase is None:
            return NOTHING_RANKED
        if k + _TIED_MORE > MOST_RESULTS and len(self) > MOST_RESULTS:
            found = [self._best(field, vector, f"({phrase}) and {part}", MOST_RESULTS) for part in self._blocks()]
            ids, scores = (np.concatenate(each) for each in zip(*found, strict=True))
            return self._in_order(ids, scores, k, above)
        wanted = min(k + _TIED_MORE, MOST_RESULTS)
        while True:
            ids, scores = self._best(field, vector, phrase, wanted)
            cut_off = len(ids) == wanted < MOST_RESULTS and scores.min() == np.sort(scores)[::-1][k - 1]
            if not cut_off:
                return self._in_order(ids, scores, k, above)
            wanted = min(2 * wanted, MOST_RESULTS)

    def _best(self, field: str, vector: Any, phrase: str, limit: int) -> RankedList:
        return self._connection.search(field, vector, phrase, limit)

    def _in_order(self, ids: Ids, scores: Any, k: int, above: float) -> RankedList:
        ordinals = self._sidecar.ordinals_of(ids)
        kept = (scores > above) & (ordinals >= 0)
        ordinals, scores = ordinals[kept], scores[kept]
        order = np.lexsort((ordinals, -scores))[:k]
        return ordinals[order], scores[order]

    def _blocks(self) -> list[str]:
        """Conditions that part the archive, so that each part has fewer paragraphs than Milvus returns at once."""
        order = np.argsort(self._sidecar.serials, kind="stable")
        blocks, first, held = [], 0, 0
        for row in order.tolist():
            size, serial = int(self._sidecar.counts[row]), int(self._sidecar.serials[row])
            if held and held + size > MOST_RESULTS:
                blocks.append(f"id >= {first << SERIAL_SHIFT} and id < {serial << SERIAL_SHIFT}")
                first, held = serial, 0
            held += size
        return [*blocks, f"id >= {first << SERIAL_SHIFT}"]

    # What holds a word.

    def count(self, where: Expression) -> int:
        """As `Store.count`; how many texts hold a single word is known beside Milvus."""
        match where:
            case Holds(match=Match.STEM, terms=(stem,)):
                return self.vocabulary.holding_stem(stem)
            case Holds(match=Match.ANY_WORD, terms=(word,)):
                return self.vocabulary.holding_word(word)
            case _:
                return super().count(where)

    def _holding(self, node: Holds, within: Mask | None) -> Mask:
        if node.match is Match.IN_A_ROW:
            words = list(node.terms)
            return self._reading(words, lambda text: _stand_in_a_row(words, read_terms(text)[0]), within)
        if node.match is Match.STEM and (common := self._sidecar.common(*node.terms)) is not None:
            return common
        vocabulary = self.vocabulary
        if node.match is Match.STEM:
            most, numbers = sum(map(vocabulary.holding_stem, node.terms)), map(vocabulary.stem_number, node.terms)
            field = "stems"
        else:
            most, numbers = sum(map(vocabulary.holding_word, node.terms)), map(vocabulary.word_number, node.terms)
            field = "words"
        known = [number for number in numbers if number is not None]
        return self._mask_of(f"array_contains_any({field}, {known})", most) if known else self._nothing()

    def _quoting(self, node: HoldsQuotation, within: Mask | None) -> Mask:
        return self._reading(list(node.words), lambda text: holds_phrase(text, node.pattern), within)

    def _reading(self, words: Sequence[str], holds: Callable[[str], bool], within: Mask | None) -> Mask:
        """Milvus narrows to what holds all of the words; the texts themselves decide, as many as may be read."""
        candidates = np.flatnonzero(self._with_all(words) if within is None else self._with_all(words) & within)
        read = candidates[:QUOTATION_READ_LIMIT_PARAGRAPHS]
        rows = self._contents.rows_at(read.tolist(), ("text",))
        found = self._nothing()
        found[read] = [holds(row["text"]) for row in rows]
        return found

    def _with_all(self, words: Sequence[str]) -> Mask:
        numbers = [self.vocabulary.word_number(word) for word in dict.fromkeys(words)]
        if None in numbers or not numbers:
            return self._nothing()
        most = min(map(self.vocabulary.holding_word, words))
        where = f"array_contains_all(words, {numbers})" if numbers[1:] else f"array_contains(words, {numbers[0]})"
        return self._mask_of(where, most)

    def _mask_of(self, condition: str, most: int) -> Mask:
        """Those that pass a condition in the language of Milvus, of which there are `most` at most."""
        blocks = self._blocks() if most > MOST_RESULTS else [self._phrasing.own]
        found = self._nothing()
        for block in blocks:
            rows = self._connection.rows(f"{condition} and {block}", ())
            ordinals = self._sidecar.ordinals_of(np.array([row["id"] for row in rows], dtype=np.int64))
            found[ordinals[ordinals >= 0]] = True
        return found

    def _nothing(self) -> Mask:
        return np.zeros(len(self), dtype=np.bool_)

    def notes(self, where: Expression) -> tuple[str, ...]:
        unread = 0
        for words in _read_for(where):
            held = int(np.count_nonzero(self._with_all(words)))
            unread = max(unread, held - QUOTATION_READ_LIMIT_PARAGRAPHS)
        if unread <= 0:
            return ()
        read = f"{QUOTATION_READ_LIMIT_PARAGRAPHS:,} of the paragraphs that hold them all"
        return (
            f"Words in a row were looked for in {read}, not in {unread:,} more; add a rarer word to find the rest.",
        )

    def prepare(self) -> None:
        """Nothing is to be made ready: Milvus holds it all."""

    # Rows and counts.

    def rows(self, ids: Ids, fields: Collection[str]) -> Mapping[str, Any]:
        sidecar = self._sidecar
        readers: dict[str, Callable[[Ids], Any]] = {
            "report": lambda ids: sidecar.report_rows[ids],
            "section": lambda ids: sidecar.section_rows[ids],
            "reading": lambda ids: sidecar.reading_codes[ids],
            "strength_share": lambda ids: sidecar.strength_shares[ids],
            "text": self._texts,
            "shares": self._shares,
        }
        if self._contents.has_vectors:
            readers["vector"] = self._vectors
        if self._parts:
            readers["codes"] = self._codes
        return {field: readers[field](ids) for field in fields if field in readers}

    def _texts(self, ids: Ids) -> list[str]:
        return [row["text"] for row in self._contents.rows_at(ids.tolist(), ("text",))]

    def _shares(self, ids: Ids) -> list[list[tuple[float, float]]]:
        inspectorates = [self.reports[row].inspectorate for row in self._sidecar.report_rows[ids].tolist()]
        return list(map(shares_of, self._texts(ids), inspectorates))

    def _vectors(self, ids: Ids) -> Any:
        rows = self._contents.rows_at(ids.tolist(), ("dense",))
        return np.array([row["dense"] for row in rows], dtype=np.float32).astype(np.float16)

    def _codes(self, ids: Ids) -> TokenCodes:
        self._contents.rows_at(ids.tolist(), ("codes",))
        return TokenCodes.joined(
            (self._contents.codes(ordinal).reshape(-1, self._parts) for ordinal in ids.tolist()), self._parts
        )

    def counts(self, ids: Ids, names: Collection[str] | None = None) -> dict[str, dict[str, int]]:
        return self._columns.counts(ids, names)


def _stand_in_a_row(wanted: Sequence[str], words: Sequence[str]) -> bool:
    last = len(words) - len(wanted)
    return any(list(words[at : at + len(wanted)]) == list(wanted) for at in range(last + 1))


def _read_for(where: Expression) -> list[tuple[str, ...]]:
    """The words of each part of an expression for which texts are read."""
    match where:
        case HoldsQuotation():
            return [where.words]
        case Holds(match=Match.IN_A_ROW):
            return [where.terms]
        case Except():
            return _read_for(where.part)
        case AllOf() | AnyOf():
            return [words for part in where.parts for words in _read_for(part)]
        case _:
            return []
