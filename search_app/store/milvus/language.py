"""An expression in the language of Milvus: the second evaluator beside the masks.

Only what every edition understands is written. Some know no negation of a condition on several values, so that a
negation moves inwards and becomes "none of these ids" where nothing else says it; and an empty list is no list, so
that what nothing passes, and what everything does, is told apart before it is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from indexer.records import Reading, Statement
from indexer.storage.segment import READING_CODES, STATEMENT_BITS
from search_app.filters.expression import (
    BOILERPLATE,
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    Except,
    Expression,
    Holds,
    Match,
    OneOf,
)
from search_app.filters.fields import Level, field_named, parse_years
from search_app.store.embedded import Mask
from search_app.store.interface import Ids
from search_app.store.milvus.sidecar import SERIAL_SHIFT, Sidecar

ALL, NONE = True, False
Phrase = str | bool
"""A text; or ALL where everything passes, NONE where nothing does."""

_LISTED_PARAGRAPHS = 2_000
"""Up to here the ids themselves are written, which every edition looks up by its key, the fastest of all."""

_STATEMENT_CODES = range(1 << len(Statement))


class Phrasing:
    """Writes expressions over the archive of one sidecar. Safe for several threads."""

    def __init__(self, sidecar: Sidecar, superseded: Sequence[int], mask_of: Callable[[Expression], Mask]) -> None:
        """`superseded` are serials whose rows may still be there; `mask_of` evaluates an expression beside Milvus."""
        self._sidecar = sidecar
        self._mask_of = mask_of
        self.own = _own(sidecar, superseded)

    def of(self, where: Expression) -> str | None:
        """What a search for what passes `where` is restricted to; None where nothing passes.

        Raises QueryRefused for a value that is none.
        """
        mask = self._mask_of(where)
        passing = int(np.count_nonzero(mask))
        if not passing:
            return None
        if passing == len(mask):
            return self.own
        if passing <= _LISTED_PARAGRAPHS:
            return self._ids(mask)
        return str(_all([self.own, self._phrase(where)]))

    def _phrase(self, node: Expression) -> Phrase:
        match node:
            case Everything():
                return ALL
            case AllOf():
                return _all(map(self._phrase, node.parts))
            case AnyOf():
                return _any(map(self._phrase, node.parts))
            case Except():
                return self._without(node.part)
            case OneOf() | DateRange():
                return self._column(node, wanted=True)
            case Holds(match=Match.STEM | Match.ANY_WORD):
                return self._words(node)
            case _:
                return self._listed(node, wanted=True)

    def _without(self, node: Expression) -> Phrase:
        match node:
            case Everything():
                return NONE
            case AllOf():
                return _any(map(self._without, node.parts))
            case AnyOf():
                return _all(map(self._without, node.parts))
            case Except():
                return self._phrase(node.part)
            case OneOf() | DateRange():
                return self._column(node, wanted=False)
            case _:
                return self._listed(node, wanted=False)

    def _words(self, node: Holds) -> Phrase:
        vocabulary = self._sidecar.vocabulary
        if node.match is Match.STEM:
            numbers, field = [vocabulary.stem_number(stem) for stem in node.terms], "stems"
        else:
            numbers, field = [vocabulary.word_number(word) for word in node.terms], "words"
        known = [str(number) for number in numbers if number is not None]
        if not known:
            return NONE
        return f"array_contains_any({field}, [{', '.join(known)}])" if known[1:] else _contains(field, known[0])

    def _column(self, node: OneOf | DateRange, *, wanted: bool) -> Phrase:
        """A condition on a column, or what does not meet it."""
        if isinstance(node, DateRange):
            if wanted:
                return _between(
                    node.earliest.toordinal() if node.earliest else 1, node.latest.toordinal() if node.latest else None
                )
            return self._reports(node, wanted=False)
        if node.field == "reading":
            codes = [READING_CODES[Reading(value)] for value in node.values]
            return _one_of("reading", codes, range(len(Reading)), wanted=wanted)
        if node.field == "statement":
            bits = [STATEMENT_BITS[Statement(value)] for value in node.values]
            codes = [code for code in _STATEMENT_CODES if any(code & bit for bit in bits)]
            return _one_of("statements", codes, _STATEMENT_CODES, wanted=wanted)
        if node == BOILERPLATE:
            return self._listed(node, wanted=wanted)
        field = field_named(node.field)
        if field is None:
            raise KeyError(node.field)
        if field.name == "year" and wanted:
            return _any(_years(*parse_years(value)) for value in node.values)
        if field.level is Level.REPORT:
            return self._reports(node, wanted=wanted)
        if field.level is Level.SECTION:
            return self._sections(node, wanted=wanted)
        if not wanted:
            return self._listed(node, wanted=False)
        names = [name for value in node.values for name in field.finder(self._sidecar.themes.names, value)]
        known = [name for name in dict.fromkeys(names) if name in self._sidecar.themes.names]
        return _any(_contains("themes", json.dumps(name)) for name in known)

    def _reports(self, node: OneOf | DateRange, *, wanted: bool) -> Phrase:
        rows = np.unique(self._sidecar.report_rows[self._mask_of(node)])
        return _one_of("serial", self._sidecar.serials[rows].tolist(), self._sidecar.serials.tolist(), wanted=wanted)

    def _sections(self, node: OneOf, *, wanted: bool) -> Phrase:
        places = np.unique(self._places[self._mask_of(node)])
        return _one_of("place", places.tolist(), np.unique(self._places).tolist(), wanted=wanted)

    @cached_property
    def _places(self) -> Ids:
        """int64 (n,): the report's revision and the section of each paragraph as one number."""
        serials = self._sidecar.serials[self._sidecar.report_rows]
        return serials << SERIAL_SHIFT | (self._sidecar.section_rows.astype(np.int64) + 1)

    def _listed(self, node: Expression, *, wanted: bool) -> Phrase:
        mask = self._mask_of(node)
        if mask.all() or not mask.any():
            return bool(mask.any()) is wanted
        return self._ids(mask, "in" if wanted else "not in")

    def _ids(self, mask: Mask, relation: str = "in") -> str:
        return f"id {relation} {self._sidecar.ids_of(np.flatnonzero(mask)).tolist()}"


def _own(sidecar: Sidecar, superseded: Sequence[int]) -> str:
    """The rows of this publication, beside which those of an older one or of a newer one may lie."""
    if not len(sidecar.serials):
        return "id < 0"
    lowest, highest = int(sidecar.serials.min()), int(sidecar.serials.max())
    bounds = f"id >= {lowest << SERIAL_SHIFT} and id < {(highest + 1) << SERIAL_SHIFT}"
    between = [serial for serial in superseded if lowest < serial < highest]
    return f"{bounds} and serial not in {between}" if between else bounds


def _contains(field: str, value: str) -> str:
    return f"array_contains({field}, {value})"


def _between(earliest: int, latest: int | None) -> str:
    """Days from `earliest` to `latest`; a report without a date has the day 0."""
    return f"day >= {earliest}" + ("" if latest is None else f" and day <= {latest}")


def _years(first: int, last: int) -> str:
    return f"({_between(date(max(first, 1), 1, 1).toordinal(), date(max(last, 1), 12, 31).toordinal())})"


def _one_of(field: str, values: Sequence[int], every: Iterable[int], *, wanted: bool) -> Phrase:
    """That a field has one of `values`, of `every` that there is; said by whichever list is shorter."""
    chosen = set(values)
    others = sorted(set(every) - chosen)
    if not chosen or not others:
        return bool(chosen) is wanted
    listed = sorted(chosen)
    if len(listed) <= len(others):
        return f"{field} {'in' if wanted else 'not in'} {listed}"
    return f"{field} {'not in' if wanted else 'in'} {others}"


def _all(parts: Iterable[Phrase]) -> Phrase:
    kept = [part for part in parts if part is not ALL]
    if NONE in kept:
        return NONE
    texts = [str(part) for part in kept]
    return ALL if not texts else texts[0] if len(texts) == 1 else " and ".join(f"({text})" for text in texts)


def _any(parts: Iterable[Phrase]) -> Phrase:
    kept = [part for part in parts if part is not NONE]
    if ALL in kept:
        return ALL
    texts = [str(part) for part in kept]
    return NONE if not texts else texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)
