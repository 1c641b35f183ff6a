"""Cues found in a sentence, with what reaches them applied. Pure functions.

A cue is judged by what stands before it in its clause: "not" turns it round, "a lack of" takes praise
away, "reduced" takes fault away, and praise in "to ensure that ..." is not given where a fault came first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.language.cues import LEXICON, Cue, CueKind
from indexer.language.words import Word, word_set

_NEGATION_REACH_WORDS = 9
"""How far forward "not" and "a lack of" reach in their clause: past "not always being sufficiently"."""
_RELIEF_REACH_WORDS = 6
"""How far "reduced" and "without" reach: past "reduced the number of unnecessary"."""
_RELATIVE_REACH_WORDS = 8
"""A clause about who the children are is seldom longer."""

_ENDS_REACH = word_set("; : ( ) – — but however because which so although while yet")
_JOINS = word_set("and or ,")
_BEGINS_ANEW = word_set(
    "is are was were has have had do does did can will there they it this these some many most but not"
)
"""After "and", "or" or a comma these begin a statement of their own, which an earlier "not" leaves alone."""
_ENDS_PURPOSE = word_set("but however yet whereas although though while whilst despite ;")
_PURPOSES = (
    ("to", "ensure"), ("so", "that"), ("in", "order"), ("to", "enable"), ("to", "help"), ("to", "make")
)  # fmt: skip
"""What follows is what ought to come of it."""

_CONDITIONS = word_set("when where if once whenever wherever")
_OPENERS = word_set("however and but also even")
_RELATIVES = word_set("who whose whom")
_PEOPLE = word_set(
    "children people young those leavers families parents adults victims individuals pupils number perpetrators"
)


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue in its place, words `first` to `last` (half open) of the sentence.

    `weight` is what it says there: praise above zero, fault below, zero where something takes it away.
    `turned` is True where something before it changed what it says.
    """

    kind: CueKind
    weight: int
    first: int
    last: int
    turned: bool


def find_cues(words: Sequence[Word]) -> tuple[FoundCue, ...]:
    """Cues of the lexicon in `words`, longest match first, not overlapping, as they count in their place."""
    silent = _silent_words(words)
    found: list[FoundCue] = []
    for cue, first in _raw_cues(words):
        if first not in silent or cue.kind in (CueKind.EXPECT, CueKind.IDLE):
            found.append(_in_place(cue, first, found, words))
    return tuple(found)


def _silent_words(words: Sequence[Word]) -> set[int]:
    """Words that name a condition or the people concerned, not what was found: "where concerns escalate,"
    and "children who do not attend"."""
    silent: set[int] = set()
    for at, word in enumerate(words):
        if word.text in _CONDITIONS and (at == 0 or (at == 1 and words[0].text in _OPENERS)):
            end = _next_break(words, at)
            silent.update(range(at, end if end is not None else at))
        elif word.text in _RELATIVES and at > 0 and words[at - 1].text in _PEOPLE:
            end = _next_break(words, at)
            silent.update(range(at, min(at + _RELATIVE_REACH_WORDS, len(words) if end is None else end)))
    return silent


def _next_break(words: Sequence[Word], at: int) -> int | None:
    return next((i for i in range(at, len(words)) if words[i].text in {",", ";"}), None)


def _raw_cues(words: Sequence[Word]) -> list[tuple[Cue, int]]:
    texts = tuple(word.text for word in words)
    raw: list[tuple[Cue, int]] = []
    at = 0
    while at < len(texts):
        group = LEXICON.get(texts[at])
        cue = None if group is None else _longest_at(texts, at, group)
        if cue is None and texts[at].endswith("n't"):
            cue = Cue((texts[at],), CueKind.NEGATE, 1)
        if cue is not None:
            raw.append((cue, at))
        at += 1 if cue is None else len(cue.words)
    return raw


def _longest_at(texts: tuple[str, ...], at: int, group: tuple[Cue, ...]) -> Cue | None:
    return next((cue for cue in group if texts[at : at + len(cue.words)] == cue.words), None)


def _in_place(cue: Cue, first: int, before: Sequence[FoundCue], words: Sequence[Word]) -> FoundCue:
    last = first + len(cue.words)
    if cue.kind not in (CueKind.PRAISE, CueKind.FAULT, CueKind.RELIEF, CueKind.WITHHOLD):
        return FoundCue(cue.kind, 0, first, last, False)
    stated = cue.weight if cue.kind in (CueKind.PRAISE, CueKind.RELIEF) else -cue.weight
    weight = stated
    for other in reversed(before):
        if other.kind is CueKind.NEGATE and _reaches(words, other.last, first, _NEGATION_REACH_WORDS):
            weight = -weight
        elif other.kind is CueKind.WITHHOLD and _withholds(other, first, stated, words):
            weight = _withheld(weight, cue.kind) if other.weight < 0 else weight
            break  # what stands further off turns the withholding, not this cue
        elif other.kind is CueKind.RELIEF and _relieves(other, first, stated, words):
            weight = 0 if other.weight > 0 else weight
            break
        elif other.weight < 0 < weight and _purpose_between(words, other.last, first):
            weight = 0
    return FoundCue(cue.kind, weight, first, last, weight != stated)


def _withheld(weight: int, kind: CueKind) -> int:
    """Praise withheld is no praise; relief withheld ("failed to address") is a fault."""
    if weight <= 0:
        return weight
    return -weight if kind is CueKind.RELIEF else 0


def _withholds(other: FoundCue, first: int, stated: int, words: Sequence[Word]) -> bool:
    return stated > 0 and _reaches(words, other.last, first, _NEGATION_REACH_WORDS)


def _relieves(other: FoundCue, first: int, stated: int, words: Sequence[Word]) -> bool:
    return stated < 0 and _reaches(words, other.last, first, _RELIEF_REACH_WORDS)


def _reaches(words: Sequence[Word], begin: int, cue: int, reach: int) -> bool:
    if cue - begin >= reach:
        return False
    return not any(
        words[at].text in _ENDS_REACH or (words[at].text in _JOINS and words[at + 1].text in _BEGINS_ANEW)
        for at in range(begin, cue)
    )


def _purpose_between(words: Sequence[Word], begin: int, end: int) -> bool:
    texts = [word.text for word in words[begin : end + 1]]
    if any(text in _ENDS_PURPOSE for text in texts):
        return False
    return any(pair in _PURPOSES for pair in pairwise(texts))
