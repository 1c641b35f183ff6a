from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.search_app.browser.visiting import open_search, visit


def save(page: Page, address: str, name: str, parameters: str = "q=parents&lens=shortfall") -> None:
    open_search(page, address, parameters)
    page.get_by_text("Save this search").click()
    box = page.get_by_label("Name of this search")
    box.fill(name)
    box.press("Enter")
    expect(page.get_by_role("button", name="Saved", exact=True)).to_be_visible()


def listed(page: Page) -> Locator:
    return page.get_by_role("region", name="Saved searches").get_by_role("listitem")


def test_a_search_is_saved_listed_after_a_reload_and_opened(another_page: Page, samples: str) -> None:
    page = another_page
    save(page, samples, "What parents missed")
    visit(page, samples)
    expect(listed(page)).to_have_count(1)
    expect(listed(page)).to_contain_text("nothing new since")
    listed(page).get_by_role("link", name="What parents missed").click()
    expect(page.locator(".pr-hit").first).to_be_visible()
    assert "lens=shortfall" in page.url


def test_a_saved_search_is_renamed_and_removed(another_page: Page, samples: str) -> None:
    page = another_page
    save(page, samples, "First")
    page.get_by_role("link", name="Saved searches").click()
    listed(page).get_by_role("button", name="Rename First").click()
    box = page.get_by_label("New name")
    box.fill("Second")
    box.press("Enter")
    expect(listed(page).get_by_role("link", name="Second")).to_be_visible()
    expect(page.get_by_label("New name")).to_have_count(0)
    listed(page).get_by_role("button", name="Remove Second").click()
    expect(listed(page)).to_have_count(0)
    visit(page, samples)
    expect(page.get_by_role("region", name="Saved searches")).to_contain_text("None yet.")


def test_they_are_listed_while_a_basket_is_restored_at_the_same_time(another_page: Page, samples: str) -> None:
    page = another_page
    save(page, samples, "Parents")
    page.locator(".pr-hit").first.get_by_role("button", name="Add to basket").click()
    expect(page.locator("html[data-basket=filled]")).to_have_count(1)
    page.wait_for_function("localStorage.getItem('precedent-basket')")
    for _ in range(4):
        visit(page, samples)
        expect(listed(page)).to_have_count(1)
        expect(page.locator("html[data-basket=filled]")).to_have_count(1)


def test_what_came_since_is_counted_from_the_reports_and_not_their_number(another_page: Page, samples: str) -> None:
    page = another_page
    save(page, samples, "Parents", "q=parents")
    page.evaluate(
        "() => { const kept = JSON.parse(localStorage.getItem('precedent-saved-searches'));"
        "const [name] = Object.keys(kept.archives);"
        "kept.archives[name] = kept.archives[name].split(' ').slice(1).concat('0000000000000000').join(' ');"
        "kept.searches[0].seenOn = '2026-11-03';"
        "localStorage.setItem('precedent-saved-searches', JSON.stringify(kept)); }"
    )
    visit(page, samples)
    expect(listed(page).get_by_text("new since 3 November 2026")).to_be_visible()
    expect(listed(page)).not_to_contain_text("nothing new")
    listed(page).get_by_role("link", name="Parents").click()
    expect(page.locator(".pr-hit").first).to_be_visible()
    visit(page, samples)
    expect(listed(page)).to_contain_text("nothing new since")


def test_saved_searches_travel_as_a_file(page: Page, another_page: Page, samples: str, tmp_path: Path) -> None:
    save(another_page, samples, "Parents")
    visit(another_page, samples)
    with another_page.expect_download() as download:
        another_page.get_by_role("button", name="Save them to a file").click()
    file = tmp_path / "saved.json"
    download.value.save_as(file)
    assert json.loads(file.read_text(encoding="utf-8"))["searches"][0]["name"] == "Parents"
    visit(page, samples)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a file of searches").click()
    chooser.value.set_files(file)
    expect(listed(page).get_by_role("link", name="Parents")).to_be_visible()
    listed(page).get_by_role("button", name="Remove Parents").click()
    expect(listed(page)).to_have_count(0)
