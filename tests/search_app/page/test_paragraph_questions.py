from __future__ import annotations

from html import unescape

import pytest

from indexer.language.chunking import cut_chunks
from indexer.records import Chunk, Report
from search_app.answers.why_this_reading import section_of
from search_app.page.hit_html import questions_html
from tests.indexer.reports import make_report


def only_chunk(text: str, heading: str = "Planning", slug: str | None = None) -> tuple[Chunk, Report]:
    report = make_report(parts=[("heading", heading, "1", slug), ("paragraph", text, "1.1")])
    return next(iter(cut_chunks(report, 0))), report


def test_every_paragraph_leads_to_what_is_like_it() -> None:
    chunk, report = only_chunk("Plans were excellent.")
    markup = unescape(questions_html(chunk, section_of(chunk, report), "1.1", "(Ashmere, 1.1)"))
    assert 'href="precedents?report=ashmere-2014&para=1.1&as=similar"' in markup
    assert "Who does this well?" not in markup


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Plans were poor and too late.", None),
        ("Plans were excellent. Reviews were poor and too late.", None),
        ("Better oversight of plans.", "areas-requiring-improvement"),
    ],
)
def test_what_falls_short_or_is_to_be_improved_leads_to_who_does_it_well(text: str, slug: str | None) -> None:
    chunk, report = only_chunk(text, slug=slug)
    assert "para=1.1&as=well" in unescape(questions_html(chunk, section_of(chunk, report), "1.1", "(Ashmere, 1.1)"))


def test_a_hostile_name_stays_text() -> None:
    chunk, report = only_chunk("Plans were excellent.")
    assert "<b>" not in questions_html(chunk, section_of(chunk, report), "1.1", '"<b>')
