"""Several visitors at once: nobody sees the query, the filters or the basket of another."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.search_app.browser.conftest import Visitors
from tests.search_app.browser.visiting import open_search, settle, visit

QUERIES = ("parents", "victims", "reviews")


def test_several_sessions_at_once_do_not_see_each_others_query_or_basket(visitors: Visitors, samples: str) -> None:
    pages: list[Page] = [visitors.open_page(visitors.open_context()) for _ in QUERIES]
    for page in pages:
        visit(page, samples)
    for page, query in zip(pages, QUERIES, strict=True):
        box = page.get_by_label("Search the archive")
        box.fill(query)
        box.press("Enter")
    for page, query in zip(pages, QUERIES, strict=True):
        expect(page.locator(".pr-hit").first).to_be_visible()
        settle(page)
        expect(page.get_by_label("Search the archive")).to_have_value(query)
        links = page.get_by_role("link", name=re.compile("^Open in the report"))
        hrefs = links.evaluate_all("links => links.map((link) => decodeURIComponent(link.href))")
        assert hrefs
        assert all(f"q={query}" in href for href in hrefs)
    pages[0].locator(".pr-basket").first.click()
    expect(pages[0].locator(".pr-basket").first).to_have_attribute("aria-pressed", "true")
    for page, query in zip(pages[1:], QUERIES[1:], strict=True):
        open_search(page, samples, f"q={query}")
        expect(page.locator('.pr-basket[aria-pressed="true"]')).to_have_count(0)
    for page in pages:
        page.context.close()
