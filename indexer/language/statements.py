"""Whether a sentence states a strength, a shortfall, an expectation, or none of these. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.language.cues import CueKind
from indexer.language.scope import Clause, FoundCue, Word, clauses_of, find_cues, words_of
from indexer.language.sentences import split_sentences
from indexer.records import ElementKind, Reading, Sentence, Statement

_STRENGTH_SECTIONS = frozenset({"key-strengths"})
_SHORTFALL_SECTIONS = frozenset({"areas-requiring-improvement", "what-needs-to-improve"})
_EXPECTATION_SECTIONS = frozenset({"recommendations"})
_FACT_SECTIONS = frozenset({"context", "information-about-inspection", "appendix"})

_SURE_SCORE = 2.0
"""A net score of one outright cue."""


@dataclass(frozen=True, slots=True)
class StatementReading:
    """The reading of one sentence. `cues` are code-point spans of the words it rests on; `sure` is False
    where the signs are too few or cancel out."""

    statement: Statement
    cues: tuple[tuple[int, int], ...]
    sure: bool


def read_statement(sentence: str, *, section: str | None = None, kind: str | None = None) -> StatementReading:
    """The statement that `sentence` makes. `section` is a canonical slug; `kind` an `ElementKind` value."""
    words = words_of(sentence)
    cues = find_cues(words)
    spans = tuple(
        (words[cue.first].start, words[cue.last - 1].end) for cue in cues if cue.kind is not CueKind.IDLE
    )
    if section in _STRENGTH_SECTIONS:
        return StatementReading(Statement.STRENGTH, spans, True)
    if section in _SHORTFALL_SECTIONS:
        return StatementReading(Statement.SHORTFALL, spans, True)
    if section in _EXPECTATION_SECTIONS:
        return StatementReading(Statement.EXPECTATION, spans, True)
    if any(cue.kind is CueKind.EXPECT for cue in cues):
        return StatementReading(Statement.EXPECTATION, spans, True)
    score = _score(clauses_of(words, cues), words)
    if score >= 1:
        return StatementReading(Statement.STRENGTH, spans, score >= _SURE_SCORE)
    if score <= -1:
        return StatementReading(Statement.SHORTFALL, spans, score <= -_SURE_SCORE)
    return StatementReading(Statement.NEUTRAL, spans, not spans)


def _score(clauses: tuple[Clause, ...], words: tuple[Word, ...]) -> float:
    factors = {"main": 1.0, "contrast": 2.0, "concession": 0.5}
    return sum(factors[clause.standing] * _clause_score(clause.cues) for clause in clauses)


def _clause_score(cues: tuple[FoundCue, ...]) -> float:
    judged = [cue for cue in cues if cue.kind in (CueKind.PRAISE, CueKind.FAULT)]
    score = float(sum(cue.weight for cue in judged))
    if any(cue.kind is CueKind.FEW for cue in cues) and score > 0:
        return -score
    if not judged and any(cue.kind is CueKind.NEGATE for cue in cues):
        return -2.0
    return score


def read_chunk(
    text: str, *, section: str | None = None, kind: ElementKind | str | None = None
) -> tuple[tuple[Sentence, ...], Reading]:
    """The sentences of a chunk with the statement each makes, and the reading of the whole."""
    sentences = tuple(
        Sentence(start, end, read_statement(text[start:end], section=section, kind=kind).statement)
        for start, end in split_sentences(text)
    )
    return sentences, reading_of(tuple(sentence.statement for sentence in sentences))


def reading_of(statements: tuple[Statement, ...]) -> Reading:
    """The reading of a chunk from its sentences: mixed as soon as one praises and another finds fault."""
    found = set(statements)
    if {Statement.STRENGTH, Statement.SHORTFALL} <= found:
        return Reading.MIXED
    for statement in (Statement.STRENGTH, Statement.SHORTFALL, Statement.EXPECTATION):
        if statement in found:
            return Reading(statement.value)
    return Reading.NEUTRAL
