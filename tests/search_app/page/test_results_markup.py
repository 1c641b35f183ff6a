from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, quote

import pytest

from indexer.language.chunking import cut_chunks
from search_app.answers.answer import Answer, Copy, Hit, plain_sentences
from search_app.answers.citation import addresses, cite
from search_app.filters.filters import Filters, Lens
from search_app.filters.shares import ShareRange
from search_app.page.addresses import SearchState
from search_app.page.hit_html import chips, hit_html
from search_app.page.search.results import group_html, groups, notes_html, pager_html, results_html, summary_html
from search_app.ranking.fusion import Mode, Order
from tests.indexer.reports import make_report

REPORT = make_report(
    parts=[
        ("prose", "An opening line."),
        ("heading", "Key strengths", None, "key-strengths"),
        ("paragraph", "Plans were good.", "1.1"),
        ("bullet", "Reviews were prompt."),
    ]
)


def hit(number: int, rank: int = 1, name: str = "ashmere-2014") -> Hit:
    report = replace(REPORT, report_id=type(REPORT.report_id)(name))
    chunk = list(cut_chunks(report, 0))[number]
    address = addresses(report)[chunk.start]
    return Hit(rank, 1.0, 1.0, None, chunk, report, address, cite(chunk, report), plain_sentences(chunk), ())


def answer(
    *hits: Hit, mode: Mode = Mode.HYBRID, total: int | None = None, near: int | None = None, **fields: object
) -> Answer:
    number = len(hits) if total is None else total
    return Answer("plans", mode, 1.0, number if near is None else near, number, "gen-1", hits, places=number, **fields)  # type: ignore[arg-type]


def test_hits_are_grouped_by_report_in_the_order_of_the_first() -> None:
    found = [hit(1, 1, "b"), hit(1, 2, "a"), hit(2, 3, "b")]
    assert [[each.rank for each in group] for group in groups(found)] == [[1, 3], [2]]


def test_a_numbered_paragraph_shows_its_number_and_a_bullet_its_place() -> None:
    assert '<span class="pr-number">1.1</span>' in hit_html(hit(1))
    assert '<span class="pr-number">bullet 1</span>' in hit_html(hit(2))
    assert '<span class="pr-section">Opening</span>' in hit_html(hit(0))


def test_a_hit_shows_its_long_citation_and_copies_the_short() -> None:
    shown = hit(1)
    markup = hit_html(shown)
    assert f'<p class="pr-cite">{shown.citation.long}</p>' in markup
    assert "read?report=ashmere-2014&amp;para=1.1" in markup


def test_a_sample_is_named_as_one_beside_its_report() -> None:
    sample = hit(1)
    assert "sample" not in group_html([sample])
    assert "sample" in group_html([replace(sample, report=replace(sample.report, sample=True))])


def test_each_chip_leaves_out_its_own_value_alone() -> None:
    filters = Filters(
        areas=("Ashmere", "Bramford"),
        years=("2014",),
        reports=("ashmere-2014",),
        types=("sqs",),
        sections=("key-strengths",),
        earliest=date(2014, 1, 1),
        latest=date(2015, 1, 1),
        share=ShareRange(0.75, 1.0),
    )
    found = {chip.words: chip.without for chip in chips(filters, {"ashmere-2014": "Ashmere"})}
    assert found == {
        "Area: Ashmere": replace(filters, areas=("Bramford",)),
        "Area: Bramford": replace(filters, areas=("Ashmere",)),
        "Year: 2014": replace(filters, years=()),
        "Section: Key strengths": replace(filters, sections=()),
        "Type of report: Short Quality Screening": replace(filters, types=()),
        "Report: Ashmere": replace(filters, reports=()),
        "From 1 January 2014": replace(filters, earliest=None),
        "To 1 January 2015": replace(filters, latest=None),
        "Proportion: at least 75%": replace(filters, share=None),
    }


def test_the_lens_is_no_chip() -> None:
    assert chips(Filters(lens=Lens.SHORTFALL), {}) == []


def test_a_suggestion_is_a_link_that_keeps_the_filters() -> None:
    state = SearchState(query="plnas", filters=Filters(areas=("Ashmere",)), page=3)
    markup = str(notes_html(state, answer(suggestion="plans")))
    href = markup.split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert parse_qs(href.removeprefix("./?")) == {"q": ["plans"], "area": ["Ashmere"]}


def test_notes_of_the_search_and_of_the_link_are_all_shown() -> None:
    markup = notes_html(SearchState(ignored=("one",)), answer(notes=("two",)))
    assert markup.count('class="pr-note"') == 2


@pytest.mark.parametrize(
    ("mode", "total", "words"),
    [
        (Mode.KEYWORD, 1, "1 paragraph found, best first"),
        (Mode.HYBRID, 1_234, "1,234 paragraphs found, best first, 1 to 1 shown"),
    ],
)
def test_the_total_is_the_true_one(mode: Mode, total: int, words: str) -> None:
    assert f"<h2>{words}</h2>" in summary_html(SearchState(), answer(hit(1), mode=mode, total=total))


@pytest.mark.parametrize(
    ("near", "words"),
    [
        (56, "56 paragraphs come near, best first"),
        (1, "1 paragraph comes near, best first"),
        (0, "No paragraph comes near; these are the nearest of 1,234, best first"),
    ],
)
def test_the_number_that_is_told_is_of_those_that_come_near(near: int, words: str) -> None:
    markup = summary_html(SearchState(), answer(hit(1), total=1_234, near=near))
    assert f"<h2>{words}, 1 to 1 shown</h2>" in markup


def test_a_first_page_that_goes_past_what_comes_near_says_that_the_rest_follows() -> None:
    near, far = hit(1, 1), replace(hit(2, 2), near=False)
    markup = summary_html(SearchState(), answer(near, far, total=9, near=1))
    assert "<h2>1 paragraph comes near, best first; the nearest of the rest follow</h2>" in markup


def test_a_line_stands_where_those_begin_that_do_not_come_near() -> None:
    near, far = hit(1, 1), replace(hit(2, 2), near=False)
    markup = results_html(SearchState(), answer(near, far, near=1))
    assert markup.index('data-rank="1"') < markup.index("pr-far") < markup.index('data-rank="2"')
    assert "pr-far" not in results_html(SearchState(), answer(near, hit(2, 2)))


def test_what_ranks_among_the_near_without_being_near_says_so() -> None:
    markup = results_html(SearchState(), answer(replace(hit(1, 1), near=False), hit(2, 2), near=1))
    assert "pr-far" not in markup
    assert markup.count("is not counted as near") == 1


def test_where_nothing_comes_near_the_line_stands_above_all() -> None:
    markup = results_html(SearchState(), answer(replace(hit(1, 1), near=False), replace(hit(2, 2), near=False), near=0))
    assert markup.startswith('<p class="pr-far"')
    assert markup.count("does not come near") == 1


def test_what_is_in_sight_stands_in_the_order_of_the_answer() -> None:
    found = answer(hit(1, 1, "b"), hit(1, 2, "a"), hit(2, 3, "b"), hit(0, 4, "b"))
    markup = results_html(SearchState(), found)
    in_sight = re.sub(r'<details class="pr-others">.*?</details></section>', "", markup)
    assert re.findall(r'data-rank="(\d)"', in_sight) == ["1", "2"]
    assert "2 more in this report" in markup
    assert "more in this report" not in results_html(SearchState(order=Order.NEWEST), found)
    assert "more in this report" not in results_html(SearchState(), answer(hit(1, 1), hit(2, 2)))


def test_copies_of_a_paragraph_stand_folded_under_it() -> None:
    one, other = hit(1), hit(1, name="b")
    markup = hit_html(replace(one, copies=(Copy(other.report, other.address, other.citation),)))
    assert "Same wording in 2 reports" in markup
    assert "read?report=b&amp;para=1.1" in markup


def test_a_long_paragraph_shows_its_nearest_sentence_and_copies_all_of_it() -> None:
    long = replace(hit(1), chunk=replace(hit(1).chunk, text="Plans were good. " * 60))
    markup = hit_html(long, whole=False)
    hidden = re.findall(r'<span class="pr-rest">(.*?)</span>', markup)
    assert re.sub(r"<[^>]+>", "", markup.split('<p class="pr-text pr-short">')[1].split("</p>")[0]) == long.text
    assert len("".join(hidden)) > 500
    assert "…" not in markup
    assert quote(long.text) in markup
    assert "pr-rest" not in hit_html(long)


def test_the_orders_are_links_to_the_first_page_of_the_same_search() -> None:
    state = SearchState(query="plans", order=Order.NEWEST, page=3)
    markup = summary_html(state, answer(hit(1), order=Order.NEWEST, near=1, total=5))
    assert "1 paragraph comes near, newest first" in markup
    assert '<strong aria-current="true">newest first</strong>' in markup
    assert 'href="./?q=plans&amp;sort=area"' in markup
    assert 'href="./?q=plans"' in markup


def test_searching_by_words_explains_no_mark_of_meaning() -> None:
    assert "pr-meaning" not in summary_html(SearchState(), answer(hit(1), mode=Mode.KEYWORD))
    assert "pr-meaning" in summary_html(SearchState(), answer(hit(1), mode=Mode.SEMANTIC))


def test_the_first_page_has_no_way_back_and_the_last_none_on() -> None:
    assert pager_html(SearchState(query="x"), 1) == ""
    assert "Previous" not in pager_html(SearchState(query="x"), 2)
    middle = pager_html(SearchState(query="x", page=2), 3)
    assert "Previous" in middle
    assert "Next" in middle
    assert "Next" not in pager_html(SearchState(query="x", page=3), 3)


def test_what_opens_a_report_takes_the_search_along_and_what_is_copied_does_not() -> None:
    markup = group_html([hit(1)], SearchState(query="plans"))
    assert markup.count("&amp;search=q%3Dplans") == 2
    (copied,) = re.findall(r'data-copy-href="([^"]+)"', markup)
    assert "search" not in copied
