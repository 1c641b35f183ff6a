"""Words of a sentence with their places, and sets of words to compare them with. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*|\d+(?:\.\d+)?%?|[,;:()–—]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of a sentence: lower case with straight apostrophes; offsets into the sentence."""

    text: str
    start: int
    end: int


def words_of(sentence: str) -> tuple[Word, ...]:
    """Words, numbers and clause marks of `sentence`, in order."""
    return tuple(
        Word(match.group().lower().replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(sentence)
    )


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, which are parted by white space."""
    return frozenset(text.split())
