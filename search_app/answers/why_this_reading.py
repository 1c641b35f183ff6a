"""Why the tool reads a paragraph as it does, in words and as JSON."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from indexer.language.explanation import ExplainedSentence, explain_sentences
from indexer.language.statements import Ground
from indexer.records import Chunk, Report

NO_JUDGEMENT = "This is how the tool reads the words. It is not a judgement of the inspectorate, and it errs at times."

_GROUNDS = {
    Ground.TABLE: "the cells of a table state nothing",
    Ground.SECTION: "because of the section that it stands in",
    Ground.GRAMMAR: "because it says what ought to be",
    Ground.METHOD: "because it tells of the inspection itself",
    Ground.WORDS: "by its words taken together",
}
_PARAGRAPHS_CACHED = 2_000
"""Reading one again takes about a millisecond, and the same ones are shown on page after page."""


@lru_cache(maxsize=_PARAGRAPHS_CACHED)
def _explained(chunk: Chunk, section: str | None) -> tuple[ExplainedSentence, ...]:
    return explain_sentences(chunk.text, chunk.sentences, section=section, kind=chunk.kind)


def explain(chunk: Chunk, report: Report) -> tuple[ExplainedSentence, ...]:
    """The sentences of `chunk` with the cues in each."""
    return _explained(chunk, None if chunk.section is None else report.sections[chunk.section].canonical)


def praise_words(chunk: Chunk) -> str:
    """Where the paragraph stands between fault and praise; empty where it states nothing."""
    if chunk.strength_share is None:
        return ""
    return f"Between fault (0) and praise (100) the tool places this paragraph at {100 * chunk.strength_share:.0f}."


def ground_words(sentence: ExplainedSentence) -> str:
    """ "by its words taken together; the signs are not clear"."""
    return _GROUNDS[sentence.ground] + ("" if sentence.sure else "; the signs are not clear")


def why_to_json(chunk: Chunk, report: Report) -> list[dict[str, Any]]:
    """One object a sentence: its place, the reading, whether it is sure, what decided, and the cues with theirs."""
    return [
        {
            "start": sentence.start,
            "end": sentence.end,
            "statement": sentence.statement.value,
            "sure": sentence.sure,
            "ground": sentence.ground.value,
            "cues": [
                {"start": cue.start, "end": cue.end, "words": chunk.text[cue.start : cue.end], "read_as": cue.read_as}
                for cue in sentence.cues
            ],
        }
        for sentence in explain(chunk, report)
    ]
