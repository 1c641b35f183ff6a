"""Clauses of a sentence: where it turns, and what the turn does to what it says. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from indexer.language.scope import FoundCue
from indexer.language.words import Word, word_set

CONTRASTS = word_set("but however yet nevertheless nonetheless whereas except notwithstanding")
CONCESSIONS = word_set("although though while whilst despite")


class Standing(StrEnum):
    """How a clause stands to the rest of its sentence."""

    MAIN = "main"
    CONTRAST = "contrast"  # "but ...": what the sentence comes down to
    CONCESSION = "concession"  # "although ...": what is granted in passing


@dataclass(frozen=True, slots=True)
class Clause:
    """The cues of a stretch of words, and how the stretch stands to the rest."""

    cues: tuple[FoundCue, ...]
    standing: Standing


def clauses_of(words: Sequence[Word], cues: Sequence[FoundCue]) -> tuple[Clause, ...]:
    """The clauses of a sentence, cut at contrasts, concessions, semicolons and ", and", with their cues."""
    inside = {at for cue in cues for at in range(cue.first, cue.last)}
    edges: list[tuple[int, Standing]] = [(0, Standing.MAIN)]
    for at, word in enumerate(words):
        standing = None if at in inside and word.text == "but" else _standing_at(words, at, edges[-1])
        if standing is not None:
            edges.append((at, standing))
    bounds = [*[begin for begin, _ in edges[1:]], len(words)]
    return tuple(
        Clause(tuple(cue for cue in cues if begin <= cue.first < end), standing)
        for (begin, standing), end in zip(edges, bounds, strict=True)
    )


def _standing_at(words: Sequence[Word], at: int, edge: tuple[int, Standing]) -> Standing | None:
    """The standing of a clause that begins at word `at`, or None where none does."""
    text = words[at].text
    following = words[at + 1].text if at + 1 < len(words) else ""
    if text in CONTRASTS:
        return _standing_of_contrast(words, at, following)
    if text in CONCESSIONS:
        return Standing.CONCESSION
    if text == "," and edge[1] is Standing.CONCESSION and edge[0] <= 1:
        return Standing.CONTRAST
    if text == ";" or (text == "," and following == "and"):
        return edge[1]
    return None


def _standing_of_contrast(words: Sequence[Word], at: int, following: str) -> Standing:
    """A "however" that opens its sentence or stands between commas turns against what came before it,
    not against its own sentence."""
    between_commas = at > 0 and words[at - 1].text == "," and following == ","
    return Standing.MAIN if words[at].text == "however" and (at == 0 or between_commas) else Standing.CONTRAST
