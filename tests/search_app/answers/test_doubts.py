from __future__ import annotations

from dataclasses import replace

from indexer.language.chunking import cut_chunks
from indexer.records import Finding
from search_app.answers.answer import Hit, paragraph_to_json, plain_sentences
from search_app.answers.citation import cite
from search_app.page.hit_html import hit_html
from search_app.page.templates import macro
from tests.indexer.reports import make_report

REPORT = make_report(
    parts=[("paragraph", "Plans were made in time.", "1.1"), ("paragraph", "Reviews were late.", "1.2")]
)
LOST = Finding("digits-lost", "This may be read wrongly.", 2)


def test_a_doubt_is_told_of_every_paragraph_of_its_page_and_of_no_other() -> None:
    report = replace(REPORT, findings=(LOST, Finding("numbering-gap", "Paragraph 3 is missing.", 2)))
    assert report.doubts((2, 2)) == report.doubts((1, 2)) == report.doubts((2, 3)) == (LOST.message,)
    assert report.doubts((3, 4)) == report.doubts(None) == ()


def test_a_doubt_about_the_whole_report_is_told_of_every_paragraph() -> None:
    report = replace(REPORT, findings=(Finding("cut-paragraphs", "This report may be read wrongly."),))
    assert report.doubts(None) == report.doubts((7, 7)) == ("This report may be read wrongly.",)


def test_a_hit_carries_the_doubts_of_its_page() -> None:
    report = replace(REPORT, findings=(LOST,))
    first = next(iter(cut_chunks(report, 0)))
    chunk = replace(first, pages=(2, 2))
    hit = Hit(1, 1.0, 1.0, None, chunk, report, "1.1", cite(chunk, report), plain_sentences(chunk), ())
    assert hit.doubts == (LOST.message,)
    assert hit.to_json()["doubts"] == [LOST.message]
    assert paragraph_to_json(first, report, "1.1", cite(first, report))["doubts"] == []


def test_a_hit_on_the_page_shows_the_doubts_of_its_page() -> None:
    report = replace(REPORT, findings=(LOST,))
    first, second = cut_chunks(report, 0)
    for chunk, shown in ((replace(first, pages=(2, 2)), 1), (replace(second, pages=(3, 3)), 0)):
        hit = Hit(1, 1.0, 1.0, None, chunk, report, "1.1", cite(chunk, report), plain_sentences(chunk), ())
        assert hit_html(hit).count(LOST.message) == shown


def test_the_page_shows_a_doubt_as_a_note() -> None:
    assert macro("components.html", "doubts", ["5 < 6"]) == '<p class="pr-note pr-doubt" role="note">5 &lt; 6</p>'
