"""What the page shows where something is missing, and what the archive page holds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from indexer.storage.manifest import CURRENT_FILE, current_folder
from tests.search_app.browser.conftest import served
from tests.search_app.browser.visiting import visit


def test_without_an_index_the_page_says_how_to_build_one_and_opens_it_when_built(
    page: Page, serve_here: Callable[[Path], str], samples_index: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    address = serve_here(index)
    visit(page, address)
    expect(page.get_by_role("alert")).to_contain_text("There is no index in")
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("alert").locator("pre")).to_contain_text("precedent index")
    shutil.copytree(samples_index, index)
    page.reload()
    expect(page.locator(".pr-start")).to_contain_text("3 reports")


def test_a_damaged_index_is_named_with_the_command_that_mends_it(
    page: Page, serve_here: Callable[[Path], str], samples_index: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    shutil.copytree(samples_index, index)
    chunks = next(current_folder(index).glob("seg-*/chunks.lines"))
    chunks.write_bytes(chunks.read_bytes()[:-10])
    visit(page, serve_here(index))
    expect(page.get_by_role("alert")).to_contain_text("damaged")
    expect(page.get_by_role("alert")).to_contain_text("precedent index")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_half_written_index_shows_no_traceback(page: Page, serve_here: Callable[[Path], str], tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.mkdir()
    (index / CURRENT_FILE).write_text("gen-000009-00000000", encoding="utf-8")
    visit(page, serve_here(index))
    expect(page.get_by_role("alert")).to_contain_text("no such generation")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_without_a_model_words_are_searched_and_that_is_said(page: Page, hostile: str) -> None:
    visit(page, f"{hostile}/?q=plans")
    expect(page.locator(".pr-hit")).to_have_count(2)
    expect(page.locator(".pr-note")).to_contain_text("Searched by words only.")


def test_searching_by_meaning_without_a_model_says_why_it_cannot(page: Page, hostile: str) -> None:
    visit(page, f"{hostile}/?q=plans&mode=semantic")
    expect(page.locator(".pr-notice")).to_contain_text("Meaning cannot be searched here.")


def test_an_archive_without_samples_has_no_banner(page: Page, hostile: str) -> None:
    visit(page, hostile)
    expect(page.locator(".pr-start")).to_be_visible()
    expect(page.locator(".pr-banner")).to_have_count(0)


def test_the_archive_lists_reports_and_what_was_left_out(page: Page, samples: str) -> None:
    visit(page, f"{samples}/archive")
    expect(page.get_by_role("region", name="Reports").locator("tbody tr")).to_have_count(3)
    expect(page.locator(".pr-facts")).to_contain_text("all-MiniLM-L6-v2")
    page.locator(".pr-findings summary", has_text="left out").click()
    expect(page.locator(".pr-findings li").first).to_contain_text("notes.txt")


def test_an_address_that_is_no_page_shows_no_traceback(page: Page, samples: str) -> None:
    visit(page, f"{samples}/nowhere")
    expect(page.locator(".pr-start")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_first_page_shows_itself_before_the_archive_is_open_and_says_what_it_waits_for(
    another_page: Page, samples_index: Path, tmp_path: Path
) -> None:
    page = another_page
    shutil.copytree(samples_index, tmp_path / "index")
    page.add_init_script(
        "new MutationObserver(() => { const waiting = document.querySelector('.pr-waiting');"
        "if (waiting) window.waitedFor = [waiting.textContent, Boolean(document.querySelector('.pr-masthead'))]; })"
        ".observe(document, { subtree: true, childList: true });"
    )
    with served(tmp_path / "index", tmp_path) as address:  # a warm one opens the archive too soon
        visit(page, address)
        assert page.evaluate("window.waitedFor") == ["Opening the archive…", True]
        expect(page.locator(".pr-waiting")).to_have_count(0)
