"""What was understood of a query's plain words, as values that can be shown and turned off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

EVERYTHING = "*"
"""Among the keys to ignore: nothing is understood, every plain word only ranks."""


class UnderstoodKind(StrEnum):
    AREA = "area"
    YEAR = "year"
    SECTION = "section"
    SYNONYM = "synonym"
    EXPECTATION = "expectation"


@dataclass(frozen=True, slots=True)
class Understood:
    """`query[start:end]`, which is `words`, was taken for `value`.

    An area, year or section restricts the search as the filter of that name would, and its words no longer
    rank. A synonym restricts nothing: paragraphs that say one of `also` are ranked as if they said `words`. Nor does
    an expectation, which is the whole query: what a recommendation could rest on ranks higher.
    """

    kind: UnderstoodKind
    value: str
    start: int
    end: int
    words: str
    also: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What turns it off, such as "area:Southwark"; fit for an address."""
        return f"{self.kind.value}:{self.value}"

    def is_ignored(self, ignore: Collection[str]) -> bool:
        """Whether `ignore` names it, whatever the case, or names EVERYTHING."""
        return EVERYTHING in ignore or self.key.casefold() in {key.casefold() for key in ignore}

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "also": list(self.also),
            "key": self.key,
        }
