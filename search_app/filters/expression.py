"""A filter as an expression: which paragraphs may be returned, for a store to evaluate in its own way.

An expression knows neither how it was typed nor how paragraphs are stored: `search_app.store.embedded` makes a mask of
it, and `search_app.store.milvus.language` a text in the language of Milvus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Everything:
    """All paragraphs."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of `values` in a field: one of the table of `fields.py`, or one of the tool's reading: "reading" with values
    of `Reading`, "statement" with values of `Statement`."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateRange:
    """A report's date, from `earliest` to `latest`, both included; None is open. A report without a date is outside."""

    earliest: date | None
    latest: date | None


class Match(Enum):
    """What of a paragraph's text `Holds` is about: words by their stem, single words, or words one after the other."""

    STEM = auto()
    ANY_WORD = auto()
    IN_A_ROW = auto()


@dataclass(frozen=True, slots=True)
class Holds:
    """`terms` stand in the text: one stem, any one of several folded words, or folded words in a row."""

    match: Match
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoldsQuotation:
    """These folded words in a row with `gaps` around them; where that cannot be told, `pattern` in the folded text."""

    words: tuple[str, ...]
    gaps: tuple[int, ...] | None
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Among:
    """The paragraphs with these ids."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Except:
    """What `part` does not let through."""

    part: Expression


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Expression, ...]


Expression: TypeAlias = Everything | OneOf | DateRange | Holds | HoldsQuotation | Among | Except | AllOf | AnyOf

EVERYTHING = Everything()
BOILERPLATE = OneOf("boilerplate", ("yes",))
"""What several reports print in nearly the same words."""


def all_of(parts: Iterable[Expression]) -> Expression:
    """All of these at once, in one conjunction, without what lets everything through."""
    flat: list[Expression] = []
    for part in parts:
        flat += part.parts if isinstance(part, AllOf) else [part]
    kept = tuple(part for part in dict.fromkeys(flat) if not isinstance(part, Everything))
    if not kept:
        return EVERYTHING
    return kept[0] if len(kept) == 1 else AllOf(kept)


def reads_texts(expression: Expression) -> bool:
    """Whether the text of a paragraph may have to be read for it."""
    match expression:
        case Holds():
            return expression.match is Match.IN_A_ROW
        case AllOf() | AnyOf():
            return any(map(reads_texts, expression.parts))
        case Except():
            return reads_texts(expression.part)
        case _:
            return isinstance(expression, HoldsQuotation)
