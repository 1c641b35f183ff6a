"""Opening a page and waiting until it is drawn and listens."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

SETTLES_WITHIN_SECONDS = 10.0
"""After the window or the theme has changed; nothing says when Streamlit has folded its bars and drawn anew."""


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


def once_at_rest(page: Page, faults: str) -> list[str]:
    """What the script `faults` still finds once the page has had time to rest; sooner where it finds nothing twice."""
    deadline = time.monotonic() + SETTLES_WITHIN_SECONDS
    found: list[str] = []
    quiet = 0
    while quiet < 2 and time.monotonic() < deadline:
        page.wait_for_timeout(150)
        found = page.evaluate(faults)
        quiet = 0 if found else quiet + 1
    return found
