from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from docx import Document
from playwright.sync_api import Locator, Page, expect

from tests.search_app.browser.conftest import NARROW_SCREEN
from tests.search_app.browser.visiting import open_search, settle, visit

DRAFT = (
    "Plans to manage the risk of harm to others were thorough in seven of the ten cases. "
    "Parents of children in custody were not visited at home."
)


def side(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def paste(page: Page, address: str, draft: str = DRAFT) -> None:
    visit(page, f"{address}/precedents")
    page.get_by_role("textbox", name="Your draft").fill(draft)
    page.get_by_role("button", name="Find precedents").click()
    expect(page.locator(".pr-sides")).to_be_visible()
    settle(page)


def test_a_pasted_draft_brings_both_sides_and_stays_out_of_the_address(page: Page, samples: str) -> None:
    paste(page, samples)
    expect(side(page, "Supporting").locator(".pr-precedent").first).to_be_visible()
    expect(side(page, "Contrasting")).to_be_visible()
    expect(page.locator(".pr-draft li")).to_have_count(2)
    assert urlsplit(page.url).query == ""


def test_a_sentence_of_the_draft_leads_to_lists_of_its_own(page: Page, samples: str) -> None:
    paste(page, samples, f"# Findings\n\n{DRAFT}\n\n- No dragons lived there")
    expect(page.locator(".pr-draft h3")).to_have_text("Findings")
    page.locator(".pr-draft li a").first.click()
    page.wait_for_url("**sentence=1")
    expect(page.locator(".pr-draft li.pr-current")).to_have_count(1)
    expect(page.locator(".pr-answers")).to_have_count(0)
    told = page.locator(".pr-current .pr-quiet")
    supporting = re.findall(r"(\d+) support", told.last.inner_text())
    heading = side(page, "Supporting").locator("h2").inner_text()
    assert re.findall(r"(\d+) · say the same", heading) == supporting
    expect(side(page, "Supporting").locator(".pr-precedent")).to_have_count(int(supporting[0]))
    assert told.last.evaluate("e => getComputedStyle(e).color === getComputedStyle(e.closest('li')).color")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download all lists as CSV").click()
    assert download.value.suggested_filename == "precedents.csv"
    rows = list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines(keepends=True)))
    listed = [row for row in rows if (row["sentence"], row["list"]) == ("1", "supporting")]
    assert len(listed) == int(supporting[0]) > 5


def test_the_form_stays_where_it_is_when_precedents_are_found(page: Page, samples: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 900})
    visit(page, f"{samples}/precedents")
    before = page.get_by_role("button", name="Find precedents").bounding_box()
    paste(page, samples)
    assert page.get_by_role("button", name="Find precedents").bounding_box() == before


def test_a_draft_is_kept_in_the_browser_over_a_reload(another_page: Page, samples: str) -> None:
    paste(another_page, samples)
    another_page.reload()
    expect(another_page.get_by_role("textbox", name="Your draft")).to_have_value(DRAFT)
    another_page.get_by_role("button", name="Find precedents").click()
    expect(another_page.locator(".pr-sides")).to_be_visible()


def test_the_quotations_of_a_word_file_are_held_against_the_archive(page: Page, samples: str, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("“This sentence stands in no report of the archive” (pellbrook-2015:99.9).")
    document.save(str(tmp_path / "draft.docx"))
    visit(page, f"{samples}/precedents")
    page.locator('input[type="file"]').set_input_files(tmp_path / "draft.docx")
    expect(page.get_by_text("draft.docx")).to_be_visible()
    page.get_by_role("button", name="Check quotations and citations").click()
    expect(page.locator(".pr-verdict-not-found")).to_contain_text("This sentence stands in no report")
    expect(page.locator(".pr-verdict-no-such-paragraph")).to_contain_text("There is no 99.9")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the draft with comments (Word)").click()
    assert len(list(Document(str(download.value.path())).comments)) == 2


def test_a_reading_is_corrected_by_one_click_and_downloaded(page: Page, samples: str) -> None:
    paste(page, samples)
    why = page.locator(".pr-why").first
    why.locator("summary").click()
    why.locator("button[data-read-as]").first.click()
    expect(why.locator('button[aria-pressed="true"]')).to_have_count(1)
    with page.expect_download() as download:
        why.get_by_role("button", name="Download my corrections").click()
    (entry,) = tomllib.loads(Path(download.value.path()).read_text("utf-8"))["reading"]
    assert set(entry) == {"report", "words", "statement"}
    why.locator('button[aria-pressed="true"]').click()
    expect(why.locator('button[aria-pressed="true"]')).to_have_count(0)


def test_a_paragraph_leads_to_the_sentence_of_the_draft_that_it_answers(page: Page, samples: str) -> None:
    paste(page, samples)
    answered = page.locator(".pr-answers a").first
    number = re.sub(r"\D", "", answered.inner_text())
    answered.click()
    expect(page.locator(f"#draft-{number}")).to_be_focused()


def test_a_long_draft_is_taken_as_it_is(page: Page, samples: str) -> None:
    long = " ".join(f"{DRAFT} There were {number} of them." for number in range(60))
    paste(page, samples, long)
    expect(page.locator(".pr-draft summary")).to_contain_text("180 sentences")


def test_the_draft_is_still_there_after_a_look_at_another_page(page: Page, samples: str) -> None:
    paste(page, samples)
    page.locator(".pr-precedent").get_by_role("link", name=re.compile("^Open in the report")).first.click()
    expect(page.locator(".pr-marked")).to_be_visible()
    page.get_by_test_id("stTopNavLink").filter(has_text="Precedents").click()
    expect(page.locator(".pr-sides")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your draft")).to_have_value(DRAFT)


def test_a_draft_without_words_is_explained(page: Page, samples: str) -> None:
    visit(page, f"{samples}/precedents")
    page.get_by_role("textbox", name="Your draft").fill("…!")
    page.get_by_role("button", name="Find precedents").click()
    expect(page.locator(".pr-notice")).to_contain_text("The draft has no words.")


def test_a_hit_leads_to_paragraphs_like_it_and_leaves_its_own_report_out(page: Page, samples: str) -> None:
    open_search(page, samples)
    hit = page.locator(".pr-hit").first
    text = hit.locator(".pr-text").text_content()
    hit.get_by_role("link", name=re.compile("^Paragraphs similar to")).click()
    expect(page.locator(".pr-side h2")).to_contain_text("Similar paragraphs in other reports")
    settle(page)
    assert page.locator(".pr-asked .pr-text").text_content() == text
    expect(page.locator(".pr-note").first).to_contain_text("is left out")
    assert parse_qs(urlsplit(page.url).query)["as"] == ["similar"]


def test_the_address_of_a_question_answers_it_for_another_visitor(page: Page, another_page: Page, samples: str) -> None:
    open_search(page, samples, "q=parents&lens=shortfall")
    page.get_by_role("link", name=re.compile("^Who does well what")).first.click()
    expect(page.locator(".pr-side").first).to_be_visible()
    settle(page)
    visit(another_page, page.url)
    expect(another_page.locator(".pr-side").first).to_be_visible()
    texts = [each.locator(".pr-side .pr-text").all_text_contents() for each in (page, another_page)]
    assert texts[0] == texts[1]


def test_the_reader_leads_to_the_questions_as_well(page: Page, samples: str) -> None:
    visit(page, f"{samples}/read?report=wrenfold-2013&para=4.2")
    page.locator(".pr-marked").get_by_role("link", name=re.compile("^Paragraphs similar to")).click()
    expect(page.locator(".pr-side h2")).to_contain_text("Similar paragraphs in other reports")


def test_a_paragraph_that_does_not_exist_is_said_above_the_form(page: Page, samples: str) -> None:
    visit(page, f"{samples}/precedents?report=wrenfold-2013&para=99.9&as=similar")
    expect(page.locator(".pr-notice")).to_contain_text("There is no paragraph")
    expect(page.get_by_role("textbox", name="Your draft")).to_be_visible()


def test_on_a_narrow_screen_the_sides_stand_one_below_the_other(page: Page, samples: str) -> None:
    page.set_viewport_size(NARROW_SCREEN)
    paste(page, samples)
    boxes = [side(page, name).bounding_box() for name in ("Supporting", "Contrasting")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
    overflow = page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth")
    assert overflow <= 0
