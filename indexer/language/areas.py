"""The areas of England and Wales, each under all its names: one authority is one area whatever a text calls it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from indexer.errors import AreasError
from indexer.serialise import read_list_file

AREAS_FILE = "areas.toml"
_HINT = (
    'A line of a region reads: "Bristol" = ["City of Bristol"]; of parts: "Sussex" = ["East Sussex", "West Sussex"].'
)
_WORD = re.compile(r"[^\W_]+")
_IN_A_NAME = re.compile(r"[^\s(),;:\"“”]+")
_LONGEST_NAME_WORDS = 6
LINKS = frozenset({"and", "on", "upon", "with"})
"""Small words of names that people change, put as a sign, or leave out: "Stoke upon Trent", "Barking & Dagenham"."""

_SPELT_OUT = {"saint": ("st",)} | {
    first + second: (first, second) for first in ("north", "south") for second in ("east", "west")
}
_TITLES = re.compile(
    r"^(?:the )?(?:(?:london|royal|metropolitan) )*(?:borough|city|county) (?:council )?of |"
    r" (?:(?:county|city|borough|metropolitan|district|unitary) )*(?:council|authority)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Area:
    """An authority, or what covers several, its `parts`. `region` is None of what lies in several or covers them.

    `others` are its other names: short, former and official.
    """

    name: str
    region: str | None = None
    others: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.others)


@dataclass(frozen=True, slots=True)
class Areas:
    """In the order of the file. `words` are names that are words as well, `everyday` those that reports use as words;
    both in small letters. `elsewhere` are the keys of places that are no area and begin with the name of one."""

    areas: tuple[Area, ...]
    words: frozenset[str] = frozenset()
    everyday: frozenset[str] = frozenset()
    elsewhere: tuple[tuple[str, ...], ...] = ()
    _by_key: Mapping[tuple[str, ...], Area] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key: dict[tuple[str, ...], Area] = {}
        for area in self.areas:
            for name in area.names:
                other = by_key.setdefault(_key(name), area)
                if other is not area:
                    raise AreasError(f'"{name}" is a name of both {other.name} and {area.name}.', hint=_HINT)
        object.__setattr__(self, "_by_key", by_key)

    def named(self, text: str) -> Area | None:
        """The area that `text`, a name with or without "London Borough of" or "Council", names; None where none."""
        return self._by_key.get(_key(text)) or self._by_key.get(_key(_TITLES.sub("", text.strip())))

    def end_of_name(self, text: str, start: int) -> int:
        """Where the longest name of an area ends that begins at `text[start]`; `start` where none does."""
        words = [match for match, _ in zip(_IN_A_NAME.finditer(text, start), range(_LONGEST_NAME_WORDS), strict=False)]
        for last in reversed(words):
            if last[0].casefold() not in LINKS and self.named(text[start : last.end()]) is not None:
                return last.end()
        return start

    def nearest(self, area: Area, held: Collection[str]) -> tuple[str, ...]:
        """Those of `held`, names as an archive has them, that are nearest to `area`, the nearest first.

        First what it is part of or made of, then what belongs together with it, then its region; others are not near.
        """
        groups = [each for each in self.areas if area.name in each.parts]
        related = {area.name, *area.parts, *(group.name for group in groups)}
        neighbours = {part for group in groups for part in group.parts}
        regions = {each.region for each in self.areas if each.name in related} - {None}
        found: list[tuple[int, str]] = []
        for name in held:
            other = self.named(name)
            if other is None or other is area:
                continue
            if other.name in related or area.name in other.parts:
                found.append((0, name))
            elif other.name in neighbours:
                found.append((1, name))
            elif other.region in regions:
                found.append((2, name))
        return tuple(name for _, name in sorted(found))


@cache
def standard_areas() -> Areas:
    """The list that comes with Precedent, read once. Raises AreasError."""
    return load_areas()


def load_areas(path: Path | None = None) -> Areas:
    """The list in `path`, or the one that comes with Precedent. Raises AreasError where it is malformed."""
    stored, place = read_list_file(AREAS_FILE, "areas", AreasError, _HINT, path)
    regions, parts = stored.get("region", {}), stored.get("parts", {})
    covered = dict(_lines(parts, place))
    listed = [
        Area(name, region, others, covered.pop(name, ()))
        for region in regions
        for name, others in _lines(regions[region], place)
    ]
    listed += [Area(name, None, (), values) for name, values in covered.items()]
    lists = ("words", "everyday", "elsewhere")
    words, everyday, elsewhere = (_texts(stored.get(name, []), name, place) for name in lists)
    areas = Areas(tuple(listed), frozenset(words), frozenset(everyday), tuple(map(_key, elsewhere)))
    for area in areas.areas:
        if unknown := [part for part in area.parts if all(part != other.name for other in areas.areas)]:
            raise AreasError(f"{area.name} has a part {unknown[0]!r} that {place} does not list.", hint=_HINT)
    return areas


def _lines(table: object, place: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not isinstance(table, dict):
        raise AreasError(f"A region of {place} holds no lines.", hint=_HINT)
    for name, values in table.items():
        yield name, _texts(values, name, place)


def _texts(values: object, name: str, place: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise AreasError(f'"{name}" of {place} is not a list of names.', hint=_HINT)
    return tuple(values)


def name_key(words: Iterable[str]) -> tuple[str, ...]:
    """The folded words of a name without those that change from one text to the next: two names with the same key are
    one."""
    spelt_out = (part for word in words for part in _SPELT_OUT.get(word, (word,)))
    return tuple(word for word in spelt_out if word not in LINKS)


def _key(name: str) -> tuple[str, ...]:
    """The key of its words without case, accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return name_key(_WORD.findall(re.sub(r"['’`]", "", plain)))
