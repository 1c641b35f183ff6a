"""Why the tool reads a paragraph as it does, in words and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from indexer.language.explanation import ExplainedSentence, explain_sentences
from indexer.language.statements import Ground
from indexer.records import Chunk, Clause, Report, Statement
from search_app.answers.answer import clauses_to_json

NO_JUDGEMENT = (
    "This is how the tool reads the words. It is not the inspectorate’s judgement, and it is sometimes wrong."
)

_GROUNDS = {
    Ground.TABLE: "the cells of a table state nothing",
    Ground.SECTION: "because of the section that it is in",
    Ground.GRAMMAR: "because it says what ought to be",
    Ground.METHOD: "because it describes the inspection itself",
    Ground.WORDS: "by its words taken together",
}
_PARAGRAPHS_CACHED = 2_000
"""Reading one again takes about a millisecond, and the same ones are shown on page after page."""


@lru_cache(maxsize=_PARAGRAPHS_CACHED)
def _explained(chunk: Chunk, section: str | None) -> tuple[ExplainedSentence, ...]:
    return explain_sentences(chunk.text, chunk.sentences, section=section, kind=chunk.kind)


def section_of(chunk: Chunk, report: Report) -> str | None:
    """The recognised section that `chunk` stands in; None for none."""
    return None if chunk.section is None else report.sections[chunk.section].canonical


def explain(chunk: Chunk, report: Report) -> tuple[ExplainedSentence, ...]:
    """The sentences of `chunk` with the cues in each."""
    return _explained(chunk, section_of(chunk, report))


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A clause, or a sentence that was not read clause by clause; code points into the chunk's text.

    `confidence`, 0 to 1, is how sure the tool is, None where that is not known; `ground` says in words why it reads it
    so. `pieces` are its words in order, each cue with what it was read as and all else with "".
    """

    start: int
    end: int
    statement: Statement
    confidence: float | None
    ground: str
    pieces: tuple[tuple[str, str], ...]


def read_parts(chunk: Chunk, section: str | None) -> tuple[ReadPart, ...]:
    """What was read of a chunk in this section (`section_of`), in order."""
    parts: list[ReadPart] = []
    for sentence, explained in zip(chunk.sentences, _explained(chunk, section), strict=True):
        if not sentence.clauses:
            span = (sentence.start, sentence.end)
            pieces = _pieces(chunk.text, *span, explained)
            parts.append(ReadPart(*span, sentence.statement, None, ground_words(explained), pieces))
        for clause in sentence.clauses:
            pieces = _pieces(chunk.text, clause.start, clause.end, explained)
            ground = _clause_ground(clause, explained)
            parts.append(ReadPart(clause.start, clause.end, clause.statement, clause.confidence, ground, pieces))
    return tuple(parts)


def _clause_ground(clause: Clause, sentence: ExplainedSentence) -> str:
    if sentence.ground is not Ground.WORDS:
        return _GROUNDS[sentence.ground]
    if clause.confidence == 1 and not clause.stance:
        return "as the archive’s keeper has corrected it"
    return f"by the reader of clauses, {clause.confidence:.0%} sure"


def _pieces(text: str, start: int, end: int, sentence: ExplainedSentence) -> tuple[tuple[str, str], ...]:
    pieces, at = [], start
    for cue in sentence.cues:
        if start <= cue.start and cue.end <= end:
            pieces += [(text[at : cue.start], ""), (text[cue.start : cue.end], cue.read_as)]
            at = cue.end
    return (*pieces, (text[at:end], ""))


def praise_words(chunk: Chunk) -> str:
    """Where the paragraph stands between fault and praise; empty where it states nothing."""
    if chunk.strength_share is None:
        return ""
    return f"Between fault (0) and praise (100) the tool places this paragraph at {100 * chunk.strength_share:.0f}."


def ground_words(sentence: ExplainedSentence) -> str:
    """ "by its words taken together; the signs are not clear"."""
    return _GROUNDS[sentence.ground] + ("" if sentence.sure else "; the signs are not clear")


def why_to_json(chunk: Chunk, report: Report) -> list[dict[str, Any]]:
    """One object a sentence: its place, the reading, whether it is sure, what decided, its clauses, each with its own
    reading and how sure that is, and the cues with theirs."""
    return [
        {
            "start": sentence.start,
            "end": sentence.end,
            "statement": sentence.statement.value,
            "sure": sentence.sure,
            "ground": sentence.ground.value,
            "clauses": clauses_to_json(stored.clauses),
            "cues": [
                {"start": cue.start, "end": cue.end, "words": chunk.text[cue.start : cue.end], "read_as": cue.read_as}
                for cue in sentence.cues
            ],
        }
        for stored, sentence in zip(chunk.sentences, explain(chunk, report), strict=True)
    ]
