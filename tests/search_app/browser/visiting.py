"""Opening a page and waiting until it is drawn and listens."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def visit(page: Page, address: str) -> None:
    """Goes to `address` and waits until nothing more is drawn and the page's script listens."""
    page.goto(address)
    expect(page.locator("html[data-precedent=ready]")).to_have_count(1)
    expect(page.locator(".stHtml .pr-start, .pr-summary, .pr-notice, .pr-heading, .pr-report").first).to_be_attached()
    settle(page)


def settle(page: Page) -> None:
    """Waits until nothing more is drawn."""
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.locator('[data-stale="true"]')).to_have_count(0)


def open_search(page: Page, address: str, parameters: str = "q=parents+of+children+in+custody") -> None:
    """Visits a search that finds something."""
    visit(page, f"{address}/?{parameters}")
    expect(page.locator(".pr-hit").first).to_be_visible()
