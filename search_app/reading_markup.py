"""HTML of why the tool reads a paragraph as it does, shown on request."""

from __future__ import annotations

from html import escape

from indexer.language.explanation import ExplainedSentence
from indexer.records import Chunk, Reading, Report
from search_app.labels import READING_SIGNS
from search_app.reading_explained import NO_JUDGEMENT, explain, ground_words, praise_words


def why_html(chunk: Chunk, report: Report, which: str) -> str:
    """The cue words of each sentence and what each was read as, folded away. `which` names the paragraph."""
    items = "".join(f"<li>{_sentence(chunk.text, sentence)}</li>" for sentence in explain(chunk, report))
    note = f"{praise_words(chunk)} {NO_JUDGEMENT}".strip()
    return (
        f'<details class="pr-why"><summary>Why this reading?<span class="pr-hidden"> {escape(which)}</span></summary>'
        f'<ol>{items}</ol><p class="pr-quiet">{note}</p></details>'
    )


def _sentence(text: str, sentence: ExplainedSentence) -> str:
    sign = READING_SIGNS[Reading(sentence.statement.value)]
    reading = f'<strong><span aria-hidden="true">{sign}</span> {sentence.statement.value}</strong>'
    parts, at = [], sentence.start
    for cue in sentence.cues:
        parts.append(escape(text[at : cue.start]))
        parts.append(f"<b>{escape(text[cue.start : cue.end])}</b> <i>[{escape(cue.read_as)}]</i>")
        at = cue.end
    parts.append(escape(text[at : sentence.end]))
    return f"{reading} {ground_words(sentence)}:<br>{''.join(parts)}"
