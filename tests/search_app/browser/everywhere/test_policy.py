"""What the page draws keeps to its own Content-Security-Policy, which the other tests' browser does not hold it to."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

PLACES = {
    "?q=parents+of+children+in+custody": ".pr-hit",
    "compare?by=theme&by=year": "[data-testid=stVegaLiteChart], .pr-table",
    "read?report=ostermoor-2016&para=2.1": ".pr-sheet img",
    "precedents": "textarea",
    "archive": ".pr-facts",
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_is_drawn_offends_the_policy(browser: Browser, samples: str, place: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{samples}/{place}")
    expect(page.locator(PLACES[place]).first).to_be_visible()
    page.wait_for_timeout(500)
    context.close()
    assert not [words for words in said if "Content Security Policy" in words]
