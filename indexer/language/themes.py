"""Which themes a paragraph touches: words and phrases of an editable TOML file, found in text and heading."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from indexer.errors import ThemesError
from indexer.serialise import read_list_file

THEMES_FILE = "themes.toml"
THEMES_LIMIT = 64
"""A paragraph's themes are stored as the bits of one number."""
_PASSING_MENTIONS_WORDS = 30
"""In a paragraph of up to so many words a hint is no passing mention: it is what the paragraph is about."""
_HINTS_NEEDED = 2
_WORDS_CACHED = 100_000
"""More than the vocabulary of 100,000 paragraphs."""
_SLUG = re.compile(r"[a-z]+(?:-[a-z]+)*\Z")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\*?")
_LISTS = ("words", "hints", "headings", "except")
_HINT = 'Each entry reads: [[theme]], id = "custody", name = "...", words = ["custod*", "secure estate"].'

Pattern: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. A paragraph has it where its text holds one of `words`, or where its heading holds one of
    `headings`. `hints` also stand in passing: a long paragraph must hold two. What lies inside a phrase of
    `exceptions` does not count.

    A phrase is words that stand side by side; "safeguard*" stands for every ending, a plural of one added "s"
    is understood, and a phrase with a capital letter must be written with that capital.
    """

    slug: str
    name: str
    words: tuple[str, ...]
    hints: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Phrase:
    pattern: Pattern
    counts: bool = True


@dataclass(frozen=True, slots=True)
class _Matcher:
    """Finds phrases in the words of a text, the longest first where several begin at one word."""

    phrases: tuple[_Phrase, ...]
    _starting: dict[str, tuple[_Phrase, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def count(self, words: tuple[str, ...], places: Iterable[int]) -> int:
        """How often a phrase that counts is found in `words`; it can begin only at `places`, which rise."""
        found = 0
        after = 0
        for at in places:
            if at < after:
                continue
            for phrase in self._candidates(words[at]):
                if _goes_on(phrase.pattern, words, at):
                    found += phrase.counts
                    after = at + len(phrase.pattern)
                    break
        return found

    def _candidates(self, word: str) -> tuple[_Phrase, ...]:
        known = self._starting.get(word)
        if known is None:
            known = tuple(phrase for phrase in self.phrases if _fits(phrase.pattern[0], word))
            if len(self._starting) < _WORDS_CACHED:
                self._starting[word] = known
        return known


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes in the order of the file."""

    themes: tuple[Theme, ...]
    _matchers: tuple[tuple[_Matcher, _Matcher, _Matcher], ...] = field(init=False, repr=False, compare=False)
    _first_patterns: dict[str, set[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _longest_pattern: int = field(init=False, repr=False, compare=False)
    _begun: dict[str, frozenset[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        matchers = tuple(
            (
                _matcher(theme.words, theme.exceptions),
                _matcher((*theme.words, *theme.hints), theme.exceptions),
                _matcher(theme.headings, theme.exceptions),
            )
            for theme in self.themes
        )
        object.__setattr__(self, "_matchers", matchers)
        for place, own in enumerate(matchers):
            for phrase in chain.from_iterable(matcher.phrases for matcher in own):
                self._first_patterns.setdefault(phrase.pattern[0], set()).add(place)
        object.__setattr__(self, "_longest_pattern", max(map(len, self._first_patterns), default=0))

    def of(self, text: str, heading: str | None = None) -> tuple[str, ...]:
        """The slugs of the themes of a paragraph under `heading`, in the order of the file."""
        words, heading_words = _words(text.replace("*", " ")), _words((heading or "").replace("*", " "))
        needed = 1 if len(words) <= _PASSING_MENTIONS_WORDS else _HINTS_NEEDED
        at, heading_at = self._beginnings(words), self._beginnings(heading_words)
        return tuple(
            self.themes[number].slug
            for number in sorted(at.keys() | heading_at.keys())
            for sure, any_of, headings in [self._matchers[number]]
            if sure.count(words, at.get(number, ()))
            or headings.count(heading_words, heading_at.get(number, ()))
            or any_of.count(words, at.get(number, ())) >= needed
        )

    def _beginnings(self, words: tuple[str, ...]) -> dict[int, list[int]]:
        """Number of a theme -> where in `words` one of its phrases may begin; most words begin none."""
        found: dict[int, list[int]] = {}
        for at, word in enumerate(words):
            for number in self._begun_by(word):
                found.setdefault(number, []).append(at)
        return found

    def _begun_by(self, word: str) -> frozenset[int]:
        known = self._begun.get(word)
        if known is None:
            forms = _patterns_of(word, self._longest_pattern)
            known = frozenset(place for form in forms for place in self._first_patterns.get(form, ()))
            if len(self._begun) < _WORDS_CACHED:
                self._begun[word] = known
        return known

    def named(self, slug: str) -> str:
        """What a theme is called; for one that is no longer in the file, its slug in words."""
        return next((each.name for each in self.themes if each.slug == slug), slug.replace("-", " ").capitalize())


def _matcher(phrases: tuple[str, ...], exceptions: tuple[str, ...]) -> _Matcher:
    made = [_Phrase(_words(phrase)) for phrase in phrases]
    made += [_Phrase(_words(phrase), counts=False) for phrase in exceptions]
    return _Matcher(tuple(sorted(made, key=lambda phrase: -len(phrase.pattern))))


def _words(text: str) -> Pattern:
    return tuple(_without_possessive(match.group().replace("’", "'")) for match in _WORD.finditer(text))


def _without_possessive(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "'S")) else word


def _goes_on(pattern: Pattern, words: tuple[str, ...], at: int) -> bool:
    """Whether `pattern`, whose first word fits, stands in `words` from `at`."""
    end = at + len(pattern)
    if end == at + 1:
        return True
    # Nearly all others fail at their second word.
    return end <= len(words) and _fits(pattern[1], words[at + 1]) and all(map(_fits, pattern[2:], words[at + 2 : end]))


@lru_cache(maxsize=_WORDS_CACHED)
def _fits(pattern: str, word: str) -> bool:
    if pattern == pattern.lower():
        word = word.lower()
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return word in (pattern, f"{pattern}s")


def _patterns_of(word: str, longest: int) -> Iterator[str]:
    """Every pattern of so many letters at most that `_fits` could fit to `word`, which may be a line of a megabyte."""
    for form in {word, word.lower()}:
        yield form
        yield form.removesuffix("s")
        yield from (f"{form[:length]}*" for length in range(1, min(len(form), longest) + 1))


def load_themes(path: Path | None = None) -> Themes:
    """The themes in `path`, or those that come with Precedent.

    Raises ThemesError where the file cannot be read, is no TOML, or an entry is malformed.
    """
    stored, place = read_list_file(THEMES_FILE, "themes", ThemesError, _HINT, path)
    themes = Themes(tuple(_entries(stored, place)))
    if len(themes.themes) > THEMES_LIMIT:
        raise ThemesError(
            f"{place} holds {len(themes.themes)} themes; the limit is {THEMES_LIMIT}.", hint="Join some of them."
        )
    return themes


@cache
def standard_themes() -> Themes:
    """The themes that come with Precedent, read once. Raises ThemesError."""
    return load_themes()


def themes_version() -> str:
    """Changes with the file of themes, so that a build reads every paragraph again after an edit."""
    return hashlib.sha256(files(__package__).joinpath(THEMES_FILE).read_bytes()).hexdigest()[:8]


def _entries(stored: Mapping[str, Any], place: str) -> Iterator[Theme]:
    seen: set[str] = set()
    listed = stored.get("theme", [])
    if not isinstance(listed, list) or not listed:
        raise ThemesError(f"{place} holds no list of themes.", hint=_HINT)
    for number, item in enumerate(listed, start=1):
        slug, name = (item.get("id"), item.get("name")) if isinstance(item, dict) else (None, None)
        if not isinstance(slug, str) or not _SLUG.match(slug) or not isinstance(name, str) or not name.strip():
            raise ThemesError(
                f"Theme {number} of {place} has no name, or an id that is not lower-case letters and hyphens.",
                hint=_HINT,
            )
        if slug in seen:
            raise ThemesError(f'"{slug}" is the id of two themes in {place}.', hint="Give each its own.")
        seen.add(slug)
        if unknown := set(item) - {"id", "name", *_LISTS}:
            raise ThemesError(f'"{min(unknown)}" of theme "{slug}" in {place} is not a known entry.', hint=_HINT)
        lists = [_phrases(item.get(each, []), each, slug, place) for each in _LISTS]
        yield Theme(slug, name, *lists)


def _phrases(values: object, entry: str, slug: str, place: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) and _words(value) for value in values):
        raise ThemesError(f'"{entry}" of theme "{slug}" in {place} is not a list of words and phrases.', hint=_HINT)
    return tuple(values)
