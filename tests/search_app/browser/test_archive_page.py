"""Adding reports on the archive page: choosing, checking, publishing, and finding what was added."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from indexer.building.build import build
from indexer.storage.publication import build_lock
from tests.search_app.browser.visiting import settle, visit

OLD = "pellbrook-2015.md"
NEW = ("wrenfold-2013.md", "tollesmere-2012.md")


@pytest.fixture
def letters(tmp_path: Path, corpus: Path) -> Path:
    """Letters as a user has them: samples with the words that make them samples taken out."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for name in (OLD, *NEW):
        lines = (corpus / name).read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if "sample report" not in line.lower()]
        (folder / name).write_text("\n".join(kept), encoding="utf-8")
    (folder / "shopping.txt").write_text("eggs, milk, bread", encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path, letters: Path) -> Path:
    """A folder of a user's own reports, which holds one; its index stands beside it."""
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(letters / OLD, folder)
    build(folder, tmp_path / "index", model="none")
    return folder


def visit_archive(page: Page, address: str) -> None:
    """Comes to the archive by way of the first page, as a person does."""
    visit(page, address)
    page.get_by_role("link", name="Archive", exact=True).first.click()
    expect(page.get_by_test_id("stFileUploaderDropzoneInput")).to_be_attached()
    settle(page)


def choose(page: Page, *paths: Path) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(list(paths))
    expect(page.get_by_role("button", name="Add ", exact=False).last).to_be_visible()
    settle(page)


def add_button(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def test_reports_are_checked_then_added_and_found(
    page: Page, serve_here: Callable[[Path], str], own: Path, letters: Path, tmp_path: Path
) -> None:
    address = serve_here(tmp_path / "index")
    visit_archive(page, address)
    choose(page, *(letters / name for name in NEW), letters / "shopping.txt")
    expect(page.get_by_text("2 files of 3 can be added.")).to_be_visible()
    expect(page.locator(".pr-understood")).to_have_count(2)
    expect(page.locator(".pr-understood").first).to_contain_text("Wrenfold")
    expect(page.locator(".pr-understood").first).to_contain_text("20 November 2013")
    expect(page.locator(".pr-notice")).to_contain_text("shopping.txt cannot be added.")
    assert sorted(path.name for path in own.iterdir()) == [OLD]
    page.get_by_test_id("stCheckbox").filter(has_text=NEW[1]).locator("label").click()
    add_button(page, "Add 1 report")
    expect(page.locator(".pr-notice", has_text="1 report added.")).to_be_visible()
    expect(page.get_by_role("region", name="Files added").locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("region", name="Reports").locator("tbody tr")).to_have_count(2)
    expect(page.locator(".pr-understood")).to_have_count(0)
    assert sorted(path.name for path in own.iterdir()) == [OLD, NEW[0]]
    visit(page, f"{address}/?q=%22former+chapel%22&mode=keyword")
    expect(page.locator(".pr-hit").first).to_contain_text("A weekly group for girls ran in a former chapel")


def test_the_list_of_reports_is_narrowed_and_ordered(page: Page, samples: str) -> None:
    visit(page, f"{samples}/archive")
    rows = page.get_by_role("region", name="Reports", exact=True).locator("tbody tr")
    expect(rows.first).to_be_visible()
    every = rows.count()
    find = page.get_by_role("searchbox", name="Find a report")
    find.fill("wrenf 2013")
    find.press("Enter")
    expect(page.get_by_text(f"1 of {every} reports")).to_be_visible()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Wrenfold")
    find.fill("no such thing")
    find.press("Enter")
    expect(page.get_by_text(f"0 of {every} reports")).to_be_visible()
    expect(rows).to_have_count(0)
    find.fill("")
    find.press("Enter")
    expect(rows).to_have_count(every)
    newest = page.get_by_role("option", name="newest first")
    for _ in range(5):  # a list that opens while the page is drawn anew closes again
        settle(page)
        page.get_by_role("combobox", name="Order of the reports").click()
        page.wait_for_timeout(500)
        if newest.is_visible():
            break
    newest.click()
    settle(page)
    assert [row.rsplit(" ", 1)[-1] for row in rows.locator("td:nth-child(3)").all_inner_texts()] == sorted(
        (row.rsplit(" ", 1)[-1] for row in rows.locator("td:nth-child(3)").all_inner_texts()), reverse=True
    )


def test_nothing_is_added_where_the_folder_of_the_reports_is_gone(
    page: Page, serve_here: Callable[[Path], str], own: Path, letters: Path, tmp_path: Path
) -> None:
    visit_archive(page, serve_here(tmp_path / "index"))
    own.rename(tmp_path / "moved")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(letters / NEW[0])
    expect(page.locator(".pr-notice")).to_contain_text("The folder “own” with the reports of this archive cannot be")
    expect(page.get_by_role("button", name="Add 1 report", exact=True)).to_have_count(0)
    assert not own.exists()


def test_a_file_of_a_name_that_is_taken_is_added_only_when_it_may_replace_the_old_one(
    page: Page, serve_here: Callable[[Path], str], own: Path, letters: Path, tmp_path: Path
) -> None:
    newer = tmp_path / OLD
    newer.write_bytes((letters / NEW[0]).read_bytes())
    visit_archive(page, serve_here(tmp_path / "index"))
    choose(page, newer)
    expect(page.get_by_role("alert")).to_contain_text(f"holds another file of this name already: {OLD}.")
    expect(page.get_by_role("button", name="Add 1 report")).to_be_disabled()
    page.get_by_test_id("stCheckbox").filter(has_text="Replace 1 file").locator("label").click()
    add_button(page, "Add 1 report")
    expect(page.locator(".pr-notice", has_text="1 report added.")).to_be_visible()
    assert (own / OLD).read_bytes() == newer.read_bytes()
    expect(page.get_by_role("region", name="Reports")).to_contain_text("Wrenfold")


def test_another_build_at_work_is_named_and_the_choice_stands(
    page: Page, serve_here: Callable[[Path], str], own: Path, letters: Path, tmp_path: Path
) -> None:
    visit_archive(page, serve_here(tmp_path / "index"))
    choose(page, letters / NEW[0])
    with build_lock(tmp_path / "index"):
        add_button(page, "Add 1 report")
        expect(page.get_by_role("alert")).to_contain_text("Another build is at work in")
    add_button(page, "Add 1 report")
    expect(page.locator(".pr-notice", has_text="1 report added.")).to_be_visible()
    expect(page.get_by_role("region", name="Reports").locator("tbody tr")).to_have_count(2)


def test_own_reports_go_into_a_folder_of_ones_own_which_then_replaces_the_samples(
    page: Page, serve_here: Callable[[Path], str], letters: Path, corpus: Path, tmp_path: Path
) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    shutil.copy(corpus / OLD, samples)
    build(samples, tmp_path / "index", model="none")
    visit_archive(page, serve_here(tmp_path / "index"))
    choose(page, letters / NEW[0])
    expect(page.locator(".pr-notice")).to_contain_text("instead of the samples")
    expect(page.locator(".pr-notice")).to_contain_text("the folder “my reports”")
    expect(page.locator("body")).not_to_contain_text(str(tmp_path))
    add_button(page, "Add 1 report")
    expect(page.locator(".pr-notice", has_text="1 report added.")).to_be_visible()
    expect(page.locator(".pr-facts").first).to_contain_text("my reports")
    expect(page.get_by_role("region", name="Reports").locator("tbody tr")).to_have_count(1)
    expect(page.locator(".pr-banner")).to_have_count(0)
    assert [path.name for path in samples.iterdir()] == [OLD]


def test_the_first_reports_of_all_build_the_index(
    page: Page, serve_here: Callable[[Path], str], letters: Path, tmp_path: Path
) -> None:
    address = serve_here(tmp_path / "index")
    visit(page, address)
    page.get_by_role("link", name="add your first reports").click()
    expect(page.locator(".pr-heading")).to_have_text("There is no archive yet")
    choose(page, letters / NEW[0])
    add_button(page, "Add 1 report")
    expect(page.locator(".pr-notice", has_text="1 report added.")).to_be_visible(timeout=90_000)
    expect(page.locator(".pr-facts").first).to_contain_text("my reports")
    assert [path.name for path in (tmp_path / "my reports").iterdir()] == [NEW[0]]


def test_the_index_is_checked_on_request(page: Page, samples: str) -> None:
    visit_archive(page, samples)
    page.get_by_role("button", name="Check the index").click()
    expect(page.locator(".pr-notice", has_text="The index is sound")).to_be_visible()
    expect(page.locator(".pr-counts").first).to_contain_text("2016")
    page.locator("summary", has_text="refused").first.click()
    expect(page.locator(".pr-findings li", has_text="notes.txt").first).to_be_visible()


def test_the_columns_of_the_files_added_do_not_touch_on_a_narrow_screen(
    page: Page, serve_here: Callable[[Path], str], own: Path, letters: Path, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, f"{serve_here(tmp_path / 'index')}/archive")
    choose(page, letters / NEW[0])
    add_button(page, "Add 1 report")
    heads = page.get_by_role("region", name="Files added").locator("thead th")
    expect(heads).to_have_count(5)
    assert heads.evaluate_all(
        "cells => cells.every(cell => { const style = getComputedStyle(cell);"
        "return parseFloat(style.paddingLeft) + parseFloat(style.paddingRight) >= 12; })"
    )


def test_what_is_held_already_is_said_before_the_click_and_a_second_part_is_asked_about(
    page: Page, serve_here: Callable[[Path], str], own: Path, letters: Path, tmp_path: Path
) -> None:
    twin, part = tmp_path / "another name.md", tmp_path / "scan of a part.md"
    twin.write_bytes((letters / OLD).read_bytes())
    lines = (letters / OLD).read_text(encoding="utf-8").splitlines()
    part.write_text("\n".join(lines[: len(lines) // 2]), encoding="utf-8")
    visit_archive(page, serve_here(tmp_path / "index"))
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([twin, part])
    expect(page.locator(".pr-held")).to_contain_text("another name.md is in the archive already.")
    expect(page.get_by_text("1 file of 2 can be added.")).to_be_visible()
    expect(page.locator(".pr-urgent")).to_contain_text("holds a report of this inspection already")
    expect(page.get_by_role("button", name="Add 0 reports")).to_be_disabled()
    page.get_by_test_id("stCheckbox").filter(has_text="scan of a part.md").locator("label").click()
    expect(page.get_by_role("button", name="Add 1 report")).to_be_enabled()
    assert [path.name for path in own.iterdir()] == [OLD]


def test_a_report_is_removed_and_the_removal_taken_back_with_the_outcome_in_sight(
    page: Page, serve_here: Callable[[Path], str], own: Path, letters: Path, tmp_path: Path
) -> None:
    visit_archive(page, serve_here(tmp_path / "index"))
    choose(page, letters / NEW[0])
    add_button(page, "Add 1 report")
    expect(page.locator(".pr-notice", has_text="1 report added.")).to_be_in_viewport()
    rows = page.get_by_role("region", name="Reports").locator("tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_text("Remove a report").click()
    removing = page.get_by_role("button", name="Remove it from the archive")
    for _ in range(5):  # a list that opens while the page is drawn anew closes again
        settle(page)
        page.get_by_role("combobox", name="Report to remove").fill("pell")
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(500)
        page.keyboard.press("Enter")
        page.wait_for_timeout(1500)
        if removing.is_enabled():
            break
    removing.click()
    expect(page.locator(".pr-notice", has_text="was removed from the archive.")).to_be_in_viewport()
    expect(rows).to_have_count(1)
    assert not (own / OLD).exists()
    page.get_by_role("button", name="Undo the removal").click()
    expect(page.locator(".pr-notice", has_text="is in the archive again.")).to_be_in_viewport()
    expect(rows).to_have_count(2)
    assert (own / OLD).read_bytes() == (letters / OLD).read_bytes()
