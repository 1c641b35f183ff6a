"""What the two people come for, from the first page to the end, in ten actions at most."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.search_app.browser.visiting import settle, visit

MOST_ACTIONS = 10


class Person:
    """Uses a page, and counts each click, key and field filled in."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, place: Locator) -> None:
        self._act()
        place.click()
        settle(self.page)

    def press(self, key: str) -> None:
        self._act()
        self.page.keyboard.press(key)
        settle(self.page)

    def fill(self, place: Locator, words: str) -> None:
        self._act()
        place.fill(words)

    def _act(self) -> None:
        self.actions += 1
        assert self.actions <= MOST_ACTIONS, "this takes too many actions"


def test_a_practitioner_reads_good_practice_and_takes_four_quotations_away(
    page: Page, samples: str, tmp_path: Path
) -> None:
    visit(page, samples)
    person = Person(page)
    person.fill(page.get_by_label("Search the archive"), "engaging parents of children in custody")
    person.press("Enter")
    person.click(page.get_by_text(re.compile(r"^Good practice \d")))
    page.wait_for_url("**lens=good-practice**")
    settle(page)
    for number in range(4):
        person.click(page.locator(".pr-hit .pr-basket").nth(number))
    person.click(page.get_by_role("link", name=re.compile("^Open in the report")).first)
    expect(page.locator(".pr-marked")).to_be_in_viewport()
    person.click(page.get_by_role("link", name=re.compile("^Basket")).first)
    with page.expect_download() as download:
        person.click(page.get_by_role("button", name=re.compile("Word")))
    download.value.save_as(tmp_path / "evidence.docx")
    assert (tmp_path / "evidence.docx").read_bytes()[:2] == b"PK"


def test_an_overview_leads_from_a_number_to_its_paragraphs(page: Page, samples: str) -> None:
    visit(page, samples)
    person = Person(page)
    person.click(page.get_by_role("link", name="Compare", exact=True).first)
    expect(page.locator(".pr-heading")).to_have_text("Compare")
    person.click(page.locator("table a").first)
    expect(page.locator(".pr-hit").first).to_be_visible()
