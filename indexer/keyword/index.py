"""The keyword index, open for reading: ranking, occurrences, words in a row, prefixes, spelling.

Knows terms, not queries: `search_app.ranking.words` puts a query's tree to it. `KeywordIndex` reads arrays alone; where
they are missing, Whoosh itself is asked (`whoosh_search`), through the few methods that it overrides.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays.top import highest
from indexer.errors import IndexDamaged, PrecedentError
from indexer.keyword.positions import Positions
from indexer.keyword.postings import Postings
from indexer.keyword.scoring import (
    FieldWeight,
    Impact,
    Kept,
    impact_of,
    inverse_document_frequency,
    normalised_lengths,
    sum_impacts,
    weights_of,
    where_set,
)
from indexer.keyword.segments import RANKED_FIELDS, WORDS_FIELD, join_positions, join_postings, open_postings
from indexer.keyword.spelling import nearest_word

K1 = 1.6
FIELD_WEIGHTS: Mapping[str, FieldWeight] = {
    "text": FieldWeight(boost=1.0, b=0.6),
    "heading": FieldWeight(boost=4.0, b=0.5),
    "context": FieldWeight(boost=4.0, b=0.5),
}
"""Best mean nDCG@10 over five runs on four judged collections; see docs/retrieval.md.

It moves by less than .007 for k1 from 1.2 to 2 and b from .5 to .75, and falls by .05 without the heading.
Chosen on the same collections that measure it, so that part of what was gained is chance."""

SYNONYM_WEIGHT = 0.5
"""What another name counts beside the one typed.

On 89 recommendations, whose answers are worded like themselves, nDCG@10 falls by .005 at .5 and by .006 at 1: chance.
It finds the paragraphs that say it otherwise, which no collection here judges."""

_FEW_SHARE = 1 / 16
"""Below this share of all paragraphs, those that are allowed are looked up one by one."""

_LEAST_KEPT_PARAGRAPHS = 100_000
"""What is kept for the next queries is at least as much as for so many paragraphs: 60 MB in all."""

_IMPACTS_BYTES = 400
"""A paragraph: the impacts of some hundred common words, of four bytes each; a rare word takes next to nothing."""

_MASKS_BYTES = 200
"""A paragraph: one byte for each word that a query requires."""

NO_WEIGHTS: Mapping[str, float] = MappingProxyType({})

Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Synonym:
    """A name as typed, and other names of the same thing, each as folded words that stand in a row."""

    typed: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]


class KeywordIndex:
    """Safe for several threads: its arrays are only read."""

    notes: tuple[str, ...] = ()
    """What a person is to be told of every answer."""

    def __init__(self, folders: Sequence[Path], fields: Mapping[str, Postings], positions: Positions) -> None:
        """Raises ValueError where the fields hold different numbers of paragraphs."""
        self._fields = fields
        self._words = fields[WORDS_FIELD]
        self._positions = positions
        self._prepare(folders, len(self._words.lengths))
        if any(len(field.lengths) != self._count for field in fields.values()):
            raise ValueError("its fields hold different numbers of paragraphs")
        self._divisors = {
            name: normalised_lengths(fields[name].lengths, FIELD_WEIGHTS[name].b) for name in RANKED_FIELDS
        }

    def _prepare(self, folders: Sequence[Path], count: int) -> None:
        self._folders = tuple(folders)
        self._folder = folders[0]
        self._count = count
        kept = max(count, _LEAST_KEPT_PARAGRAPHS)
        self._impacts = Kept[Impact](kept * _IMPACTS_BYTES)
        self._masks = Kept[Mask](kept * _MASKS_BYTES)
        self._scratches = threading.local()

    @classmethod
    def open(cls, *folders: Path) -> KeywordIndex:
        """Opens what `build_keyword_index` wrote into `folders`, one a segment, as one index. Raises IndexDamaged.

        Ordinals count through the segments in the order given.
        """
        segments = []
        for folder in folders:
            with DamageReport(folder):
                segments.append(open_postings(folder))
        with DamageReport(folders[0]):
            fields = {name: join_postings([own[name] for own, _ in segments]) for name in (*RANKED_FIELDS, WORDS_FIELD)}
            positions = join_positions(fields[WORDS_FIELD], [own for _, own in segments])
            return cls(folders, fields, positions)

    def close(self) -> None:
        """Lets go of the files; nothing can be asked afterwards."""
        del self._fields, self._words, self._positions

    def __len__(self) -> int:
        return self._count

    def ordinals(self) -> NDArray[np.int32]:
        """int32 (n,): the ordinals that the Whoosh indexes themselves store, in their order. Raises IndexDamaged."""
        from indexer.keyword.whoosh_index import read_stored_ordinals

        found = [np.empty(0, dtype=np.int32)]
        for folder in self._folders:
            with DamageReport(folder):
                found.append(read_stored_ordinals(folder) + np.int32(sum(map(len, found))))
        return np.concatenate(found)

    def rank(
        self,
        stems: Collection[str],
        limit: int,
        allowed: Mask | None = None,
        synonyms: Iterable[Synonym] = (),
        weights: Mapping[str, float] = NO_WEIGHTS,
    ) -> tuple[NDArray[np.int64], Scores]:
        """The `limit` best documents by BM25F, int64 and float32, falling scores; ties by ordinal.

        A stem counts once, or as often as `weights` says. Only documents that hold one of them or a synonym, and are
        `allowed`, are returned. Raises IndexDamaged.
        """
        with DamageReport(self._folder):
            impacts = [self._impact(stem).times(weights.get(stem, 1)) for stem in sorted(set(stems))]
            impacts += [self._synonym_impact(synonym) for synonym in synonyms]
            if allowed is not None:
                number = int(np.count_nonzero(allowed))
                if number == self._count:
                    allowed = None
                elif number < _FEW_SHARE * self._count:
                    candidates, own = where_set(allowed, number, impacts)
                    scores = sum_impacts(own, candidates)
                    best = highest(scores, limit, above=0.0)
                    return candidates[best].astype(np.int64), scores[best]
            return self._best(impacts, limit, allowed)

    def _best(self, impacts: Iterable[Impact], limit: int, allowed: Mask | None) -> tuple[NDArray[np.int64], Scores]:
        scores = self._scratch()
        for impact in impacts:
            impact.add_to(scores)
        if allowed is not None:
            scores *= allowed
        best = highest(scores, limit, above=0.0)
        return best, scores[best]

    def _scratch(self) -> Scores:
        """float32 (n,) of zeros, one array a thread: fresh memory costs more than what is added up in it."""
        scores: Scores | None = getattr(self._scratches, "scores", None)
        if scores is None:
            scores = self._scratches.scores = np.empty(self._count, dtype=np.float32)
        scores.fill(0)
        return scores

    def _impact(self, stem: str) -> Impact:
        return self._impacts.get(stem, lambda: impact_of(stem, self._fields, self._divisors, FIELD_WEIGHTS, K1))

    def _synonym_impact(self, synonym: Synonym) -> Impact:
        """Where another name stands and the one typed does not, for what is said twice is no more about it."""

        def compute() -> Impact:
            holding = np.flatnonzero(self._naming_any(synonym.others) & ~self._naming(synonym.typed))
            idf = inverse_document_frequency(self._count, len(holding))
            score = np.float32(SYNONYM_WEIGHT * self.share_of_others(synonym) * idf)
            return Impact(holding.astype(np.int32), np.full(len(holding), score))

        return self._impacts.get(synonym, compute)

    def share_of_others(self, synonym: Synonym) -> float:
        """How far the archive prefers the other names: their share of the paragraphs that hold any of the names.

        1.0 where nobody here says what was typed, near 0 where hardly anybody says it otherwise.
        """
        with DamageReport(self._folder):
            others = int(np.count_nonzero(self._naming_any(synonym.others)))
            typed = int(np.count_nonzero(self._naming(synonym.typed)))
        return others / (others + typed) if others else 0.0

    def holds_name(self, synonym: Synonym) -> bool:
        """Whether some text holds the name typed or one of the others."""
        with DamageReport(self._folder):
            return bool(self._naming_any((synonym.typed, *synonym.others)).any())

    @property
    def fields(self) -> Mapping[str, Postings]:
        """The postings of each field, those of the words as they stand among them."""
        return self._fields

    def mean_lengths(self) -> dict[str, float]:
        """Of each field that ranks, how many terms a paragraph has there on average."""
        return {name: float(self._fields[name].lengths.mean()) if self._count else 0.0 for name in RANKED_FIELDS}

    def weights(self, stem: str) -> tuple[NDArray[np.int32], Scores]:
        """The paragraphs that hold a stem in text, heading or context, rising, and its saturated weight in each.

        Times the inverse document frequency, of as many paragraphs, that is what the stem adds to a score.
        """
        return weights_of(stem, self._fields, self._divisors, FIELD_WEIGHTS, K1)

    def naming(self, names: Iterable[tuple[str, ...]]) -> Mask:
        """bool (n,): which texts hold one of these names, in the singular or the plural."""
        with DamageReport(self._folder):
            return self._naming_any(names)

    def _naming_any(self, names: Iterable[tuple[str, ...]]) -> Mask:
        return np.asarray(np.logical_or.reduce([self._naming(words) for words in names]))

    def _naming(self, words: tuple[str, ...]) -> Mask:
        """Which texts hold this name, in the singular or the plural."""
        *before, last = words
        singular = last.removesuffix("s")
        return self.with_words_in_a_row([*before, singular]) | self.with_words_in_a_row([*before, f"{singular}s"])

    def rarity(self, stem: str) -> float:
        """The inverse document frequency of a stem in the texts; the highest there is for one that none holds."""
        with DamageReport(self._folder):
            holding = len(self._documents("text", stem))
        return inverse_document_frequency(self._count, holding)

    def _documents(self, field: str, term: str) -> NDArray[np.integer[Any]]:
        """The ordinals of the paragraphs that hold `term`, rising."""
        row = self._fields[field].find(term)
        return np.empty(0, dtype=np.int32) if row is None else self._fields[field].ordinals(row)

    def with_stem(self, stem: str) -> Mask:
        """bool (n,): which texts hold a word with this stem, stop words excepted."""
        return self._masks.get(("text", stem), lambda: self._holding("text", [stem]))

    def with_word(self, word: str) -> Mask:
        """bool (n,): which texts hold this very word, folded, stop words too."""
        return self._masks.get((WORDS_FIELD, word), lambda: self._holding(WORDS_FIELD, [word]))

    def holds_word(self, word: str) -> bool:
        """Whether some text holds this very word, folded."""
        with DamageReport(self._folder):
            return self._words.find(word) is not None

    def with_any_word(self, words: Iterable[str]) -> Mask:
        """bool (n,): which texts hold at least one of these words."""
        return self._holding(WORDS_FIELD, words)

    def _holding(self, field: str, terms: Iterable[str]) -> Mask:
        with DamageReport(self._folder):
            mask = np.zeros(len(self), dtype=np.bool_)
            for term in terms:
                mask[self._documents(field, term)] = True
            mask.flags.writeable = False  # one mask may be kept for many queries
            return mask

    def expand(self, prefix: str) -> list[str]:
        """The words of the archive that begin with `prefix`, in alphabetical order."""
        return [self._words.terms[row] for row in self._words.rows_with_prefix(prefix)]

    def count_expansions(self, prefix: str) -> int:
        """How many words `expand` would give, without making them."""
        return len(self._words.rows_with_prefix(prefix))

    def with_words_in_a_row(self, words: list[str]) -> Mask:
        """bool (n,): which texts hold these words, folded, one straight after the other. Raises IndexDamaged.

        What stands between them, if not white space alone, only the text itself can tell.
        """
        with DamageReport(self._folder):
            mask = np.zeros(self._count, dtype=np.bool_)
            mask[self._in_a_row(words)] = True
            return mask

    def _in_a_row(self, words: Sequence[str]) -> NDArray[np.int64]:
        return self._positions.in_a_row([self._words.find(word) for word in words])

    def with_quotation(self, words: list[str], gaps: Sequence[int] | None) -> tuple[Mask, NDArray[np.int64]]:
        """bool (n,): which texts hold `words` in a row with `gaps` around them, and the rest that must be read to know.

        `gaps` is what `quoted_gaps` gave. Raises IndexDamaged.
        """
        with DamageReport(self._folder):
            certain, unsure = self._positions.quoted([self._words.find(word) for word in words], gaps)
            mask = np.zeros(self._count, dtype=np.bool_)
            mask[certain] = True
            return mask, unsure

    def suggest(self, word: str) -> str | None:
        """A word of the archive near `word`; None where `word`, folded, is in it, or none is near."""
        with DamageReport(self._folder):
            if self._words.find(word) is not None:
                return None
            return nearest_word(word, self._words)


class DamageReport:
    """Whoosh raises whatever its decoders meet in altered bytes, of any class: all of it means damage.

    A class and no generator, which every query would wait for three times as long.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, PrecedentError):
            raise IndexDamaged(
                f"The keyword index in {self._folder} cannot be read: {type(error).__name__}: {error}.",
                hint="Build it again with `precedent index`.",
            ) from error
