from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.search_app.browser.conftest import NARROW_SCREEN, Visitors
from tests.search_app.browser.visiting import open_search, settle, visit


def toggles(page: Page) -> Locator:
    return page.locator('.pr-hit button[data-action="basket-toggle"]')


def count_in_navigation(page: Page) -> str:
    """What stands behind the word Basket in the navigation, as the browser draws it."""
    link = page.get_by_test_id("stTopNavLink").filter(has_text="Basket")
    return str(link.evaluate("element => getComputedStyle(element, '::after').content"))


def await_kept(page: Page, words: str) -> None:
    """Waits until the browser itself has kept a basket that holds `words`."""
    page.wait_for_function("words => localStorage.getItem('precedent-basket')?.includes(words)", arg=words)


def test_a_click_puts_a_paragraph_into_the_basket_and_moves_nothing_else(another_page: Page, samples: str) -> None:
    page = another_page
    open_search(page, samples)
    settle(page)
    page.evaluate("window.stillHere = true; document.querySelector('.pr-hit').dataset.stillHere = 'yes'")
    button = toggles(page).first
    place = button.bounding_box()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#pr-announcement")).to_have_text("Added to the basket, 1 in it")
    settle(page)
    assert button.bounding_box() == place
    assert page.evaluate("window.stillHere && document.querySelector('.pr-hit').dataset.stillHere") == "yes"
    assert "(1)" in count_in_navigation(page)
    expect(button).to_be_focused()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    settle(page)
    expect(button).to_have_attribute("aria-pressed", "false")
    assert "(" not in count_in_navigation(page)


def test_clicks_in_quick_succession_all_count(another_page: Page, samples: str) -> None:
    page = another_page
    open_search(page, samples)
    page.evaluate(
        "[...document.querySelectorAll('.pr-hit button[data-action]')].slice(0, 6).forEach(each => each.click())"
    )
    settle(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Basket").click()
    expect(page.locator(".pr-evidence")).to_have_count(6)


def test_the_basket_outlives_a_reload_and_fills_the_reader_too(another_page: Page, samples: str) -> None:
    page = another_page
    open_search(page, samples)
    report, address = (toggles(page).nth(1).get_attribute("data-reference") or "").split(":")
    toggles(page).nth(1).click()
    await_kept(page, address)
    page.reload()
    expect(page.locator(f'button[data-reference="{report}:{address}"]')).to_have_attribute("aria-pressed", "true")
    visit(page, f"{samples}/read?report={report}&para={address}")
    marked = page.locator(".pr-marked").get_by_role("button", name=re.compile("^In basket, remove"))
    expect(marked).to_be_visible()
    visit(page, f"{samples}/basket")
    expect(page.locator(".pr-evidence")).to_have_count(1)


def test_two_tabs_of_one_browser_share_a_basket(another_page: Page, visitors: Visitors, samples: str) -> None:
    open_search(another_page, samples)
    second = visitors.open_page(another_page.context)
    open_search(second, samples)
    toggles(another_page).first.click()
    expect(toggles(second).first).to_have_attribute("aria-pressed", "true")
    toggles(second).nth(1).click()
    expect(toggles(another_page).nth(1)).to_have_attribute("aria-pressed", "true")


def test_no_visitor_sees_the_basket_of_another(page: Page, another_page: Page, samples: str) -> None:
    open_search(another_page, samples)
    toggles(another_page).first.click()
    await_kept(another_page, "report_id")
    visit(page, f"{samples}/basket")
    expect(page.locator(".pr-notice")).to_contain_text("Nothing is in your basket yet.")


def test_on_a_narrow_screen_the_count_stands_in_the_header(another_page: Page, samples: str) -> None:
    another_page.set_viewport_size(NARROW_SCREEN)
    open_search(another_page, samples)
    chip = another_page.locator(".pr-basket-count")
    expect(chip).to_be_hidden()
    toggles(another_page).first.click()
    expect(chip).to_be_visible()
    chip.click()
    expect(another_page.locator(".pr-evidence")).to_have_count(1)
