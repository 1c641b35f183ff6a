"""HTML of the questions that a paragraph leads to: what is like it, and who does well what falls short in it."""

from __future__ import annotations

from indexer.language.statements import SHORTFALL_SECTIONS
from indexer.records import Chunk, Reading, Report
from search_app.markup import link
from search_app.precedent_links import PRECEDENTS_PAGE, Asked, precedents_href


def falls_short(chunk: Chunk, report: Report) -> bool:
    """Whether there is something to do better in it: by the tool's reading, or by the section that it stands in."""
    section = None if chunk.section is None else report.sections[chunk.section].canonical
    return chunk.reading in (Reading.SHORTFALL, Reading.MIXED) or section in SHORTFALL_SECTIONS


def questions_html(chunk: Chunk, report: Report, address: str, which: str) -> str:
    """Links to the answers. `which` names the paragraph to those who hear a link without what stands around it."""
    questions = [(Asked.SIMILAR, "Similar paragraphs", f"Paragraphs similar to {which}")]
    if falls_short(chunk, report):
        questions.append((Asked.WELL, "Who does this well?", f"Who does well what {which} is about?"))
    return "".join(
        link(precedents_href(report.report_id, address, asked), words, page=PRECEDENTS_PAGE, label=label)
        for asked, words, label in questions
    )
