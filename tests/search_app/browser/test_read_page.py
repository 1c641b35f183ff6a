from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.search_app.browser.visiting import open_search, settle, visit

HEADER_HEIGHT_PX = 60


def top_of_marked(page: Page) -> float:
    return float(page.locator(".pr-marked").evaluate("element => element.getBoundingClientRect().top"))


def test_open_in_the_report_brings_the_paragraph_into_view_and_marks_it(page: Page, samples: str) -> None:
    open_search(page, samples)
    hit = page.locator(".pr-hit").first
    text = hit.locator(".pr-text").text_content()
    hit.get_by_role("link", name=re.compile("^Open in the report")).click()
    marked = page.locator(".pr-marked")
    expect(marked).to_be_in_viewport()
    expect(marked).to_be_focused()
    assert marked.locator(".pr-text").text_content() == text


@pytest.mark.parametrize("width", [1440, 390])
def test_a_paragraph_far_down_is_scrolled_under_the_header(page: Page, samples: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    visit(page, f"{samples}/read?report=wrenfold-2013&para=4.2")
    expect(page.locator(".pr-marked .pr-number")).to_have_text("4.2")
    expect(page.locator(".pr-marked")).to_be_in_viewport()
    settle(page)
    page.wait_for_function("document.querySelector('.pr-marked').getBoundingClientRect().top < innerHeight / 2")
    assert top_of_marked(page) >= HEADER_HEIGHT_PX


def test_the_link_of_a_paragraph_opens_it_for_another_visitor(page: Page, another_page: Page, samples: str) -> None:
    open_search(page, samples)
    hit = page.locator(".pr-hit").nth(1)
    hit.get_by_role("button", name=re.compile("^Copy a link")).click()
    expect(hit.get_by_text("copied")).to_be_visible()
    visit(another_page, page.evaluate("navigator.clipboard.readText()"))
    expect(another_page.locator(".pr-marked")).to_be_in_viewport()
    assert another_page.locator(".pr-marked .pr-text").text_content() == hit.locator(".pr-text").text_content()


def test_the_whole_report_is_there_with_furniture_labelled(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report=ostermoor-2016")
    expect(page.locator(".pr-para .pr-number", has_text="1.1")).to_be_visible()
    numbers = [words for words in page.locator(".pr-paragraph .pr-number").all_inner_texts() if words]
    assert len(numbers) == len(set(numbers)) > 10
    expect(page.locator(".pr-furniture").first).to_contain_text(re.compile("about the report|not searched"))
    expect(page.locator(".pr-page").first).to_be_attached()


def test_the_head_says_what_is_not_stated(page: Page, hostile: str) -> None:
    visit(page, f"{hostile}/read?report=starvale-2016")
    cases = page.locator(".pr-report-head div", has_text="Cases examined")
    expect(cases.locator("dd")).to_have_text("not stated")


def test_the_outline_leads_to_a_section(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report=wrenfold-2013")
    last = page.locator(".pr-outline a").last
    expect(last).to_be_visible()
    settle(page)
    last.click()
    heading = page.locator(f"#{last.get_attribute('data-goto')}")
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()


def test_the_way_back_leads_to_the_same_results(page: Page, samples: str) -> None:
    open_search(page, samples, "q=parents&area=Pellbrook")
    texts = page.locator(".pr-hit .pr-text").all_text_contents()
    page.get_by_role("link", name=re.compile("^Open in the report")).last.click()
    expect(page.locator(".pr-marked")).to_be_in_viewport()
    page.get_by_role("link", name="Back to results").click()
    expect(page.locator(".pr-chip")).to_have_text(["Area: Pellbrook ×"])
    expect(page.locator(".pr-hit .pr-text")).to_have_count(len(texts))
    settle(page)
    assert page.locator(".pr-hit .pr-text").all_text_contents() == texts


def test_a_citation_is_copied_from_the_report_too(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report=wrenfold-2013&para=2.1")
    marked = page.locator(".pr-marked")
    marked.get_by_role("button", name=re.compile("^Copy the citation")).click()
    expect(marked.get_by_text("copied")).to_be_visible()
    assert "paragraph 2.1" in page.evaluate("navigator.clipboard.readText()")


def test_without_a_report_the_page_offers_them_all(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read")
    expect(page.locator(".pr-list li")).to_have_count(3)
    page.get_by_role("link", name="Wrenfold").click()
    expect(page.locator(".pr-report-head h1")).to_contain_text("Wrenfold")


def test_a_report_can_be_chosen_by_typing(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read")
    page.get_by_role("combobox", name="Report").fill("pell")
    page.keyboard.press("Enter")
    expect(page.locator(".pr-report-head h1")).to_contain_text("Pellbrook")


@pytest.mark.parametrize("place", ["report=nowhere-1999", "report=%3Cb%3E"])
def test_a_report_that_is_not_there_is_said(page: Page, samples: str, place: str) -> None:
    visit(page, f"{samples}/read?{place}")
    expect(page.locator(".pr-notice")).to_contain_text("There is no report")
    expect(page.locator(".pr-list li")).to_have_count(3)


def test_a_paragraph_that_is_not_there_is_said_above_the_report(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report=wrenfold-2013&para=99.9")
    expect(page.locator(".pr-notice")).to_contain_text("no paragraph “99.9”")
    expect(page.locator(".pr-para").first).to_be_attached()


def scrolled(page: Page) -> int:
    return int(page.get_by_test_id("stMain").evaluate("main => main.scrollTop"))


@pytest.mark.parametrize("way", ["the browser", "the link", "a file"])
def test_going_back_leads_to_the_place_that_was_left(page: Page, samples: str, way: str) -> None:
    open_search(page, samples)
    page.locator(".pr-hit:visible").last.scroll_into_view_if_needed()
    settle(page)
    left = scrolled(page)
    assert left > 300
    if way == "a file":
        page.goto(f"{samples}/_stcore/health")
        page.go_back()
    else:
        page.locator(".pr-hit:visible").last.get_by_role("link", name=re.compile("^Open in the report")).click()
        expect(page.locator(".pr-marked")).to_be_in_viewport()
        settle(page)
        if way == "the browser":
            page.go_back()
        else:
            page.get_by_role("link", name="Back to results").click()
    expect(page.locator(".pr-hit:visible").last).to_be_in_viewport()
    settle(page)
    page.wait_for_function(
        "left => Math.abs(document.querySelector('[data-testid=stMain]').scrollTop - left) < 60", arg=left
    )
