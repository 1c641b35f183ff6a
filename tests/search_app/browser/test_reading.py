"""Reading a report: from hit to hit, finding words in it, and the page of its PDF beside it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from indexer.building.build import build
from tests.search_app.browser.conftest import NARROW_SCREEN
from tests.search_app.browser.visiting import open_search, settle, visit

PDF = "ostermoor-2016"
SEARCH = "search=q%3Dparents%26mode%3Dkeyword"


@pytest.fixture
def gone(serve_here: Callable[[Path], str], corpus: Path, tmp_path: Path) -> str:
    """The page over a report whose file was taken away after the build."""
    (tmp_path / "reports").mkdir()
    shutil.copy(corpus / f"{PDF}.pdf", tmp_path / "reports")
    build(tmp_path / "reports", tmp_path / "index", model="none")
    (tmp_path / "reports" / f"{PDF}.pdf").unlink()
    return serve_here(tmp_path / "index")


def paragraph_of(page: Page) -> tuple[str, str]:
    parameters = parse_qs(urlsplit(page.url).query)
    return parameters["report"][0], parameters["para"][0]


def place(page: Page) -> str:
    return page.locator(".pr-walk [role=status]").inner_text()


def test_the_keys_lead_from_hit_to_hit_over_reports_and_the_address_is_a_permalink(
    page: Page, another_page: Page, samples: str
) -> None:
    open_search(page, samples, "q=parents&mode=keyword")
    hits = page.locator(".pr-hit")
    total = int(re.findall(r"\d+", page.locator(".pr-summary h2").inner_text())[0])
    hits.first.get_by_role("link", name=re.compile("^Open in the report")).click()
    expect(page.locator(".pr-marked")).to_be_in_viewport()
    settle(page)  # the keys are listened to once the page has been drawn
    walked = [paragraph_of(page)]
    for number in range(2, total + 1):
        page.keyboard.press("n")
        expect(page.locator(".pr-walk [role=status]")).to_have_text(f"Hit {number} of {total}")
        walked.append(paragraph_of(page))
    assert len(set(walked)) == total
    assert len({report for report, _ in walked}) > 1
    expect(page.locator(".pr-marked")).to_be_in_viewport()
    expect(page.locator(".pr-marked mark").first).to_be_attached()
    visit(another_page, page.url)
    assert place(another_page) == f"Hit {total} of {total}"
    page.keyboard.press("p")
    expect(page.locator(".pr-walk [role=status]")).to_have_text(f"Hit {total - 1} of {total}")
    assert paragraph_of(page) == walked[-2]


def test_the_way_back_leads_to_the_search_that_the_address_carries(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report={PDF}&{SEARCH}")
    page.get_by_role("link", name="Back to results").click()
    expect(page.locator(".pr-hit").first).to_be_visible()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["parents"], "mode": ["keyword"]}


def test_keys_that_are_typed_into_a_box_lead_nowhere(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report={PDF}&{SEARCH}")
    before = page.url
    page.get_by_label("Find in this report").press_sequentially("np")
    settle(page)
    assert page.url == before


def test_words_are_found_counted_and_stepped_through(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report={PDF}")
    box = page.get_by_label("Find in this report")
    box.fill("plan")
    box.press("Enter")
    now = page.locator(".pr-finding [role=status]")
    expect(now).to_have_text(re.compile(r"^1 of \d+$"))
    total = int(now.inner_text().split()[-1])
    assert page.locator(".pr-found").count() >= total > 2
    expect(page.locator(".pr-found-now")).to_be_in_viewport()
    page.get_by_role("button", name="Next place found").click()
    expect(now).to_have_text(f"2 of {total}")
    box.press("Enter")
    expect(now).to_have_text(f"3 of {total}")
    box.press("Shift+Enter")
    page.get_by_role("button", name="Previous place found").click()
    page.get_by_role("button", name="Previous place found").click()
    expect(now).to_have_text(f"{total} of {total}")
    expect(page.locator(".pr-found-now").first).to_be_in_viewport()
    assert parse_qs(urlsplit(page.url).query)["find"] == ["plan"]


def test_words_that_are_not_in_the_report_are_said(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report={PDF}&find=zeppelin")
    expect(page.locator(".pr-finding")).to_have_text("“zeppelin” is not in this report.")


def test_the_page_of_the_pdf_stands_beside_the_text_with_the_paragraph_outlined(page: Page, samples: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(page, f"{samples}/read?report={PDF}&para=2.1")
    picture = page.locator(".pr-sheet img")
    expect(picture).to_be_in_viewport()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 1000")
    expect(page.locator(".pr-outlined")).to_be_in_viewport()
    left, top = (box["x"] for box in (page.locator(".pr-marked").bounding_box(), picture.bounding_box()) if box)
    assert left < top
    page.get_by_role("button", name="PDF page").click()
    expect(picture).to_be_hidden()


def test_turning_the_page_leaves_the_paragraph_in_view(page: Page, samples: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(page, f"{samples}/read?report={PDF}&para=1.1")
    number = int(re.findall(r"Page (\d+) of", page.locator(".pr-sheet figcaption").inner_text())[0])
    page.locator(".pr-sheet").get_by_role("link", name=f"Page {number + 1} of the file").click()
    expect(page.locator(".pr-sheet figcaption")).to_contain_text(f"Page {number + 1} of")
    expect(page.locator(".pr-marked")).to_be_in_viewport()


def test_the_page_can_be_enlarged_and_escape_makes_it_small_again(page: Page, samples: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(page, f"{samples}/read?report={PDF}&para=2.1")
    page.get_by_role("button", name="larger").click()
    assert page.locator(".pr-sheet img").evaluate("image => image.clientWidth") > 800
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="larger")).to_be_visible()


@pytest.mark.parametrize("width", [1366, 820, 390])
def test_nothing_covers_the_enlarged_page_or_the_way_back_from_it(page: Page, samples: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, f"{samples}/read?report={PDF}&para=2.1")
    larger = page.get_by_role("button", name="larger")
    if not larger.is_visible():
        page.get_by_role("button", name="PDF page").click()
    larger.click()
    picture = page.locator(".pr-sheet img")
    assert picture.evaluate("image => image.clientWidth") > 600
    assert picture.evaluate(
        """image => {
            const {left, right, top} = image.getBoundingClientRect();
            const sheet = image.closest(".pr-sheet");
            return [left + 4, Math.min(right, innerWidth) - 4].every(
                across => sheet.contains(document.elementFromPoint(across, top + 8)));
        }"""
    )
    page.get_by_role("button", name="smaller").click()
    expect(larger).to_be_visible()


def test_on_a_narrow_screen_the_page_stands_under_the_text_when_asked_for(page: Page, samples: str) -> None:
    page.set_viewport_size(NARROW_SCREEN)
    visit(page, f"{samples}/read?report={PDF}&para=2.1")
    picture = page.locator(".pr-sheet img")
    expect(picture).to_be_hidden()
    page.get_by_role("button", name="PDF page").click()
    expect(picture).to_be_in_viewport()
    expect(page.locator(".pr-marked")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_report_that_is_no_pdf_has_no_picture(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report=wrenfold-2013&para=2.1")
    expect(page.locator(".pr-sheet")).to_have_count(0)
    expect(page.get_by_role("button", name="PDF page")).to_have_count(0)


def test_a_file_that_is_no_longer_there_is_said_and_the_text_still_read(page: Page, gone: str) -> None:
    visit(page, f"{gone}/read?report={PDF}&para=2.1")
    expect(page.locator(".pr-notice")).to_contain_text("is no longer in")
    expect(page.locator(".pr-marked")).to_be_in_viewport()


def test_the_tools_of_a_paragraph_leave_its_words_in_sight(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report=ostermoor-2016")
    bullet = page.locator(".pr-bullet").filter(has_text="other force areas")
    bullet.scroll_into_view_if_needed()
    bullet.locator(".pr-text").hover(position={"x": 20, "y": 8})
    tools, words = bullet.locator(".pr-tools"), bullet.locator(".pr-text")
    expect(tools).to_have_css("opacity", "1")
    boxes = [each.bounding_box() for each in (tools, words)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["y"] >= boxes[1]["y"] + boxes[1]["height"] - 8


def page_beside(page: Page) -> str | None:
    return page.locator(".pr-sheet").get_attribute("data-sheet")


def test_the_page_beside_the_text_is_that_of_the_text_in_sight(page: Page, samples: str) -> None:
    """Page 1 stayed beside the text of the last page, which invites to cite a wrong one."""
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(page, f"{samples}/read?report={PDF}")
    sheet = page.locator(".pr-sheet")
    expect(sheet).to_have_attribute("data-sheet", "1")
    sections = page.locator(".pr-outline a")
    last = page.locator(f"#{sections.last.get_attribute('data-goto')}")
    pages = [last.get_attribute("data-pdf-page")]
    assert int(pages[0] or 0) > 1
    sections.last.click()
    expect(sheet).to_have_attribute("data-sheet", str(pages[0]))
    expect(page.get_by_role("button", name=f"PDF page {pages[0]}")).to_be_visible()

    box = page.get_by_label("Find in this report")
    box.fill("plan")
    box.press("Enter")
    for _ in range(4):
        expect(page.locator(".pr-found-now")).to_be_in_viewport()
        found_on = page.locator("[data-pdf-page]:has(.pr-found-now)").get_attribute("data-pdf-page")
        expect(sheet).to_have_attribute("data-sheet", str(found_on))
        pages.append(found_on)
        page.get_by_role("button", name="Previous place found").click()
    assert len(set(pages)) > 1

    page.mouse.move(600, 600)
    page.mouse.wheel(0, -100_000)
    expect(sheet).to_have_attribute("data-sheet", "1")
    page.mouse.wheel(0, 100_000)
    expect(sheet).to_have_attribute(
        "data-sheet", str(page.locator("[data-pdf-page]").last.get_attribute("data-pdf-page"))
    )


def test_hiding_the_picture_leaves_the_text_where_it_is(page: Page, samples: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(page, f"{samples}/read?report={PDF}&para=3.2")
    marked = page.locator(".pr-marked")
    expect(marked).to_be_in_viewport()
    settle(page)
    before = marked.bounding_box()
    for _ in range(2):
        page.get_by_role("button", name="PDF page").click()
        after = marked.bounding_box()
        assert before is not None
        assert after is not None
        assert abs(after["y"] - before["y"]) < 4


def test_every_paragraph_has_its_tools_in_sight_without_hovering(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report={PDF}")
    paragraph = page.locator(".pr-para").filter(has_text="2.1").first
    tools = paragraph.locator(".pr-tools")
    expect(tools).to_have_css("opacity", "1")
    expect(tools.locator(".pr-badge")).to_contain_text("tool’s reading")
    tools.get_by_role("button", name=re.compile("^quotation|^Copy the paragraph")).click()
    expect(tools.get_by_text("copied")).to_be_visible()
    words = paragraph.locator(".pr-text").inner_text()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert " ".join(copied.split()).startswith("“" + " ".join(words.split()) + "” (")
    tools.locator("summary").click()
    expect(tools.locator(".pr-cite")).to_contain_text("paragraph 2.1 (PDF page")
