"""Cues found in a sentence, cut into clauses, with negation applied. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.language.cues import LEXICON, CueKind

_WORD = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*|\d+(?:\.\d+)?%?|[,;:()–—]")
_NEGATION_REACH_WORDS = 7
"""A negator reaches this far forward in its clause: past "not always being sufficiently", no further."""
_CONTRASTS = frozenset({"but", "however", "yet", "nevertheless", "nonetheless", "whereas", "except"})
_CONCESSIONS = frozenset({"although", "though", "while", "whilst", "despite"})
_STOPS_NEGATION = frozenset(
    {";", ":", "(", ")", "–", "—", "but", "however", "because", "which", "so", "although"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of a sentence: lower case with straight apostrophes; offsets into the sentence."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue in its place. `weight` is signed after negation: praise above zero, fault below."""

    kind: CueKind
    weight: int
    first: int
    last: int
    negated: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of words with the cues in it. `standing` says how it relates to the rest of the sentence."""

    cues: tuple[FoundCue, ...]
    standing: str  # "main" | "contrast" | "concession"


def words_of(sentence: str) -> tuple[Word, ...]:
    """Words and clause marks of `sentence`, in order."""
    return tuple(
        Word(match.group().lower().replace("’", "'"), match.start(), match.end())
        for match in _WORD.finditer(sentence)
    )


def find_cues(words: tuple[Word, ...]) -> tuple[FoundCue, ...]:
    """Cues of the lexicon in `words`, longest match first, not overlapping, each with negation applied."""
    raw: list[tuple[CueKind, int, int, int]] = []
    at = 0
    while at < len(words):
        length = 1
        for cue in LEXICON.get(words[at].text, ()):
            size = len(cue.words)
            if size == 1 or tuple(word.text for word in words[at : at + size]) == cue.words:
                raw.append((cue.kind, cue.weight, at, at + size))
                length = size
                break
        else:
            if words[at].text.endswith("n't"):
                raw.append((CueKind.NEGATE, 1, at, at + 1))
        at += length
    return tuple(_signed(kind, weight, first, last, raw, words) for kind, weight, first, last in raw)


def _signed(
    kind: CueKind,
    weight: int,
    first: int,
    last: int,
    raw: list[tuple[CueKind, int, int, int]],
    words: tuple[Word, ...],
) -> FoundCue:
    if kind is CueKind.FAULT:
        weight = -weight
    negated = False
    if kind in (CueKind.PRAISE, CueKind.FAULT):
        negated = any(
            other is CueKind.NEGATE and _reaches(words, begin, first) for other, _, begin, _ in raw
        )
    return FoundCue(kind, -weight if negated else weight, first, last, negated)


def _reaches(words: tuple[Word, ...], negator: int, cue: int) -> bool:
    if not 0 < cue - negator <= _NEGATION_REACH_WORDS:
        return False
    return not any(word.text in _STOPS_NEGATION for word in words[negator + 1 : cue])


def clauses_of(words: tuple[Word, ...], cues: tuple[FoundCue, ...]) -> tuple[Clause, ...]:
    """The clauses of a sentence, cut at contrasts and concessions, each with its cues."""
    edges: list[tuple[int, str]] = [(0, "main")]
    for at, word in enumerate(words):
        excepts = word.text == "but" and at > 0 and words[at - 1].text in {"all", "every"}
        if word.text in _CONTRASTS and not excepts:
            if at + 1 < len(words) and word.text == "however" and words[at + 1].text == ",":
                edges.append((at, "contrast" if at > 1 and words[at - 1].text != "," else "main"))
            else:
                edges.append((at, "contrast"))
        elif word.text in _CONCESSIONS:
            edges.append((at, "concession"))
        elif word.text == "," and edges[-1][1] == "concession" and edges[-1][0] == 0:
            edges.append((at, "main"))
    bounds = [*[edge[0] for edge in edges[1:]], len(words)]
    return tuple(
        Clause(tuple(cue for cue in cues if begin <= cue.first < end), standing)
        for (begin, standing), end in zip(edges, bounds, strict=True)
    )
