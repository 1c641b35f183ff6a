"""The glossary of the domain: names that mean the same, read from an editable TOML file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.errors import GlossaryError
from indexer.serialise import read_list_file

GLOSSARY_FILE = "glossary.toml"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Entry:
    """The names of one thing: `names` in full, the first one to be shown; `short` as abbreviations.

    Where `capitals_only`, an abbreviation counts only in its own capitals, because it is also a word. `informal` are
    names that people type and reports do not print. The first name, the abbreviations and the informal ones say the
    same; the other names mean nearly that, or where `alike`, the same as well. What is `learnt` from the reports of an
    archive is no more than likely, and says nearly the same.
    """

    names: tuple[str, ...]
    short: tuple[str, ...] = ()
    capitals_only: bool = False
    informal: tuple[str, ...] = ()
    alike: bool = False
    learnt: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """The names that reports print."""
        return (*self.names, *self.short)

    @property
    def same(self) -> tuple[str, ...]:
        """The names that say the same, so that a query for one is a query for another; () where there is only one."""
        if self.learnt:
            return ()
        names = self.names if self.alike else self.names[:1]
        found = (*names, *self.short, *self.informal)
        return found if len(found) > 1 else ()

    def says_the_same(self, term: str) -> bool:
        """Whether `term`, which names the entry, is one of `same`."""
        return _key(term) in {_key(name) for name in self.same}


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
    _longest_words: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """First word of a name -> how many words the longest such name has."""

    def __post_init__(self) -> None:
        by_key = {_key(form): entry for entry in reversed(self.entries) for form in (*entry.forms, *entry.informal)}
        object.__setattr__(self, "_by_key", by_key)
        longest: dict[str, int] = {}
        for key in filter(None, by_key):
            longest[key[0]] = max(longest.get(key[0], 0), len(key))
        object.__setattr__(self, "_longest_words", longest)

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
        known = set(self._by_key)
        added = tuple(
            Entry((name,), (short,), capitals_only=True, learnt=True)
            for short, name in sorted(learned.items())
            if _key(short) not in known
        )
        return Glossary((*self.entries, *added))

    def _longest_at(self, text: str, words: list[re.Match[str]], at: int) -> tuple[int, GlossaryTerm | None]:
        first = words[at].group().lower().replace("’", "'")
        longest = max(self._longest_words.get(word, 0) for word in (first, *_key(first)))
        for size in range(min(longest, len(words) - at), 0, -1):
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


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in case, hyphens, apostrophes and a plural "s" at most."""
    return _key(one) == _key(other)


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
        names, short, informal = (_texts(item, name, number, place) for name in ("names", "short", "informal"))
        capitals_only, alike = item.get("capitals_only", False), item.get("alike", False)
        if not names or not isinstance(capitals_only, bool) or not isinstance(alike, bool):
            raise GlossaryError(
                f"Entry {number} of the glossary {place} has no names, or a mark that is neither true nor false.",
                hint=_HINT,
            )
        for key in {_key(form) for form in (*names, *short, *informal)}:
            if key in seen:
                raise GlossaryError(
                    f'"{" ".join(key)}" stands in entries {seen[key]} and {number} of the glossary {place}.',
                    hint="Keep each name in one entry.",
                )
            seen[key] = number
        yield Entry(names, short, capitals_only, informal, alike)


def _texts(item: object, name: str, number: int, place: str) -> tuple[str, ...]:
    values = item.get(name, []) if isinstance(item, dict) else None
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise GlossaryError(f'"{name}" in entry {number} of the glossary {place} is not a list of names.', hint=_HINT)
    return tuple(values)


def _key(term: str) -> tuple[str, ...]:
    """Words of `term` in lower case without hyphens, apostrophes and a final plural "s"."""
    words = [word.group().lower().replace("’", "'") for word in _WORD.finditer(term)]
    if words and len(words[-1]) > 3 and words[-1].endswith("s") and not words[-1].endswith("ss"):
        words[-1] = words[-1].removesuffix("s")
    return tuple(words)


# Abbreviations that a text explains itself: "Youth Offending Service (YOS)". Pure functions.
#
# After A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation definitions in
# biomedical text" (2003), with the stricter condition that every letter begins a word or a part of one.

_EXPLAINED = re.compile(r"\(\s*[‘“'\"]?([A-Z][A-Za-z&]{1,8}[A-Z]|[A-Z]{2,9})(s?)[’”'\"]?\s*\)")
_PART = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_SMALL_WORDS = frozenset({"of", "and", "for", "the", "to", "in", "on", "with", "a", "an", "or"})
_SKIPPED_SMALL_WORDS_MAXIMUM = 4
"""Small words that an abbreviation passes over, as in "Children and Family Court Advisory and Support"."""
_NAME_CHARACTERS = 400
"""Nine words, with the small ones between them."""
_CLAUSE_MARKS = re.compile(r"[.;:()\[\]]")


def learn_abbreviations(text: str) -> dict[str, str]:
    """Abbreviations of `text` with the words that each one stands for, as printed at first mention.

    A plural is given in the singular: "pre-sentence reports (PSRs)" teaches PSR, "pre-sentence report".
    """
    learned: dict[str, str] = {}
    for match in _EXPLAINED.finditer(text):
        before = _CLAUSE_MARKS.split(text[max(0, match.start() - _NAME_CHARACTERS) : match.start()])[-1]
        name = _name_for(match[1], before)
        if name is not None and match[1] not in learned:
            learned[match[1]] = _singular(name) if match[2] else name
    return learned


def agreed_abbreviations(explained: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """One meaning for each abbreviation of many reports, in the words of the first that explains it.

    Where two reports mean different things by the same letters there is none: either would be wrong for the other.
    """
    meanings: dict[str, str] = {}
    disputed: set[str] = set()
    for own in explained:
        for short, words in own.items():
            meaning = meanings.setdefault(short, words)
            if words != meaning and _plain(words) != _plain(meaning):
                disputed.add(short)
    return {short: words for short, words in meanings.items() if short not in disputed}


def _plain(words: str) -> str:
    letters = "".join(character if character.isalnum() else " " for character in words.casefold())
    return _singular(" ".join(letters.split()))


def _name_for(short: str, before: str) -> str | None:
    """The end of `before` whose words begin with the letters of `short`, or None."""
    letters = [letter.lower() for letter in short if letter.isalpha() and (letter.isupper() or len(short) < 3)]
    parts = list(_PART.finditer(before))
    start = _match_backwards(letters, parts, small_words_count=False)
    if start is None:
        start = _match_backwards(letters, parts, small_words_count=True)
    return None if start is None else " ".join(before[start:].split()).strip("‘’“”'\" ")


def _match_backwards(letters: Sequence[str], parts: Sequence[re.Match[str]], *, small_words_count: bool) -> int | None:
    at, skipped = len(parts) - 1, 0
    for letter in reversed(letters):
        while at >= 0:
            word = parts[at].group().lower()
            small = word in _SMALL_WORDS
            if word.startswith(letter) and (small_words_count or not small):
                break
            if not small or skipped == _SKIPPED_SMALL_WORDS_MAXIMUM:
                return None
            at, skipped = at - 1, skipped + 1
        if at < 0:
            return None
        at -= 1
    return parts[at + 1].start()


def _singular(name: str) -> str:
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name.removesuffix("s")
