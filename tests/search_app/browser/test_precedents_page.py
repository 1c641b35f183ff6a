from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.search_app.browser.conftest import NARROW_SCREEN
from tests.search_app.browser.visiting import open_search, settle, visit

DRAFT = (
    "Plans to manage the risk of harm to others were thorough in seven of the ten cases. "
    "Parents of children in custody were not visited at home."
)


def side(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def paste(page: Page, address: str, draft: str = DRAFT) -> None:
    visit(page, f"{address}/precedents")
    page.get_by_role("textbox", name="Your draft").fill(draft)
    page.get_by_role("button", name="Find precedents").click()
    expect(page.locator(".pr-sides")).to_be_visible()
    settle(page)


def test_a_pasted_draft_brings_both_sides_and_stays_out_of_the_address(page: Page, samples: str) -> None:
    paste(page, samples)
    expect(side(page, "Supporting").locator(".pr-precedent").first).to_be_visible()
    expect(side(page, "Contrasting")).to_be_visible()
    expect(page.locator(".pr-draft li")).to_have_count(2)
    assert urlsplit(page.url).query == ""


def test_a_paragraph_leads_to_the_sentence_of_the_draft_that_it_answers(page: Page, samples: str) -> None:
    paste(page, samples)
    answered = page.locator(".pr-answers a").first
    number = re.sub(r"\D", "", answered.inner_text())
    answered.click()
    expect(page.locator(f"#draft-{number}")).to_be_focused()


def test_a_long_draft_is_taken_as_it_is(page: Page, samples: str) -> None:
    long = " ".join(f"{DRAFT} There were {number} of them." for number in range(60))
    paste(page, samples, long)
    expect(page.locator(".pr-draft summary")).to_contain_text("180 sentences")


def test_the_draft_is_still_there_after_a_look_at_another_page(page: Page, samples: str) -> None:
    paste(page, samples)
    page.locator(".pr-precedent").get_by_role("link", name=re.compile("^Open in the report")).first.click()
    expect(page.locator(".pr-marked")).to_be_visible()
    page.get_by_test_id("stTopNavLink").filter(has_text="Precedents").click()
    expect(page.locator(".pr-sides")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your draft")).to_have_value(DRAFT)


def test_a_draft_without_words_is_explained(page: Page, samples: str) -> None:
    visit(page, f"{samples}/precedents")
    page.get_by_role("textbox", name="Your draft").fill("…!")
    page.get_by_role("button", name="Find precedents").click()
    expect(page.locator(".pr-notice")).to_contain_text("The draft has no words.")


def test_a_hit_leads_to_paragraphs_like_it_and_leaves_its_own_report_out(page: Page, samples: str) -> None:
    open_search(page, samples)
    hit = page.locator(".pr-hit").first
    text = hit.locator(".pr-text").text_content()
    hit.get_by_role("link", name=re.compile("^Paragraphs similar to")).click()
    expect(page.locator(".pr-side h2")).to_contain_text("Similar paragraphs of other reports")
    settle(page)
    assert page.locator(".pr-asked .pr-text").text_content() == text
    expect(page.locator(".pr-note").first).to_contain_text("is left out")
    assert parse_qs(urlsplit(page.url).query)["as"] == ["similar"]


def test_the_address_of_a_question_answers_it_for_another_visitor(page: Page, another_page: Page, samples: str) -> None:
    open_search(page, samples, "q=parents&lens=shortfall")
    page.get_by_role("link", name=re.compile("^Who does well what")).first.click()
    expect(page.locator(".pr-side").first).to_be_visible()
    settle(page)
    visit(another_page, page.url)
    expect(another_page.locator(".pr-side").first).to_be_visible()
    texts = [each.locator(".pr-side .pr-text").all_text_contents() for each in (page, another_page)]
    assert texts[0] == texts[1]


def test_the_reader_leads_to_the_questions_as_well(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report=wrenfold-2013&para=4.2")
    page.locator(".pr-marked").get_by_role("link", name=re.compile("^Paragraphs similar to")).click()
    expect(page.locator(".pr-side h2")).to_contain_text("Similar paragraphs of other reports")


def test_a_paragraph_that_does_not_exist_is_said_above_the_form(page: Page, samples: str) -> None:
    visit(page, f"{samples}/precedents?report=wrenfold-2013&para=99.9&as=similar")
    expect(page.locator(".pr-notice")).to_contain_text("There is no paragraph")
    expect(page.get_by_role("textbox", name="Your draft")).to_be_visible()


def test_on_a_narrow_screen_the_sides_stand_one_below_the_other(page: Page, samples: str) -> None:
    page.set_viewport_size(NARROW_SCREEN)
    paste(page, samples)
    boxes = [side(page, name).bounding_box() for name in ("Supporting", "Contrasting")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
    overflow = page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth")
    assert overflow <= 0
