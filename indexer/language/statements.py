"""Whether a sentence states a strength, a shortfall, an expectation, or none of these. Pure functions.

Grammar decides first (what asks for something is an expectation, what tells of the inspection is neutral),
then a classifier over the words and the cues, with what the section says beforehand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from indexer.language.classifier import Classifier, context_feature, features_of, load_classifier, read_classifier
from indexer.language.clauses import FoundCue, Word, asks, clauses_of, find_cues, score_of, tells_of_method, words_of
from indexer.language.cues import CueKind
from indexer.language.sentences import split_sentences
from indexer.records import CLAUSE_STATEMENTS, Clause, ElementKind, Reading, Sentence, Statement

_FACT_SECTIONS = frozenset({"context", "information-about-inspection", "appendix"})
SHORTFALL_SECTIONS = frozenset({"areas-requiring-improvement", "what-needs-to-improve"})
"""Sections, by canonical slug, whose every item names what is to be done better."""
_LEANINGS: Mapping[str, Mapping[Statement, float]] = {
    "key-strengths": {Statement.STRENGTH: 3.0},
    "areas-requiring-improvement": {Statement.SHORTFALL: 3.0},
    "what-needs-to-improve": {Statement.SHORTFALL: 5.0},
}
"""Log-odds that a section gives its sentences beforehand. Prose under "Key strengths" can still say that
something was missing. A lone item of a list of what must improve never is praise, however it is worded:
"the quality of plans" and "children benefit from timely help" name what is wanting."""

_CAUTION: Mapping[Statement, float] = {Statement.NEUTRAL: 0.4, Statement.SHORTFALL: -0.7}
"""Log-odds that every sentence starts with. By cross-validation they give up about .02 of recall for as much
precision: a filter for good practice must not fill with mere facts, nor one for shortfalls with either."""
_SURE_PROBABILITY = 0.7
"""Below this about one reading in three is wrong; it is kept, and marked as unsure."""
_LEAST_PROBABILITY = 0.4
"""Below this no class is much likelier than the others: neutral, and unsure."""


class Ground(StrEnum):
    """What decided a reading."""

    TABLE = "table"  # the cells of a table state nothing
    SECTION = "section"  # the section it stands in
    GRAMMAR = "grammar"  # it says what ought to be
    METHOD = "method"  # it tells of the inspection itself
    WORDS = "words"  # its words, weighed together with the cues and the sentence before


class Decision(NamedTuple):
    """A statement, whether the signs for it are clear, and what decided; where its words did, what they were."""

    statement: Statement
    sure: bool
    ground: Ground
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class StatementReading:
    """The reading of one sentence. `cues` are code-point spans of the words it rests on; `sure` is False
    where the signs are too few or cancel out. `features` are what was weighed where its words decided."""

    statement: Statement
    cues: tuple[tuple[int, int], ...]
    sure: bool
    ground: Ground
    features: Mapping[str, float] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SentenceAnalysis:
    """What is known of a sentence before anything is decided."""

    words: tuple[Word, ...]
    cues: tuple[FoundCue, ...]
    features: Mapping[str, float]


def analyse(sentence: str) -> SentenceAnalysis:
    """Words, cues and classifier features of `sentence`."""
    words = words_of(sentence)
    cues = find_cues(words)
    clauses = clauses_of(words, cues)
    return SentenceAnalysis(words, cues, features_of(words, cues, clauses, score_of(clauses)))


def read_statement(
    sentence: str,
    *,
    section: str | None = None,
    kind: ElementKind | str | None = None,
    previous: Statement | None = None,
    alone: bool = True,
) -> StatementReading:
    """The statement that `sentence` makes. `section` is a canonical slug, `kind` an `ElementKind`, `previous`
    what the sentence before it in the same paragraph states; `alone` tells that it is the whole paragraph or
    item of a list. The cells of a table are no sentences and state nothing."""
    if kind == ElementKind.TABLE:
        return StatementReading(Statement.NEUTRAL, (), True, Ground.TABLE)
    if alone and section in SHORTFALL_SECTIONS:
        cues = _spans(analyse(sentence), Statement.SHORTFALL)
        return StatementReading(Statement.SHORTFALL, cues, True, Ground.SECTION)
    analysis = analyse(sentence)
    statement, sure, ground, features = decide(analysis, load_classifier(), section=section, previous=previous)
    return StatementReading(statement, _spans(analysis, statement), sure, ground, features)


def certain_decision(
    sentence: str, *, section: str | None = None, kind: ElementKind | str | None = None, alone: bool = True
) -> Decision | None:
    """What needs no reader: tables, sections of facts, of recommendations and of what must improve, and the
    inspection's own method. None for all else. The arguments are those of `read_statement`.

    That a sentence holds a "should" is not enough: "decisions about when children should be placed are sound" asks for
    nothing. Of 59 labelled sentences that a rule of grammar took for requests, 21 were none.
    """
    if kind == ElementKind.TABLE:
        return Decision(Statement.NEUTRAL, True, Ground.TABLE, {})
    if section in SHORTFALL_SECTIONS and (alone or asks_for_something(sentence)):
        return Decision(Statement.SHORTFALL, True, Ground.SECTION, {})
    return _by_rule(words_of(sentence), section, lambda: False)


def asks_for_something(sentence: str) -> bool:
    """Whether its grammar is that of a request: "should", "we expect", an imperative; somewhere in it."""
    words = words_of(sentence)
    return asks(words, find_cues(words))


def decide(
    analysis: SentenceAnalysis,
    classifier: Classifier,
    *,
    section: str | None = None,
    previous: Statement | None = None,
) -> Decision:
    """The statement of an analysed sentence."""
    certain = _by_rule(analysis.words, section, lambda: asks(analysis.words, analysis.cues))
    if certain is not None:
        return certain
    features = {**analysis.features, **context_feature(analysis.words, previous)}
    probabilities = classifier.probabilities(features, leaning_of(section))
    statement = max(probabilities, key=lambda each: probabilities[each])
    if probabilities[statement] < _LEAST_PROBABILITY:
        return Decision(Statement.NEUTRAL, False, Ground.WORDS, features)
    return Decision(statement, probabilities[statement] >= _SURE_PROBABILITY, Ground.WORDS, features)


def _by_rule(words: tuple[Word, ...], section: str | None, asking: Callable[[], bool]) -> Decision | None:
    if section in _FACT_SECTIONS or not words:
        return Decision(Statement.NEUTRAL, True, Ground.SECTION if words else Ground.WORDS, {})
    if section == "recommendations":
        return Decision(Statement.EXPECTATION, True, Ground.SECTION, {})
    if asking():
        if section in SHORTFALL_SECTIONS:
            return Decision(Statement.SHORTFALL, True, Ground.SECTION, {})
        return Decision(Statement.EXPECTATION, True, Ground.GRAMMAR, {})
    return Decision(Statement.NEUTRAL, True, Ground.METHOD, {}) if tells_of_method(words) else None


def leaning_of(section: str | None) -> Mapping[Statement, float]:
    """Log-odds that a sentence has before its words are weighed."""
    return {**_CAUTION, **_LEANINGS.get(section or "", {})}


def _spans(analysis: SentenceAnalysis, statement: Statement) -> tuple[tuple[int, int], ...]:
    """Spans of the cues that speak for `statement`; for a turned cue, what turned it too."""
    chosen = [cue for cue in analysis.cues if _speaks_for(cue, statement)]
    if any(cue.turned for cue in chosen):
        chosen += [cue for cue in analysis.cues if cue.kind in (CueKind.NEGATE, CueKind.FEW)]
    words = analysis.words
    return tuple(sorted((words[cue.first].start, words[cue.last - 1].end) for cue in chosen))


def _speaks_for(cue: FoundCue, statement: Statement) -> bool:
    match statement:
        case Statement.STRENGTH:
            return cue.weight > 0
        case Statement.SHORTFALL:
            return cue.weight < 0
        case Statement.EXPECTATION:
            return cue.kind is CueKind.EXPECT
        case _:
            return False


def read_chunk(
    text: str, *, section: str | None = None, kind: ElementKind | str | None = None
) -> tuple[tuple[Sentence, ...], Reading]:
    """The sentences of a chunk with the statement each makes, and the reading of the whole."""
    spans = split_sentences(text)
    return as_read(spans, read_sentences(text, spans, section=section, kind=kind))


def as_read(spans: Sequence[tuple[int, int]], read: Sequence[StatementReading]) -> tuple[tuple[Sentence, ...], Reading]:
    """The sentences of a chunk that stand at `spans` and were `read` so, and the reading of the whole."""
    sentences = (Sentence(start, end, one.statement) for (start, end), one in zip(spans, read, strict=True))
    return tuple(sentences), reading_of(tuple(one.statement for one in read))


def read_sentences(
    text: str, spans: Sequence[tuple[int, int]], *, section: str | None = None, kind: ElementKind | str | None = None
) -> list[StatementReading]:
    """How each sentence of a chunk is read; `spans` says where they stand in its `text`."""
    read: list[StatementReading] = []
    for start, end in spans:
        previous = read[-1].statement if read else None
        alone = len(spans) == 1
        read.append(read_statement(text[start:end], section=section, kind=kind, previous=previous, alone=alone))
    return read


def reading_of(statements: Iterable[Statement]) -> Reading:
    """The reading of a chunk from its sentences: mixed as soon as one praises and another finds fault."""
    found = set(statements)
    if Statement.MIXED in found or {Statement.STRENGTH, Statement.SHORTFALL} <= found:
        return Reading.MIXED
    for statement in (Statement.STRENGTH, Statement.SHORTFALL, Statement.EXPECTATION):
        if statement in found:
            return Reading(statement.value)
    return Reading.NEUTRAL


# How far a paragraph praises: the share of strengths that is to be expected among what its sentences state.
#
# A count of strengths and shortfalls takes each sentence for certain, and says the same of one praise as of ten. Here
# each sentence counts by how likely it is a strength or a shortfall, and one of each is counted beforehand (Laplace's
# rule of succession). The likelihoods are of a classifier of its own, trained by
# `python -m benchmarks.training.train_strength_share` on the labelled sentences and, beside them, on thousands that
# stand in sections which inspectors graded.

WEIGHTS_FILE = "strength_share_weights.json"

_DECIMALS = 2


def strength_share(read: Sequence[StatementReading], *, section: str | None = None) -> float | None:
    """From 0 to 1, of a paragraph whose sentences were `read` so in `section`, a canonical slug.

    One half where nothing tells; None for a table and where there is no sentence, which state nothing.
    """
    if not read or all(sentence.ground is Ground.TABLE for sentence in read):
        return None
    return round(share_of(read, load_share_classifier(), section=section), _DECIMALS)


def share_of(read: Sequence[StatementReading], classifier: Classifier, *, section: str | None = None) -> float:
    """The same by any classifier, not rounded."""
    strengths = shortfalls = 1.0
    leaning = leaning_of(section)
    for sentence in read:
        if sentence.ground is Ground.WORDS and sentence.features:
            probabilities = classifier.probabilities(sentence.features, leaning)
            strengths += probabilities[Statement.STRENGTH]
            shortfalls += probabilities[Statement.SHORTFALL]
        else:
            strengths += sentence.statement is Statement.STRENGTH
            shortfalls += sentence.statement is Statement.SHORTFALL
    return strengths / (strengths + shortfalls)


@cache
def load_share_classifier() -> Classifier:
    """The classifier that comes with Precedent. Read once, and only where reports are read."""
    return read_classifier(WEIGHTS_FILE)


# From what a reader makes of each clause to what its sentence states.
#
# The reader gives how likely a clause states each of four things. What the section says beforehand is added, and the
# statement of a sentence follows from its clauses: praise in one and fault in another make it mixed.

Probabilities = Mapping[Statement, float]

SURE_CONFIDENCE = 0.7
"""From here on a clause's statement is as good as certain; below, the page says that the signs are not clear."""

_LEAST_CONFIDENCE = 0.4
"""Below this no statement is much likelier than the others: the clause is taken to state nothing."""

_SECTION_LOG_ODDS: Mapping[str, Mapping[Statement, float]] = {
    "key-strengths": {Statement.STRENGTH: 1.5},
    **{section: {Statement.SHORTFALL: 2.0} for section in SHORTFALL_SECTIONS},
}
"""What a section says of its sentences beforehand. Prose under "Key strengths" can still find fault."""

_ASKING_LOG_ODDS: Mapping[Statement, float] = {Statement.EXPECTATION: 1.0}
"""What the grammar of a request says beforehand."""

_WHOLE_WEIGHT = 0.6
"""How much the sentence as a whole has to say about its clauses, in log-odds. Measured on held-out reports: .02 more
sentences right than by the clauses alone, since a clause is at times cut where nothing new is stated."""

_CLAIMS = (Statement.STRENGTH, Statement.SHORTFALL)
_CONFIDENCE_DECIMALS = 2


def read_clauses(
    clauses: Sequence[Probabilities], whole: Probabilities, section: str | None = None, *, asking: bool = False
) -> list[tuple[Statement, float]]:
    """The statement of each clause of a sentence, and how likely it is, from the reader's probabilities of
    CLAUSE_STATEMENTS for each, and for the sentence as a `whole`; `asking` is of `asks_for_something`. Where praise
    stands beside fault and either is doubtful, the less likely of them gives way."""
    leaning = {**_SECTION_LOG_ODDS.get(section or "", {}), **(_ASKING_LOG_ODDS if asking else {})}
    if len(clauses) == 1:
        return [_likeliest(clauses[0], {}, leaning)]
    read = [_likeliest(each, whole, leaning) for each in clauses]
    best = {claim: max((sure for stated, sure in read if stated is claim), default=0.0) for claim in _CLAIMS}
    weaker = min(_CLAIMS, key=best.__getitem__)
    if not 0 < best[weaker] < SURE_CONFIDENCE:
        return read
    return [(Statement.NEUTRAL if stated is weaker else stated, sure) for stated, sure in read]


def _likeliest(own: Probabilities, whole: Probabilities, leaning: Mapping[Statement, float]) -> tuple[Statement, float]:
    odds = {
        each: own[each] * math.exp(leaning.get(each, 0.0)) * whole.get(each, 1.0) ** _WHOLE_WEIGHT
        for each in CLAUSE_STATEMENTS
    }
    statement = max(odds, key=odds.__getitem__)
    confidence = round(odds[statement] / sum(odds.values()), _CONFIDENCE_DECIMALS)
    return (statement, confidence) if confidence >= _LEAST_CONFIDENCE else (Statement.NEUTRAL, confidence)


def sentence_of(start: int, end: int, clauses: Sequence[Clause]) -> Sentence:
    """The sentence at `start` to `end` of a chunk that consists of `clauses`."""
    return Sentence(start, end, statement_of([clause.statement for clause in clauses]), tuple(clauses))


def statement_of(clauses: Sequence[Statement]) -> Statement:
    """What a sentence of such clauses states. A request or a fact beside a finding does not hide the finding."""
    found = set(clauses)
    if {Statement.STRENGTH, Statement.SHORTFALL} <= found:
        return Statement.MIXED
    for statement in (Statement.STRENGTH, Statement.SHORTFALL, Statement.EXPECTATION):
        if statement in found:
            return statement
    return Statement.NEUTRAL
