"""A word of the archive for one that is not in it, and which words sound alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Protocol

from indexer.keyword.postings import rows_between

_SHORTEST_CORRECTED_LETTERS = 4
"""Below this nearly every word is within one change of another."""

_LONGEST_CORRECTED_LETTERS = 30
_TWO_CHANGES_FROM_LETTERS = 8
"""In a shorter word, two changes leave too little of it: "tagging" is not "taking"."""


class Vocabulary(Protocol):
    """Words in alphabetical order, each named by its row."""

    @property
    def terms(self) -> Sequence[str]: ...

    def document_frequency(self, row: int) -> int:
        """How many documents hold the word."""
        ...


def nearest_word(word: str, vocabulary: Vocabulary) -> str | None:
    """The vocabulary's word with the fewest changes from `word`, at most two; of several the most frequent.

    A change is a letter put in, left out, replaced, or two neighbours exchanged. Only words of letters are
    corrected, and hardly anybody mistypes the first.
    """
    if not (word.isalpha() and _SHORTEST_CORRECTED_LETTERS <= len(word) <= _LONGEST_CORRECTED_LETTERS):
        return None
    allowed = 2 if len(word) >= _TWO_CHANGES_FROM_LETTERS else 1
    best: tuple[int, int, str] | None = None
    letters = set(word)
    terms = vocabulary.terms
    for row in chain(rows_between(terms, word[0]), rows_between(terms, word[1::-1])):
        candidate = terms[row]
        if abs(len(candidate) - len(word)) > allowed:
            continue
        if len(letters.symmetric_difference(candidate)) > 2 * allowed:
            continue
        changes = edit_distance(word, candidate, allowed)
        if changes is not None and candidate.isalpha():
            found = (changes, -vocabulary.document_frequency(row), candidate)
            best = found if best is None else min(best, found)
            allowed = min(allowed, changes)
    return None if best is None else best[2]


def edit_distance(first: str, second: str, most: int) -> int | None:
    """The optimal string alignment distance of two words, None where it is more than `most`."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        above, row = row, [i] + [0] * len(second)
        for j, other in enumerate(second, start=1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                row[j] = min(row[j], before[j - 2] + 1)
        if min(row) > most and min(above) > most:
            return None
        before = above
    return row[-1] if row[-1] <= most else None


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^k(?=n)|^w(?=r)|(?<=^w)h|gh", ""),  # silent: "knee", "wrong", "white", "night"
        (r"cester", "ster"),  # as in "Gloucester"
        (r"(?<=[^aeiou])e$", ""),
        (r"bro$|brou$|buro?$|boro$", "borou"),  # "Peterboro", "-brough", "-burgh"
        (r"ph", "f"),
        (r"c(?=[eiy])|z", "s"),
        (r"c|q", "k"),
        (r"[aeiouy]+", "a"),
        (r"(.)\1+", r"\1"),
    )
)
_SOUNDS_KEPT = 2_000
_MOST_SLIPS_ALIKE = 4
"""Between words that sound alike: "white" and "wight"."""


@lru_cache(maxsize=_SOUNDS_KEPT)
def sound_of(word: str) -> str:
    """A key that folded words share which an English reader says alike, whatever their vowels: "white" and "wight".

    Consonants as they sound, each run of vowels as one letter; in the manner of Soundex, but of the whole word.
    """
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def slips_between(word: str, meant: str, most: int) -> int | None:
    """How many slips make folded `word` of the one that was `meant`. None where they are more than `most`, or the first
    letter is one, unless the two sound alike."""
    if word[0] == meant[0] and (slips := edit_distance(word, meant, most)) is not None:
        return slips
    return edit_distance(word, meant, _MOST_SLIPS_ALIKE) if sound_of(word) == sound_of(meant) else None
