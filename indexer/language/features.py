"""What the statement classifier looks at: words in their scope, and cues. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.language.clauses import Clause, Standing
from indexer.language.cues import CueKind
from indexer.language.scope import FoundCue
from indexer.language.words import Word, word_set
from indexer.records import Statement

SCORE_LIMIT = 4.0
"""Past four net steps a sentence says no more clearly what it says; keeps long sentences comparable."""
_TURNED_REACH_WORDS = 9
_NUMBER = re.compile(r"\d")
_NUMBER_TOKENS = frozenset({"#", "%"})
_YEAR = re.compile(r"(?:19|20)\d\d$")


_TURNS = word_set("however but")
_REFERS_BACK = word_set("this these it they consequently")
_GIVES_CASES = word_set("for in one some")


def context_feature(words: tuple[Word, ...], previous: Statement | None) -> dict[str, float]:
    """What the sentence before it says of a sentence: praise is followed by praise, unless "however" comes
    first. Empty for the first sentence of a paragraph."""
    if previous is None:
        return {}
    opening = words[0].text if words else ""
    features = {f"<{previous}": 1.0}
    for name, openings in (("turns", _TURNS), ("refers", _REFERS_BACK), ("cases", _GIVES_CASES)):
        if opening in openings:
            features[f"<{previous} {name}"] = 1.0
    return features


def features_of(
    words: tuple[Word, ...], cues: tuple[FoundCue, ...], clauses: tuple[Clause, ...], score: float
) -> dict[str, float]:
    """Named features of a sentence by itself; absent means zero. Values lie between -2 and 2."""
    features = dict.fromkeys(_word_features(words, cues), 1.0)
    features.update(_cue_features(cues, clauses, score))
    features["length"] = min(len(words), 60) / 30
    return features


def _word_features(words: tuple[Word, ...], cues: tuple[FoundCue, ...]) -> Iterator[str]:
    deniers = {cue.first for cue in cues if cue.kind is CueKind.NEGATE}
    before = "^"
    denied_until = -1
    for at, word in enumerate(words):
        token = _token(word)
        if not token[0].isalnum() and token not in _NUMBER_TOKENS:
            denied_until = -1 if token in ";:(" else denied_until
            before = token
            continue
        yield f"{before} {token}"
        if at <= denied_until:
            yield f"not:{token}"
        else:
            yield token
        if at in deniers:
            denied_until = at + _TURNED_REACH_WORDS
        before = token


def _token(word: Word) -> str:
    if _NUMBER.match(word.text):
        return "%" if word.text.endswith("%") else "year" if _YEAR.match(word.text) else "#"
    return word.text


def _cue_features(cues: tuple[FoundCue, ...], clauses: tuple[Clause, ...], score: float) -> Iterator[tuple[str, float]]:
    limited = max(-SCORE_LIMIT, min(SCORE_LIMIT, score))
    praise = sum(cue.weight for cue in cues if cue.weight > 0)
    fault = -sum(cue.weight for cue in cues if cue.weight < 0)
    yield "=score", limited / 2
    yield "=praised", float(score >= 1)
    yield "=faulted", float(score <= -1)
    yield "=praise", min(praise, 4) / 2
    yield "=fault", min(fault, 4) / 2
    yield "=only-praise", float(praise > 0 and not fault)
    yield "=only-fault", float(fault > 0 and not praise)
    yield "=silent", float(not praise and not fault)
    yield "=turned", float(any(cue.turned for cue in cues))
    yield "=last", max(-2.0, min(2.0, float(sum(cue.weight for cue in clauses[-1].cues))))
    yield "=contrast", float(any(clause.standing is Standing.CONTRAST for clause in clauses))
    for kind in (CueKind.EXPECT, CueKind.FEW, CueKind.MOST, CueKind.NEGATE):
        yield f"={kind}", float(any(cue.kind is kind for cue in cues))
