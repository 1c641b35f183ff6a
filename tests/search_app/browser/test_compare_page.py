from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.search_app.browser.conftest import NARROW_SCREEN
from tests.search_app.browser.visiting import settle, visit


def open_overview(page: Page, address: str, parameters: str = "") -> None:
    visit(page, f"{address}/compare{parameters}")
    expect(page.locator(".pr-matrix")).to_be_visible()
    settle(page)


def test_a_number_leads_to_a_search_that_finds_just_as_many(page: Page, samples: str) -> None:
    open_overview(page, samples)
    cell = page.locator(".pr-matrix td a").first
    number = re.sub(r"\D", "", cell.inner_text())
    cell.click()
    expect(page.locator(".pr-summary h2")).to_have_text(re.compile(rf"^{number} paragraphs? .*newest first"))


def test_both_values_of_a_cell_are_filters_that_can_be_taken_away(page: Page, samples: str) -> None:
    open_overview(page, samples)
    page.locator(".pr-matrix td a").first.click()
    chips = page.get_by_role("navigation", name="Filters in force").locator(".pr-chip")
    expect(chips).to_have_text([re.compile("^Year: "), re.compile("^Theme: ")])
    expect(page.get_by_label("Search the archive")).to_have_value("")
    chips.last.click()
    expect(chips).to_have_text([re.compile("^Year: ")])
    expect(page.locator(".pr-hit").first).to_be_visible()


def test_a_number_of_strengths_leads_to_them_alone(page: Page, samples: str) -> None:
    open_overview(page, samples, "?matrix=area-year&measure=strengths")
    cell = page.locator(".pr-matrix td a").first
    number = re.findall(r"\d+", cell.inner_text())[0]
    cell.click()
    expect(page.locator(".pr-summary h2")).to_have_text(re.compile(rf"^{number} paragraphs? "))
    assert "lens=good-practice" in page.url


def test_lines_and_columns_are_chosen_and_kept_in_the_address(page: Page, samples: str) -> None:
    open_overview(page, samples)
    page.get_by_role("radio", name="Areas by year").or_(page.get_by_text("Areas by year")).first.click()
    expect(page.locator(".pr-matrix tbody th").first).to_have_text("Ostermoor")
    assert "matrix=area-year" in page.url


def test_a_theme_narrows_the_comparison_and_can_be_taken_away(page: Page, samples: str) -> None:
    open_overview(page, samples, "?theme=public-protection")
    expect(page.locator(".pr-matrix tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Remove the filter Theme").click()
    expect(page.locator(".pr-matrix tbody tr").nth(3)).to_be_visible()
    assert "theme=" not in page.url


def test_every_chart_has_a_name_and_its_numbers_below(page: Page, samples: str) -> None:
    open_overview(page, samples)
    chart = page.locator('[role="graphics-document"][aria-label^="Paragraphs by year"]')
    expect(chart).to_be_visible()
    page.get_by_text("The numbers behind this chart").click()
    expect(page.get_by_role("region", name="Paragraphs by year")).to_be_visible()


def test_a_table_is_downloaded_as_csv(page: Page, samples: str) -> None:
    open_overview(page, samples)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this table as CSV").click()
    assert download.value.suggested_filename == "precedent-comparison.csv"


def test_nothing_reaches_over_the_edge_of_a_narrow_screen(page: Page, samples: str) -> None:
    page.set_viewport_size(NARROW_SCREEN)
    open_overview(page, samples)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    table = page.locator(".pr-matrix")
    assert table.evaluate("each => each.clientWidth <= innerWidth")


def test_what_rows_and_columns_are_called_stays_in_sight(page: Page, samples: str) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    open_overview(page, samples, "?matrix=theme-area")
    table = page.locator(".pr-matrix")
    table.evaluate(
        "each => { each.scrollIntoView({block: 'end'}); each.scrollTo(each.scrollWidth, each.scrollHeight); }"
    )
    for head in (table.locator("thead th").last, table.locator("tbody th").last):
        expect(head).to_be_in_viewport(ratio=0.9)
