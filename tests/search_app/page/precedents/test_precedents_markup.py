from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from indexer.language.chunking import cut_chunks
from search_app.answers.answer import Hit, plain_sentences
from search_app.answers.citation import addresses, cite
from search_app.filters.filters import Filters
from search_app.page.addresses import Asked
from search_app.page.precedents.html import (
    checked_html,
    draft_html,
    left_out_html,
    paragraph_html,
    related_html,
    sides_html,
)
from search_app.precedents.answers import Precedent, Precedents, Question, RelatedParagraphs
from search_app.precedents.draft import draft_of, read_draft
from search_app.precedents.verify import Checked, CheckedDraft, Piece, Place, Verdict
from tests.indexer.reports import make_report

REPORT = make_report(parts=[("paragraph", "Plans were excellent. Reviews were <b>poor</b> and too late.", "1.1")])
CHUNK = next(iter(cut_chunks(REPORT, 0)))
CITATION = cite(CHUNK, REPORT)
DRAFT = read_draft("Plans were excellent. Reviews were <i>poor</i> and too late.")


def precedent(of_draft: int = 0) -> Precedent:
    address = addresses(REPORT)[CHUNK.start]
    hit = Hit(1, 1.0, None, None, CHUNK, REPORT, address, CITATION, plain_sentences(CHUNK), ())
    return Precedent(hit, DRAFT.sentences[of_draft], CHUNK.sentences[of_draft])


def precedents(supporting: int, contrasting: int) -> Precedents:
    return Precedents(DRAFT, (precedent(1),) * supporting, (precedent(),) * contrasting, "gen-1", 1.0)


def test_each_side_is_named_and_says_how_many_it_holds() -> None:
    markup = sides_html(precedents(2, 1), DRAFT)
    sides = re.findall(r'<section class="pr-side".*?</section>(?=<section class="pr-side"|</div>$)', markup)
    assert [side.count('class="pr-precedent"') for side in sides] == [2, 1]
    assert "Supporting" in sides[0]
    assert "Contrasting" in sides[1]


def test_an_empty_side_says_so() -> None:
    assert "Nothing in this archive comes close and says the opposite." in sides_html(precedents(1, 0), DRAFT)
    assert "Nothing in this archive comes close and says the same." in sides_html(precedents(0, 1), DRAFT)


def test_a_paragraph_names_the_sentence_of_the_draft_that_it_answers() -> None:
    markup = sides_html(precedents(1, 0), DRAFT)
    assert 'data-goto="draft-2"' in markup
    assert "“Reviews were &lt;i&gt;poor&lt;/i&gt; and too late.”" in markup
    assert 'id="draft-2"' in draft_html(DRAFT)


def test_a_draft_of_one_sentence_is_not_quoted_over_every_paragraph() -> None:
    one = read_draft("Plans were excellent.")
    found = Precedents(one, (replace(precedent(), draft_sentence=one.sentences[0]),), (), "gen-1", 1.0)
    assert "data-goto" not in sides_html(found, one)


def test_the_sentences_of_the_draft_carry_the_tools_reading() -> None:
    markup = draft_html(DRAFT)
    assert "2 sentences" in markup
    assert markup.count("tool’s reading") == 2
    assert "<i>" not in markup


def test_a_paragraph_asked_about_leads_to_the_other_questions() -> None:
    markup = unescape(paragraph_html(CHUNK, REPORT, "1.1", CITATION, Asked.SIMILAR))
    assert '<strong aria-current="page">Similar paragraphs</strong>' in markup
    assert "as=draft" in markup
    assert "as=well" in markup
    assert 'href="precedents"' in markup


def test_the_words_of_a_paragraph_asked_about_stay_text() -> None:
    markup = paragraph_html(CHUNK, REPORT, "1.1", CITATION, Asked.DRAFT)
    assert "<b>" not in markup
    words = re.sub(r"</?span[^>]*>", "", re.findall(r'<p class="pr-text">(.*?)</p>', markup)[0])
    assert unescape(words) == CHUNK.text


def test_reports_that_are_left_out_are_named() -> None:
    assert "is left out." in left_out_html(REPORT)
    assert "all reports on Ashmere" in left_out_html(REPORT, Asked.WELL)


def test_related_paragraphs_stand_in_one_list_with_a_way_into_the_basket() -> None:
    related = RelatedParagraphs({}, Question.SIMILAR, (precedent(),), "gen-1", 1.0)
    markup = related_html(related, draft_of(CHUNK), Asked.SIMILAR, {"ashmere-2014:1.1"})
    assert markup.count('class="pr-side"') == 1
    assert 'data-reference="ashmere-2014:1.1" aria-pressed="true"' in markup


def test_what_is_farther_off_stands_apart_and_says_what_it_has_in_common() -> None:
    themed = replace(CHUNK, themes=("victims", "custody"))
    found = replace(precedent(), hit=replace(precedent().hit, chunk=themed))
    related = RelatedParagraphs({"themes": ["victims"]}, Question.WHO_DOES_THIS_WELL, (), "gen-1", 1.0, (), (found,))
    markup = related_html(related, draft_of(CHUNK), Asked.WELL)
    assert markup.count('class="pr-side"') == 1
    assert related_html(replace(related, hits=(found,)), draft_of(CHUNK), Asked.WELL).count('class="pr-side"') == 2
    assert "Less close" in markup
    assert "1 · on Victims" in markup
    unthemed = replace(related, paragraph={"themes": []})
    assert "no theme in common" in related_html(unthemed, draft_of(CHUNK), Asked.WELL)


def test_every_sentence_leads_to_its_lists_and_says_how_many_there_are() -> None:
    markup = unescape(draft_html(DRAFT, [(2, 1, 0), (0, 0, 0)], 1, Filters(areas="Isle of Wight")))
    assert 'class="pr-current" aria-current="true">Plans were excellent.' in markup
    assert '<span class="pr-quiet">2 support, 1 contrasts</span>' in markup
    assert "nothing close" in markup
    assert 'href="precedents?area=Isle+of+Wight"' in markup
    assert 'href="precedents?area=Isle+of+Wight&sentence=1"' in unescape(
        draft_html(DRAFT, [(2, 1, 0), (0, 0, 0)], None, Filters(areas="Isle of Wight"))
    )


def test_headings_and_bullets_stand_as_such_in_the_margin() -> None:
    markup = draft_html(read_draft("# Key <b>findings\n\n- Plans were late\n- Visits were late"))
    assert "<h3>Key &lt;b&gt;findings</h3>" in markup
    assert '<ol class="pr-margin-bullet" start="2">' in markup


def test_a_changed_quotation_is_shown_with_what_the_report_has() -> None:
    place = Place("ashmere-2014:1.1", CITATION, CHUNK.text)
    pieces = (Piece("same", "Plans were"), Piece("archive", "excellent"), Piece("draft", "<i>poor</i>"))
    changed = Checked(
        "quotation",
        0,
        5,
        "Plans <i>",
        Verdict.CHANGED,
        "The wording in the report differs.",
        "(Ashmere)",
        (place,),
        pieces,
    )
    markup = checked_html(CheckedDraft("Plans <i>", (changed,), "gen-1", 1.0))
    assert "1 changed" in markup
    assert '<ins title="in the report">' in markup
    assert "&lt;i&gt;poor&lt;/i&gt;</del>" in markup
    assert 'href="read?report=ashmere-2014&amp;para=1.1"' in markup
    assert "no citation" in checked_html(CheckedDraft("", (), "gen-1", 1.0))
