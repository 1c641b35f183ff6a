"""Abbreviations that a text explains itself: "Youth Offending Service (YOS)". Pure functions.

After A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text" (2003), with the stricter condition that every letter begins a word or a part of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_EXPLAINED = re.compile(r"\(\s*[‘“'\"]?([A-Z][A-Za-z&]{1,8}[A-Z]|[A-Z]{2,9})(s?)[’”'\"]?\s*\)")
_PART = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_SMALL_WORDS = frozenset({"of", "and", "for", "the", "to", "in", "on", "with", "a", "an", "or"})
_SKIPPED_SMALL_WORDS_MAXIMUM = 4
"""Small words that an abbreviation passes over, as in "Children and Family Court Advisory and Support"."""
_CLAUSE_MARKS = re.compile(r"[.;:()\[\]]")


def learn_abbreviations(text: str) -> dict[str, str]:
    """Abbreviations of `text` with the words that each one stands for, as printed at first mention.

    A plural is given in the singular: "pre-sentence reports (PSRs)" teaches PSR, "pre-sentence report".
    """
    learned: dict[str, str] = {}
    for match in _EXPLAINED.finditer(text):
        before = _CLAUSE_MARKS.split(text[: match.start()])[-1]
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
