from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from urllib.parse import quote

from indexer.language.chunking import cut_chunks
from indexer.records import Element, ElementKind, Finding, Report
from search_app.answers.citation import addresses, cite
from search_app.page.reader.body_html import Body, Place, body_html
from search_app.page.reader.html import choice_html, findings_html, head_html, outline_html
from tests.indexer.reports import make_report

REPORT = make_report(
    parts=[
        ("metadata", "To: somebody"),
        ("prose", "An opening line."),
        ("heading", "Protecting the public", "2", "protecting-the-public"),
        ("paragraph", "Plans were <good>.", "2.1"),
        ("footnote", "A note."),
        ("heading", "Key strengths", None, "key-strengths"),
        ("bullet", "Reviews were prompt."),
        ("furniture", "Page 3"),
        ("unread", "%%%"),
    ]
)


def places(report: Report) -> dict[int, Place]:
    known = addresses(report)
    return {chunk.start: Place(chunk, known[chunk.start], cite(chunk, report)) for chunk in cut_chunks(report, 0)}


def body(report: Report = REPORT, marked: str | None = None) -> str:
    return body_html(Body(report, places(report), marked))


def test_every_element_is_shown_once_and_in_order() -> None:
    words = [REPORT.text[element.start : element.end] for element in REPORT.elements]
    shown = unescape(body())
    found = [[match.start() for match in re.finditer(f"> ?{re.escape(text)}</", shown)] for text in words]
    assert [len(places_of) for places_of in found] == [1] * len(words)
    assert found == sorted(found)


def test_the_paragraph_asked_for_is_marked_and_no_other() -> None:
    markup = body(marked="2.1")
    assert markup.count("pr-marked") == 1
    assert 'pr-marked" id="para-2.1"' in markup
    assert "pr-marked" not in body(marked="9.9")


def test_a_page_that_may_be_read_wrongly_says_so_at_each_of_its_paragraphs() -> None:
    elements = [replace(each, pages=(1 + at // 5, 1 + at // 5)) for at, each in enumerate(REPORT.elements)]
    doubt = Finding("words-differ", "This page may be read wrongly: <why>.", 2)
    shown = body(replace(REPORT, elements=tuple(elements), findings=(doubt,)))
    first, second = shown.split('<div class="pr-para ')[2:]
    assert "May have been read wrongly" not in first
    assert "&lt;why&gt;" in second


def test_what_is_not_searched_is_labelled() -> None:
    labels = re.findall(r'pr-furniture pr-(\w+)"><span class="pr-quiet">([^<]+)<', body())
    assert labels == [("metadata", "about the report"), ("furniture", "not searched"), ("unread", "not understood")]


def test_headings_carry_the_anchors_that_the_outline_names() -> None:
    targets = re.findall(r'data-goto="([^"]+)"', outline_html(REPORT))
    assert targets == ["section-0", "section-1"]
    assert all(f'id="{target}"' in body() for target in targets)
    assert "2. Protecting the public" in outline_html(REPORT)


def test_a_report_without_headings_says_so_in_the_outline() -> None:
    assert "No headings were recognised" in outline_html(make_report(parts=[("prose", "Text.")]))


def test_a_new_page_is_said_once() -> None:
    text = "One. Two. Three."
    spans = [(0, 4, (1, 1)), (5, 9, (1, 2)), (10, 16, (2, 2))]
    elements = tuple(
        Element(ElementKind.PROSE, start, end, None, None, at + 1, pages)
        for at, (start, end, pages) in enumerate(spans)
    )
    report = replace(REPORT, text=text, elements=elements, sections=())
    assert re.findall(r">page (\d+)<", body(report)) == ["1", "2"]


def test_what_the_report_does_not_state_is_said() -> None:
    assert head_html(REPORT).count("not stated") == 4
    stated = replace(
        REPORT,
        inspection_start=date(2014, 2, 3),
        inspection_end=date(2014, 2, 5),
        cases=0,
        reoffending_rate=29.0,
        lead_inspector="S. Sample",
    )
    assert "not stated" not in head_html(stated)
    assert "3 February 2014 to 5 February 2014" in head_html(stated)
    assert "<dd>0</dd>" in head_html(stated)
    assert "<dd>29%</dd>" in head_html(stated)


def test_the_official_report_is_linked_where_its_address_is_known() -> None:
    assert "Official report" not in head_html(REPORT)
    assert 'href="https://e.example/a.pdf?a=1&amp;b=2" target="_blank" rel="noopener"' in head_html(
        REPORT, "https://e.example/a.pdf?a=1&b=2"
    )


def test_every_element_that_is_read_says_on_which_page_of_the_file_it_begins() -> None:
    elements = tuple(replace(element, pages=(3, 4)) for element in REPORT.elements)
    markup = body(replace(REPORT, elements=elements))
    assert markup.count('data-pdf-page="3"') == len(elements) + 1  # and the line that begins the page
    assert "data-pdf-page" not in body()


def test_each_paragraph_has_its_quotation_both_citations_and_the_reading() -> None:
    markup = body()
    assert markup.count('class="pr-tools"') == len(places(REPORT))
    assert markup.count("tool’s reading") == len(places(REPORT))
    quotation = quote("“Plans were <good>.” (Ashmere SQS, March 2014, 2.1)")
    assert f'data-copy="{quotation}"' in markup
    assert "5 March 2014, paragraph 2.1</p>" in markup


def test_why_a_paragraph_is_read_so_is_told_of_the_one_in_view() -> None:
    assert body().count("Why this reading?") == 0
    assert body(marked="2.1").count("Why this reading?") == 1


def test_findings_are_counted_and_name_their_page() -> None:
    assert findings_html(()) == ""
    markup = findings_html((Finding("gap", "2.2 is missing.", 4), Finding("gap", "2.4 is missing.")))
    assert "2 findings about the reading" in markup
    assert "2.2 is missing. (page 4)" in markup


def test_the_choice_of_reports_links_to_each() -> None:
    assert "read?report=ashmere-2014" in choice_html([REPORT])


def test_a_reference_to_another_paragraph_is_a_link_to_it() -> None:
    report = make_report(
        parts=[
            ("heading", "Protecting the public", "2", "protecting-the-public"),
            ("paragraph", "Plans were late <again>.", "2.1"),
            ("paragraph", "As noted (paragraph 2.1), reviews were late; see paragraph 9.9 & more.", "2.2"),
        ]
    )
    markup = body(report)
    assert 'href="read?report=ashmere-2014&amp;para=2.1"' in markup
    assert 'aria-label="Go to paragraph 2.1">2.1</a>), reviews' in markup
    assert "see paragraph 9.9 &amp; more." in markup
    assert unescape(re.sub(r"<[^>]+>", "", markup)).count("As noted (paragraph 2.1), reviews were late") == 1
