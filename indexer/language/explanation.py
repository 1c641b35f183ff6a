"""Why a paragraph is read as it is: the cue words of each sentence, and what each was read as. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.language.clauses import find_cues, words_of
from indexer.language.cues import CueKind
from indexer.language.statements import (
    SURE_CONFIDENCE,
    Decision,
    Ground,
    StatementReading,
    certain_decision,
    read_statement,
)
from indexer.records import ElementKind, Sentence, Statement

_READ_AS = {
    CueKind.PRAISE: "praise",
    CueKind.FAULT: "fault",
    CueKind.WITHHOLD: "fault that takes praise away",
    CueKind.RELIEF: "praise that takes fault away",
    CueKind.EXPECT: "asks for something",
    CueKind.NEGATE: "denial",
    CueKind.MOST: "most of them",
    CueKind.FEW: "few of them",
}
"""An idle phrase, such as "no doubt", only keeps its words from being read as anything else."""


@dataclass(frozen=True, slots=True)
class ExplainedCue:
    """Words that carry a judgement, code points into the chunk's text, and what they were read as in their place."""

    start: int
    end: int
    read_as: str


@dataclass(frozen=True, slots=True)
class ExplainedSentence:
    """A sentence, code points into the chunk's text, with what its reading rests on.

    `sure` is False where the signs are too few or cancel out.
    """

    start: int
    end: int
    statement: Statement
    sure: bool
    ground: Ground
    cues: tuple[ExplainedCue, ...]


def explain_sentences(
    text: str, sentences: tuple[Sentence, ...], *, section: str | None = None, kind: ElementKind | None = None
) -> tuple[ExplainedSentence, ...]:
    """`sentences` of a chunk with the cues in each. `section` is the canonical slug of the section it stands in."""
    explained = []
    previous: Statement | None = None
    alone = len(sentences) == 1
    for sentence in sentences:
        words = text[sentence.start : sentence.end]
        decided: Decision | StatementReading | None
        if sentence.clauses:
            decided = certain_decision(words, section=section, kind=kind, alone=alone)
        else:
            decided = read_statement(words, section=section, kind=kind, previous=previous, alone=alone)
        if decided is not None:
            ground, sure = decided.ground, decided.sure
        else:  # the reader of clauses
            ground, sure = Ground.WORDS, min(each.confidence for each in sentence.clauses) >= SURE_CONFIDENCE
        cues = tuple(_cues(words, sentence.start))
        explained.append(ExplainedSentence(sentence.start, sentence.end, sentence.statement, sure, ground, cues))
        previous = sentence.statement
    return tuple(explained)


def _cues(sentence: str, offset: int) -> Iterator[ExplainedCue]:
    words = words_of(sentence)
    for cue in find_cues(words):
        if cue.kind is CueKind.IDLE:
            continue
        read_as = _READ_AS[cue.kind]
        if cue.turned:
            read_as = f"{read_as}, {_turned_into(cue.weight)}"
        yield ExplainedCue(offset + words[cue.first].start, offset + words[cue.last - 1].end, read_as)


def _turned_into(weight: int) -> str:
    """What a cue comes to where something before it changes what it says."""
    if weight == 0:
        return "here taken away"
    return "here turned into praise" if weight > 0 else "here turned into fault"
