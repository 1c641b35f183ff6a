"""The net score of a sentence from its clauses: praise above zero, fault below. Pure functions."""

from __future__ import annotations

from indexer.language.clauses import Clause, Standing
from indexer.language.cues import CueKind
from indexer.language.scope import FoundCue

_STANDING_FACTOR = {Standing.MAIN: 1.0, Standing.CONTRAST: 2.0, Standing.CONCESSION: 0.35}
"""What follows "but" is what the sentence comes down to; what follows "although" is granted in passing."""
_BARE_NEGATION_SCORE = -1.5
"""A clause that only denies ("plans had not been reviewed") finds fault more often than not."""


def score_of(clauses: tuple[Clause, ...]) -> float:
    """The net score of a sentence, in steps of cue weight."""
    return sum(_STANDING_FACTOR[clause.standing] * _clause_score(clause.cues) for clause in clauses)


def _clause_score(cues: tuple[FoundCue, ...]) -> float:
    score = float(sum(cue.weight for cue in cues))
    if score > 0 and any(cue.kind is CueKind.FEW for cue in cues):
        return -score
    denied = any(cue.kind is CueKind.NEGATE for cue in cues)
    turned = any(cue.turned for cue in cues)
    return score + _BARE_NEGATION_SCORE if denied and not turned else score
