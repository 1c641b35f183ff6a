from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect

from tests.search_app.browser.everywhere.test_accessibility import SCHEMES, WIDTHS, grave_violations
from tests.search_app.browser.visiting import open_search, settle, visit


def items(page: Page) -> Locator:
    return page.locator(".pr-evidence")


def fill(page: Page, address: str, count: int) -> list[str]:
    """Adds the first hits to the basket and goes there; returns their texts."""
    open_search(page, address)
    for place in range(count):
        page.locator(".pr-hit .pr-basket:visible").nth(place).click()
    texts = [page.locator(".pr-hit .pr-text:visible").nth(place).text_content() or "" for place in range(count)]
    settle(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Basket").click()
    expect(items(page)).to_have_count(count)
    settle(page)
    return texts


def act(page: Page, place: int, action: str) -> None:
    items(page).nth(place).locator(f'button[data-action="basket-{action}"]').click()


def write_note(page: Page, place: int, words: str) -> None:
    note = page.get_by_label("Note", exact=True).nth(place)  # beside an open list nothing has a role
    note.fill(words)
    note.blur()
    page.wait_for_function("words => localStorage.getItem('precedent-basket')?.includes(words)", arg=words)


def take(page: Page, form: str) -> tuple[str, bytes]:
    """The name and the content of the file that a button gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=form, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def offer(page: Page, name: str, content: bytes) -> None:
    """Gives a file to the page to open."""
    page.get_by_text("Open an evidence file").click()
    file = {"name": name, "mimeType": "application/json", "buffer": content}
    page.locator('input[type="file"]').set_input_files(file)  # type: ignore[arg-type]


def test_four_quotations_are_ordered_annotated_and_taken_away_as_a_word_file(another_page: Page, samples: str) -> None:
    page = another_page
    texts = fill(page, samples, 4)
    act(page, 3, "up")
    expect(items(page).nth(2).locator("blockquote")).to_have_text(texts[3])
    write_note(page, 0, "Ask about -this-.")
    theme = page.get_by_role("combobox", name="Theme (a heading in the file)").nth(1)
    theme.fill("Our own theme")
    page.keyboard.press("Enter")
    page.wait_for_function("localStorage.getItem('precedent-basket').includes('Our own theme')")
    settle(page)
    name, content = take(page, "Word file")
    assert name.startswith("evidence-")
    assert name.endswith(".docx")
    paragraphs = [(paragraph.style.name, paragraph.text) for paragraph in Document(io.BytesIO(content)).paragraphs]
    quotes = [text for style, text in paragraphs if style == "Quote"]
    assert quotes == [f"“{texts[place]}”" for place in (1, 0, 3, 2)]
    assert [text for style, text in paragraphs if style == "Heading 1"][:2] == ["Our own theme", "Other evidence"]
    assert ("Note", "Note: Ask about -this-.") in paragraphs
    assert not [text for _, text in paragraphs if "Crown" in text or "HM Inspectorate" in text]


@pytest.mark.parametrize("leave", ["Tab", "Shift+Tab", "click"])
def test_a_theme_that_was_typed_and_left_is_kept(another_page: Page, samples: str, leave: str) -> None:
    page = another_page
    fill(page, samples, 1)
    theme = page.get_by_role("combobox", name="Theme (a heading in the file)")
    note = page.get_by_label("Note", exact=True)  # beside an open list nothing has a role
    theme.click()
    theme.press_sequentially("Our own theme")
    note.click() if leave == "click" else theme.press(leave)
    page.wait_for_function("localStorage.getItem('precedent-basket').includes('Our own theme')")
    settle(page)
    expect(theme).to_have_value("Our own theme")
    if leave != "Shift+Tab":
        expect(note).to_be_focused()
    theme.click()
    theme.press("Tab")
    settle(page)
    expect(theme).to_have_value("Our own theme")


def test_moving_by_key_keeps_the_keyboard_on_the_same_button(another_page: Page, samples: str) -> None:
    page = another_page
    texts = fill(page, samples, 3)
    items(page).nth(0).locator('button[data-action="basket-down"]').focus()
    for place in (1, 2):
        page.keyboard.press("Enter")
        expect(items(page).nth(place).locator("blockquote")).to_have_text(texts[0])
        expect(items(page).nth(place).locator('button[data-action="basket-down"]')).to_be_focused()
        expect(page.locator("#pr-announcement")).to_have_text(f"Moved to {place + 1} of 3")


def test_removing_and_clearing_can_be_taken_back(another_page: Page, samples: str) -> None:
    page = another_page
    texts = fill(page, samples, 3)
    act(page, 1, "remove")
    expect(items(page).locator("blockquote")).to_have_text([texts[0], texts[2]])
    page.get_by_role("button", name="Undo").click()
    expect(items(page).locator("blockquote")).to_have_text(texts)
    page.get_by_role("button", name="Remove all").click()
    expect(page.locator(".pr-notice")).to_contain_text("Nothing is in your basket yet.")
    page.get_by_role("button", name="Undo").click()
    expect(items(page).locator("blockquote")).to_have_text(texts)


def test_a_reload_keeps_order_and_notes(another_page: Page, samples: str) -> None:
    page = another_page
    texts = fill(page, samples, 2)
    act(page, 1, "up")
    expect(items(page).locator("blockquote")).to_have_text([texts[1], texts[0]])
    write_note(page, 0, "Kept over a reload")
    page.reload()
    expect(items(page).locator("blockquote")).to_have_text([texts[1], texts[0]])
    expect(page.get_by_role("textbox", name="Note").first).to_have_value("Kept over a reload")


def test_a_note_that_was_just_typed_is_in_the_file(another_page: Page, samples: str) -> None:
    page = another_page
    fill(page, samples, 1)
    for words in ("Typed just now", "And once more"):
        page.get_by_role("textbox", name="Note").fill(words)
        _, content = take(page, "Word file")
        assert f"Note: {words}" in [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def test_a_part_of_a_paragraph_is_quoted_as_a_part(another_page: Page, samples: str) -> None:
    page = another_page
    visit(page, f"{samples}/read?report=wrenfold-2013&para=2.1")
    page.locator(".pr-marked .pr-basket").click()
    settle(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Basket").click()
    whole = items(page).locator("blockquote").text_content() or ""
    last = page.get_by_role("combobox", name="to sentence")
    last.click()
    page.get_by_role("option", name="1", exact=True).click()
    expect(items(page).locator(".pr-cite")).to_contain_text("(part of the paragraph)")
    part = items(page).locator("blockquote").text_content() or ""
    assert 0 < len(part) < len(whole)
    assert whole.startswith(part)


def test_an_evidence_file_is_saved_and_opened_again(another_page: Page, samples: str) -> None:
    page = another_page
    texts = fill(page, samples, 2)
    name, saved = take(page, "Evidence file")
    assert [item["state"] for item in json.loads(saved)["items"]] == ["checked", "checked"]
    page.get_by_role("button", name="Remove all").click()
    expect(items(page)).to_have_count(0)
    settle(page)
    offer(page, name, saved.replace(texts[1].encode(), b"Words of no report."))
    expect(items(page)).to_have_count(2)
    changed = items(page).nth(1)
    expect(changed.locator(".pr-notice")).to_contain_text("reads differently now")
    changed.get_by_role("button", name="Quote it as it reads now").click()
    expect(changed.locator("blockquote")).to_have_text(texts[1])
    expect(changed.locator(".pr-notice")).to_have_count(0)


def test_axe_finds_nothing_serious_on_a_filled_basket(another_page: Page, samples: str) -> None:
    page = another_page
    fill(page, samples, 2)
    act(page, 0, "remove")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    settle(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(150)  # the theme is drawn anew by a script, and nothing says that it has been
            assert grave_violations(page) == [], (width, scheme)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"Milk and eggs", "it is not JSON"), (b'{"format": "other"}', "not a Precedent evidence file")],
)
def test_a_foreign_file_is_refused_and_the_basket_stays(
    another_page: Page, samples: str, content: bytes, message: str
) -> None:
    page = another_page
    fill(page, samples, 1)
    offer(page, "other.json", content)
    expect(page.locator(".pr-notice")).to_contain_text(message)
    expect(items(page)).to_have_count(1)


def test_a_click_counts_though_the_list_is_drawn_anew_under_it(another_page: Page, samples: str) -> None:
    open_search(another_page, samples)
    button = another_page.locator(".pr-hit .pr-basket:visible").first
    button.hover()
    another_page.mouse.down()
    button.evaluate("""each => {
      const list = each.closest('[data-testid="stHtml"]') ?? each.closest('.pr-hit').parentElement;
      list.innerHTML = list.innerHTML;
    }""")
    another_page.mouse.up()
    another_page.get_by_test_id("stTopNavLink").filter(has_text="Basket").click()
    expect(items(another_page)).to_have_count(1)
