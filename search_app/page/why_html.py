"""HTML of why the tool reads a paragraph as it does, shown on request; the template is in why.html."""

from __future__ import annotations

from markupsafe import Markup

from indexer.records import CLAUSE_STATEMENTS, Chunk, Reading, Statement
from search_app.answers.labels import READING_SIGNS
from search_app.answers.why_this_reading import NO_JUDGEMENT, praise_words, read_parts
from search_app.page.templates import macro

_OTHERS = {
    Statement.STRENGTH: "a strength",
    Statement.SHORTFALL: "a shortfall",
    Statement.EXPECTATION: "an expectation",
    Statement.NEUTRAL: "none of these",
}


def why_html(chunk: Chunk, section: str | None, which: str) -> Markup:
    """What each clause of a paragraph in this section (`section_of`) was read as, how sure the tool is, and its cue
    words; folded away. `which` names the paragraph.

    A click says what a clause is instead, which stays in the visitor's browser.
    """
    parts = [
        {
            "sign": READING_SIGNS[Reading(part.statement.value)],
            "statement": part.statement.value,
            "ground": part.ground,
            "pieces": part.pieces,
            "words": chunk.text[part.start : part.end],
            "others": [(each.value, _OTHERS[each]) for each in CLAUSE_STATEMENTS if each is not part.statement],
        }
        for part in read_parts(chunk, section)
    ]
    note = f"{praise_words(chunk)} {NO_JUDGEMENT}".strip()
    return macro("why.html", "why", parts, note, which, chunk.report_id)
