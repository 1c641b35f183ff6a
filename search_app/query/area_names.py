"""Where a query's plain words name an area of the archive."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from search_app.query.plain_words import Run, folded_words, joined_parts

ORDINARY_WORDS = frozenset(
    {"barking", "bath", "bury", "deal", "derby", "hart", "hull", "reading", "rugby", "sale", "slough", "stoke", "wells"}
)
"""Names of councils, whole or in part, that are words as well: only a capital letter inside a query tells them."""

_LINKS = frozenset({"and"})
"""Written, as a sign, or left out: "Barking & Dagenham" is one name however it is joined."""

_QUALIFIERS = frozenset(
    {"north", "south", "east", "west", "northern", "southern", "eastern", "western"}
    | {"central", "greater", "new", "mid", "inner", "outer", "upper", "lower"}
)
"""What stands before a name and makes it another place: South Gloucestershire is not Gloucestershire."""

_CONTINUATIONS = frozenset({"upon", "on", "under", "with", "le", "in"})
"""What continues a short name into another place: the Newcastle of "Newcastle under Lyme"."""

_TITLES_BEFORE = (
    *(("london", "borough", "of"), ("royal", "borough", "of"), ("metropolitan", "borough", "of")),
    *(("borough", "of"), ("city", "of"), ("county",)),
)
"""The longer first, since the first one that fits is taken in."""

_COUNCIL_WORDS = frozenset({"county", "city", "borough", "metropolitan", "district"})

_SPLIT_BOTH = re.compile(r"\s*,\s*|\s+(?:and|with)\s+")
_SPLIT_FIRST = re.compile(r"[\s-]+(?:upon|on)[\s-]+")
_LONGEST_NAME_WORDS = 10
"""The longest name of a council has five; joined by hand it may have a few more."""

AreaNames = Mapping[tuple[str, ...], str]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AreaMention:
    """`run[first:last]` names `area`; the words around it that belong to the mention are taken in."""

    area: str
    first: int
    last: int


def area_names(areas: Iterable[str]) -> AreaNames:
    """Folded words -> area: each name whole, and the short forms that name one area alone, such as "Telford"."""
    whole = {_key(area): area for area in areas}
    short: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for area in whole.values():
        for form in _short_forms(area):
            short[_key(form)].add(area)
    unambiguous = {key: next(iter(named)) for key, named in short.items() if len(named) == 1 and key}
    return unambiguous | {key: area for key, area in whole.items() if key}


def _short_forms(area: str) -> Iterator[str]:
    parts = _SPLIT_BOTH.split(area)
    if len(parts) > 1:
        yield from parts
    first = _SPLIT_FIRST.split(area)
    if len(first) > 1:
        yield first[0]


def _key(name: str) -> tuple[str, ...]:
    return _without_links(folded_words(name))


def find_areas(run: Run, names: AreaNames) -> list[AreaMention]:
    """The areas that `run` names, the longest name first where two overlap, in order."""
    found: list[AreaMention] = []
    at = 0
    while at < len(run):
        last = _longest_name(run, at, names)
        if last is None:
            at += 1
            continue
        area = names[_without_links(joined_parts(run[at:last]))]
        found.append(AreaMention(area, *_with_titles(run, at, last)))
        at = found[-1].last
    return found


def _longest_name(run: Run, first: int, names: AreaNames) -> int | None:
    for last in range(min(len(run), first + _LONGEST_NAME_WORDS), first, -1):
        if {run[first].parts, run[last - 1].parts} & {(link,) for link in _LINKS}:
            continue
        key = _without_links(joined_parts(run[first:last]))
        if key in names and _is_meant(run, first, last, key, names):
            return last
    return None


def _without_links(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for part in parts if part not in _LINKS)


def _is_meant(run: Run, first: int, last: int, key: tuple[str, ...], names: AreaNames) -> bool:
    """Whether the words stand for the area, and not for an ordinary word or for another place."""
    if first and run[first - 1].parts[-1] in _QUALIFIERS:
        return False
    if len(key) == 1 and key[0] in ORDINARY_WORDS and not (run[first].is_capitalised and run[first].node.start):
        return False
    is_short = _key(names[key]) != key
    follows = run[last : last + 2]
    continues = len(follows) == 2 and follows[0].parts[0] in _CONTINUATIONS and follows[1].is_capitalised
    return not (is_short and continues)


def _with_titles(run: Run, first: int, last: int) -> Span:
    """Takes in "London Borough of" before a name and "County Council" after it."""
    end = last
    while end < len(run) and run[end].parts[0] in _COUNCIL_WORDS:
        end += 1
    if end < len(run) and run[end].parts == ("council",):
        last = end + 1
    for title in _TITLES_BEFORE:
        start = first - len(title)
        if start >= 0 and joined_parts(run[start:first]) == title:
            return start, last
    return first, last
