"""From text to the terms that the keyword index holds: one analyser for reports, queries and highlights.

Every code point is folded by itself (compatibility form, no accents, no case, plain quotes and hyphens), so
that a place in the folded text always leads back to a place in the original.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from whoosh.lang.porter2 import stem as _english_stem

ANALYSER_VERSION = "1"
"""Raised when the same text gives other terms than before: an index built earlier is then built anew."""

_FUNCTION_WORDS = """
    a about also am an and any are as at be been being but by can could did do does doing each either for from
    had has have having he her hers him his how i if in into is it its itself may me might mine my of on onto
    or our ours shall she should so some such than that the their theirs them then there these they this those
    through to too upon us very was we were what when where which while who whom whose why will with would you
    your yours
"""
STOP_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that say nothing about what a paragraph is about, so that ranking passes over them.

Negations are left in: "no", "not" and "without" part good practice from its absence."""

_TEXTS_CACHED = 512
"""Some 10 MB: what 25 pages of results show."""

_STEMS_CACHED = 100_000
"""More than the vocabulary of 100,000 paragraphs."""

_SINGULARS = {"children": "child", "people": "person", "women": "woman", "men": "man"}
"""Plurals that no rule of the stemmer reaches. "Young people" and "young person" are one subject here."""

_LONGEST_STEMMED_LETTERS = 40
"""Longer than any English word; what is longer is an address or a damaged line, and is kept as it stands."""

_QUOTES = dict.fromkeys(map(ord, "‘’‚‛′`´ʼ"), "'") | dict.fromkeys(map(ord, "“”„‟″«»"), '"')
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–−"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_COMPOUND_LINK = "-"
_WHOLE_WORD = r"[^\W_]++(?:'[^\W_]++)*+"
_COMPOUND = re.compile(rf"(?<![^\W_])(?<![^\W_]'){_WHOLE_WORD}(?:{_COMPOUND_LINK}{_WHOLE_WORD})++")
"""Begins at the beginning of a word and gives nothing back, so that a word of a megabyte is read once, not from each of
its letters to its end."""


class _FoldTable(dict[int, str]):
    """Filled as code points are met; `str.translate` asks it."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code).casefold()).casefold()
        folded = "".join(part for part in parts if not unicodedata.combining(part))
        self[code] = folded
        return folded


_FOLDS = _FoldTable(_QUOTES | _HYPHENS | _INVISIBLE)


def _fold_run(match: re.Match[str]) -> str:
    return match[0].translate(_FOLDS)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Text made ready for comparing.

    `starts` is None where folding kept every place as it was; else it holds, for each code point of the
    original and one past the end, where its folding begins.
    """

    text: str
    starts: tuple[int, ...] | None = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original whose folding makes up `text[start:end]`."""
        if self.starts is None:
            return start, end
        return bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1)


def fold(text: str) -> FoldedText:
    """`text` without case, accents and invisible marks, with plain quotes and hyphens."""
    folded = folded_text(text)
    unusual = set("".join(_BEYOND_ASCII.findall(text)))
    if all(len(_FOLDS[ord(character)]) == 1 for character in unusual):
        return FoldedText(folded)
    starts = [0]
    for character in text:
        starts.append(starts[-1] + len(_FOLDS[ord(character)]))
    return FoldedText(folded, tuple(starts))


def folded_text(text: str) -> str:
    """The text of `fold(text)`, for those who need no places: half the time."""
    return _BEYOND_ASCII.sub(_fold_run, text).lower().replace("`", "'")


class Token(NamedTuple):
    """A word of a text, folded, without possessive, with its stem. Offsets are into the text.

    `position` counts words from 0. A hyphenated word gives its parts, and then all of it as one compound at
    the position of its first part: "re-offending" is found by "reoffending" and the other way round.
    """

    word: str
    stem: str
    position: int
    start: int
    end: int
    compound: bool = False

    @property
    def ranks(self) -> bool:
        return self.word not in STOP_WORDS


@lru_cache(maxsize=_TEXTS_CACHED)
def tokens(text: str) -> tuple[Token, ...]:
    """Every word of `text` in order, stop words too; a compound follows its last part.

    Remembered, since the same paragraphs are shown again: for the next page, another filter, a query like the last.
    """
    folded = fold(text)
    found: list[Token] = []
    linked: list[Token] = []
    previous_end = 0
    for position, match in enumerate(_WORD.finditer(folded.text)):
        start, end = match.span()
        if folded.text[previous_end:start] != _COMPOUND_LINK:
            found.extend(_compound(linked))
            linked.clear()
        word = _bare_word(match[0])
        token = Token(word, stem(word), position, *folded.original_span(start, end))
        found.append(token)
        linked.append(token)
        previous_end = end
    return tuple(found + _compound(linked))


@dataclass(frozen=True, slots=True)
class CutText:
    """A folded text cut into words: as printed, as the index holds them, and what is before, between and after."""

    folded: str
    printed: list[str]
    words: list[str]
    gaps: list[str]


@lru_cache(maxsize=1)
def cut_words(text: str) -> CutText:
    """The last paragraph is kept, since its terms and its gaps are read one straight after the other."""
    folded = folded_text(text)
    printed = _WORD.findall(folded)
    return CutText(folded, printed, [_bare_word(word) for word in printed], _WORD.split(folded))


def read_terms(text: str) -> tuple[list[str], list[str]]:
    """The words of `text`, whose places are 0, 1, 2 ..., and the stems that rank: what `tokens` gives, and no more.

    A tenth of the time of `tokens`, which says of each word where it stands. The stems are in no order.
    """
    cut = cut_words(text)
    words = cut.words
    stems = [stem(word) for word in words if word not in STOP_WORDS]
    if _COMPOUND_LINK in cut.folded:
        left_out = Counter[str]()
        for run in _COMPOUND.findall(cut.folded):
            _rank_compound([_bare_word(part) for part in run.split(_COMPOUND_LINK)], stems, left_out)
        if left_out:
            stems = list((Counter(stems) - left_out).elements())
    return words, stems


def _rank_compound(parts: list[str], stems: list[str], left_out: Counter[str]) -> None:
    """Adds the stem of a compound to `stems`, and those of its short parts to what is `left_out` of them."""
    if not all(map(str.isalpha, parts)):
        return
    left_out.update(stem(part) for part in parts if part not in STOP_WORDS and len(part) < _SHORTEST_PART_LETTERS)
    word = "".join(parts)
    if word not in STOP_WORDS and len(word) >= _SHORTEST_PART_LETTERS:
        stems.append(stem(word))


def _compound(parts: list[Token]) -> list[Token]:
    if len(parts) < 2 or not all(part.word.isalpha() for part in parts):
        return []
    word = "".join(part.word for part in parts)
    return [Token(word, stem(word), parts[0].position, parts[0].start, parts[-1].end, compound=True)]


@lru_cache(maxsize=_STEMS_CACHED)
def _bare_word(word: str) -> str:
    return word.removesuffix("'s").replace("'", "") or word


@lru_cache(maxsize=_STEMS_CACHED)
def stem(word: str) -> str:
    """The Porter2 stem of a folded word. What is not plain letters stays as it is: numbers, other scripts."""
    if len(word) > _LONGEST_STEMMED_LETTERS or not (word.isascii() and word.isalpha()):
        return word
    return str(_english_stem(_SINGULARS.get(word, word)))


def ranking_stems(words: Iterable[Token]) -> list[str]:
    """The stems that ranking looks up, in order, repeats kept.

    A part of a compound that is shorter than a word of its own ("re" in "re-offending") is left out.
    """
    listed = list(words)
    compounds = [token for token in listed if token.compound]  # in order, none inside another
    if not compounds:
        return [token.stem for token in listed if token.ranks]
    starts, ends = [token.start for token in compounds], [token.end for token in compounds]

    def is_part(token: Token) -> bool:
        before = bisect_right(starts, token.start)
        return before > 0 and token.end <= ends[before - 1]

    return [
        token.stem
        for token in listed
        if token.ranks and not (len(token.word) < _SHORTEST_PART_LETTERS and is_part(token))
    ]


_SHORTEST_PART_LETTERS = 3
