from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.search_app.browser.hostile import AREA, HTML, MARKDOWN, SECTION
from tests.search_app.browser.visiting import settle, visit


def nothing_was_obeyed(page: Page) -> bool:
    markup = page.locator(".katex, a[href*='example.invalid'], img[src*='invalid'], img[src='x']")
    return page.evaluate("window.hostile") is None and markup.count() == 0


def test_report_text_in_results_is_shown_literally(page: Page, hostile: str) -> None:
    visit(page, f"{hostile}/?q=plans")
    expect(page.locator(".pr-hit")).to_have_count(2)
    texts = set(page.locator(".pr-hit .pr-text").all_text_contents())
    assert texts == {MARKDOWN, HTML}
    expect(page.locator(".pr-hit .pr-section").first).to_have_text(SECTION)
    expect(page.locator(".pr-group h3")).to_have_text(AREA)
    assert nothing_was_obeyed(page)


def test_values_of_filters_are_shown_literally(page: Page, hostile: str) -> None:
    visit(page, f"{hostile}/?q=plans")
    page.locator(".pr-facets").get_by_role("link", name="Only Area: Star").click()
    expect(page.locator(".pr-chip")).to_have_text([f"Area: {AREA} ×"])
    expect(page.locator(".pr-hit")).to_have_count(2)
    assert nothing_was_obeyed(page)


def test_a_report_is_read_literally(page: Page, hostile: str) -> None:
    visit(page, f"{hostile}/read?report=starvale-2016&para=1.2")
    expect(page.locator(".pr-marked .pr-text")).to_have_text(HTML)
    expect(page.locator(".pr-report h2")).to_have_text(SECTION)
    expect(page.locator(".pr-outline a")).to_have_text(SECTION)
    expect(page.locator(".pr-furniture")).to_contain_text("Copied to <b>nobody</b> :blue[at all]")
    expect(page.locator(".pr-report-head")).to_contain_text("<s>S. Sample</s>")
    assert nothing_was_obeyed(page)


def test_the_choice_of_reports_shows_names_literally(page: Page, hostile: str) -> None:
    visit(page, f"{hostile}/read")
    page.get_by_role("combobox", name="Report").click()
    expect(page.get_by_role("option")).to_contain_text(AREA)
    expect(page.locator(".pr-list a")).to_have_text(AREA)
    assert nothing_was_obeyed(page)


def test_the_archive_shows_names_and_findings_literally(page: Page, hostile: str) -> None:
    visit(page, f"{hostile}/archive")
    expect(page.locator(".pr-table th a")).to_have_text([AREA, AREA])
    for summary in page.locator(".pr-findings summary").all():
        summary.click()
    expect(page.locator(".pr-findings li")).to_contain_text("A finding with <b>tags</b> and $maths$.")
    assert nothing_was_obeyed(page)


def test_a_query_is_shown_literally(page: Page, hostile: str) -> None:
    visit(page, f"{hostile}/?q=%3Cscript%3Ewindow.hostile%3D5%3C%2Fscript%3E+%22%3Cb%3E")
    expect(page.get_by_role("alert").locator(".pr-place")).to_contain_text('<script>window.hostile=5</script> "<b>')
    assert nothing_was_obeyed(page)


def test_text_that_looks_like_markup_is_copied_by_its_very_characters(page: Page, hostile: str) -> None:
    visit(page, f"{hostile}/?q=onmouseover&mode=keyword")
    hit = page.locator(".pr-hit").first
    hit.get_by_role("button", name="Copy the paragraph").click()
    expect(hit.get_by_text("copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"“{HTML}” (")


def test_the_basket_shows_what_was_collected_literally(another_page: Page, hostile: str) -> None:
    page = another_page
    visit(page, f"{hostile}/?q=plans")
    for button in page.locator(".pr-hit .pr-basket").all():
        button.click()
    settle(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Basket").click()
    expect(page.locator(".pr-evidence")).to_have_count(2)
    assert set(page.locator(".pr-evidence blockquote").all_text_contents()) == {MARKDOWN, HTML}
    assert nothing_was_obeyed(page)
    page.locator('.pr-evidence button[data-action="basket-remove"]').first.click()
    expect(page.locator(".pr-evidence")).to_have_count(1)
