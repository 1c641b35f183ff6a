"""The glossary of the domain: names that mean the same, read from an editable TOML file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.errors import GlossaryError
from indexer.language.list_file import read_list_file

GLOSSARY_FILE = "glossary.toml"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Entry:
    """The names of one thing: `names` in full, the first one to be shown; `short` as abbreviations.

    Where `capitals_only`, an abbreviation counts only in its own capitals, because it is also a word.
    """

    names: tuple[str, ...]
    short: tuple[str, ...] = ()
    capitals_only: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        return (*self.names, *self.short)


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A name of the glossary found in a text, `text[start:end]`, and the other names of the same thing."""

    start: int
    end: int
    entry: Entry
    expansions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Entries in the order of the file. Lookups ignore hyphens, plurals of one added "s", and mostly case."""

    entries: tuple[Entry, ...]
    _by_key: Mapping[tuple[str, ...], Entry] = field(init=False, repr=False, compare=False)
    _longest_words: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {_key(form): entry for entry in reversed(self.entries) for form in entry.forms}
        object.__setattr__(self, "_by_key", by_key)
        object.__setattr__(self, "_longest_words", max((len(key) for key in by_key), default=0))

    def expansions(self, term: str) -> tuple[str, ...]:
        """The other names of what `term` names, in the order of the file; () where it names nothing."""
        entry = self._entry_for(term)
        if entry is None:
            return ()
        own = _key(term)
        return tuple(form for form in entry.forms if _key(form) != own)

    def find_terms(self, text: str) -> tuple[GlossaryTerm, ...]:
        """Names of the glossary in `text`, the longest first where two overlap, in order."""
        words = list(_WORD.finditer(text))
        found: list[GlossaryTerm] = []
        at = 0
        while at < len(words):
            size, term = self._longest_at(text, words, at)
            if term is not None:
                found.append(term)
            at += size
        return tuple(found)

    def with_abbreviations(self, learned: Mapping[str, str]) -> Glossary:
        """This glossary and what reports themselves explain; an abbreviation that is here already stays as it is."""
        known = {_key(form) for entry in self.entries for form in entry.forms}
        added = tuple(
            Entry((name,), (short,), capitals_only=True)
            for short, name in sorted(learned.items())
            if _key(short) not in known
        )
        return Glossary((*self.entries, *added))

    def _longest_at(self, text: str, words: list[re.Match[str]], at: int) -> tuple[int, GlossaryTerm | None]:
        for size in range(min(self._longest_words, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + size - 1].end()
            entry = self._entry_for(text[start:end])
            if entry is not None:
                return size, GlossaryTerm(start, end, entry, self.expansions(text[start:end]))
        return 1, None

    def _entry_for(self, term: str) -> Entry | None:
        key = _key(term)
        entry = self._by_key.get(key)
        if entry is None or not entry.capitals_only or len(key) > 1:
            return entry
        written = term.strip().removesuffix("s")
        forms = {form.removesuffix("s") for form in entry.forms}
        return entry if written in forms else None


def load_glossary(path: Path | None = None) -> Glossary:
    """The glossary in `path`, or the one that comes with Precedent.

    Raises `GlossaryError` where the file cannot be read, is no TOML, or an entry is malformed.
    """
    stored, place = read_list_file(GLOSSARY_FILE, "names of the glossary", GlossaryError, _HINT, path)
    return Glossary(tuple(_entries(stored, place)))


_HINT = 'Each entry reads: [[entry]], names = ["..."], short = ["..."].'


def _entries(stored: Mapping[str, Any], place: str) -> Iterator[Entry]:
    seen: dict[tuple[str, ...], int] = {}
    listed = stored.get("entry", [])
    if not isinstance(listed, list):
        raise GlossaryError(f"The glossary {place} holds no list of entries.", hint=_HINT)
    for number, item in enumerate(listed, start=1):
        names, short = _texts(item, "names", number, place), _texts(item, "short", number, place)
        capitals_only = item.get("capitals_only", False)
        if not names or not isinstance(capitals_only, bool):
            raise GlossaryError(f"Entry {number} of the glossary {place} has no names or a wrong mark.", hint=_HINT)
        for key in {_key(form) for form in (*names, *short)}:
            if key in seen:
                raise GlossaryError(
                    f'"{" ".join(key)}" stands in entries {seen[key]} and {number} of the glossary {place}.',
                    hint="Keep each name in one entry.",
                )
            seen[key] = number
        yield Entry(names, short, capitals_only)


def _texts(item: object, name: str, number: int, place: str) -> tuple[str, ...]:
    values = item.get(name, []) if isinstance(item, dict) else None
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise GlossaryError(f'"{name}" in entry {number} of the glossary {place} is no list of names.', hint=_HINT)
    return tuple(values)


def _key(term: str) -> tuple[str, ...]:
    """Words of `term` in lower case without hyphens, apostrophes and a final plural "s"."""
    words = [word.group().lower().replace("’", "'") for word in _WORD.finditer(term)]
    if words and len(words[-1]) > 3 and words[-1].endswith("s") and not words[-1].endswith("ss"):
        words[-1] = words[-1].removesuffix("s")
    return tuple(words)
