"""What the two people come for, from the first page to the end, in ten actions at most."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from indexer.building.build import build
from indexer.embedding.model import EMBEDDED_MODEL
from tests.conftest import MadeOnce
from tests.search_app.browser.conftest import served
from tests.search_app.browser.visiting import settle, visit

MOST_ACTIONS = 10

JOINT_INSPECTIONS = ("80418-*-2025", "80552-*-2019")
"""Of the real reports: with numbered, bulleted and plain paragraphs, on youth justice among others."""
CHILDRENS_SERVICES = ("2532283-*", "80571-*")


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

    def choose(self, place: Locator, *files: Path) -> None:
        self._act()
        place.set_input_files(list(files))
        settle(self.page)

    def _act(self) -> None:
        self.actions += 1
        assert self.actions <= MOST_ACTIONS, "this takes too many actions"


@pytest.fixture(scope="module")
def archive(made_once: MadeOnce, shared: Path) -> Iterator[str]:
    """The page over seven real reports: three letters, and four PDFs that number nothing or everything."""

    def fill(folder: Path) -> None:
        shutil.copytree(shared / "reports" / "sqs", folder / "reports")
        for pattern in (*JOINT_INSPECTIONS, *CHILDRENS_SERVICES):
            for path in (shared / "reports" / "pdf").glob(f"{pattern}.pdf"):
                shutil.copy(path, folder / "reports")
        build(folder / "reports", folder / "index", model=EMBEDDED_MODEL)

    folder = made_once("tasks", fill)
    with served(folder / "index", folder) as address:
        yield address


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.shared
def test_a_practitioner_reads_good_practice_and_takes_four_quotations_away(
    page: Page, archive: str, tmp_path: Path
) -> None:
    visit(page, archive)
    person = Person(page)
    person.click(page.get_by_role("link", name="engaging parents of children in custody"))
    person.click(page.get_by_text(re.compile(r"^Good practice \d")))
    page.wait_for_url("**lens=good-practice**")
    settle(page)
    best = page.locator(".pr-hit").first.locator(".pr-text").text_content()
    person.click(page.get_by_role("link", name=re.compile("^Open in the report")).first)
    marked = page.locator(".pr-marked")
    expect(marked).to_be_in_viewport()
    assert marked.locator(".pr-text").text_content() == best
    person.click(marked.get_by_role("link", name=re.compile("^Similar paragraphs|^Paragraphs similar to")))
    expect(page.locator(".pr-side .pr-hit").nth(3)).to_be_visible()
    for number in range(4):
        person.click(page.locator(".pr-hit .pr-basket:visible").nth(number))
    person.click(page.get_by_role("link", name=re.compile("^Basket")).first)
    with page.expect_download() as download:
        person.click(page.get_by_role("button", name=re.compile("Word")))
    download.value.save_as(tmp_path / "evidence.docx")
    assert (tmp_path / "evidence.docx").read_bytes()[:2] == b"PK"


@pytest.mark.shared
def test_an_area_for_improvement_leads_to_those_who_do_it_well(page: Page, archive: str) -> None:
    visit(page, archive)
    person = Person(page)
    person.click(page.get_by_role("link", name="Read", exact=True).first)
    person.click(page.locator(".pr-list").get_by_role("link", name=re.compile("Shropshire")))
    person.click(page.locator(".pr-outline").get_by_role("link", name="Areas for improvement"))
    bullet = page.locator(".pr-bullet").filter(has_text="The absence of these school nurses")
    person.click(bullet.locator(".pr-text"))
    person.click(bullet.get_by_role("link", name=re.compile("^Who does well")))
    expect(page.locator(".pr-asked .pr-text")).to_contain_text("school nurses")
    strengths = page.locator(".pr-side .pr-precedent")
    expect(strengths.nth(2)).to_be_visible()
    assert "Shropshire" not in " ".join(strengths.locator("h3").all_inner_texts())
    readings = strengths.locator(".pr-badge").all_inner_texts()
    assert all("strength" in reading or "mixed" in reading for reading in readings)
    person.click(strengths.first.locator(".pr-basket"))
    person.click(strengths.first.get_by_role("link", name=re.compile("^Open in the report")))
    expect(page.locator(".pr-marked")).to_be_in_viewport()


def test_where_nobody_comes_near_other_strengths_are_shown_as_farther_off(page: Page, samples: str) -> None:
    visit(page, samples)
    person = Person(page)
    person.click(page.get_by_role("link", name="Read", exact=True).first)
    person.click(page.locator(".pr-list").get_by_role("link", name="Ostermoor"))
    person.click(page.locator(".pr-outline").get_by_role("link", name="Areas requiring improvement"))
    bullet = page.locator(".pr-bullet").filter(has_text="other force areas")
    person.click(bullet.locator(".pr-text"))
    person.click(bullet.get_by_role("link", name=re.compile("^Who does well")))
    farther = page.get_by_role("region", name="Less close")
    expect(farther.locator(".pr-precedent").first).to_be_visible()
    person.click(farther.get_by_role("link", name=re.compile("^Open in the report")).first)
    expect(page.locator(".pr-marked")).to_be_in_viewport()


@pytest.mark.shared
def test_an_inspector_checks_a_draft_against_precedents_and_opens_one_at_its_place(page: Page, archive: str) -> None:
    visit(page, archive)
    person = Person(page)
    person.click(page.get_by_role("link", name="Precedents", exact=True).first)
    expect(page.get_by_role("textbox", name="Your draft")).to_be_visible()
    person.fill(
        page.get_by_role("textbox", name="Your draft"),
        "Plans to manage the risk of harm to others were good enough in seven of the ten cases. "
        "Children waited too long for an assessment of their mental health.",
    )
    person.click(page.get_by_role("button", name="Find precedents"))
    for name in ("Supporting", "Contrasting"):
        expect(page.get_by_role("region", name=name).locator(".pr-precedent").first).to_be_visible()
    expect(page.locator(".pr-precedent .pr-shares").first).to_be_visible()
    found = page.locator(".pr-precedent").filter(has_text="PDF page").first
    text = found.locator(".pr-text").text_content()
    person.click(found.get_by_role("button", name=re.compile("^Copy the citation")))
    assert copied(page) == found.locator(".pr-cite").inner_text()
    person.click(found.get_by_role("button", name=re.compile("^Copy the short citation")))
    assert re.fullmatch(r"\(.+\)", copied(page))
    person.click(found.get_by_role("link", name=re.compile("^Open in the report")))
    expect(page.locator(".pr-marked")).to_be_in_viewport()
    assert page.locator(".pr-marked .pr-text").text_content() == text
    expect(page.locator(".pr-sheet img")).to_be_in_viewport()
    expect(page.locator(".pr-outlined")).to_be_visible()


@pytest.mark.shared
def test_an_archivist_sees_what_was_understood_before_a_report_is_in_the_archive(
    page: Page, serve_here: Callable[[Path], str], shared: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(shared / "reports" / "sqs" / "southwark-2016.txt", own)
    build(own, tmp_path / "index", model="none")
    (undated,) = (shared / "reports" / "pdf").glob("2532283-*.pdf")
    (tmp_path / "shopping.txt").write_text("eggs, milk, bread", encoding="utf-8")
    visit(page, serve_here(tmp_path / "index"))
    person = Person(page)
    person.click(page.get_by_role("link", name="Archive", exact=True).first)
    person.choose(page.get_by_test_id("stFileUploaderDropzoneInput"), undated, tmp_path / "shopping.txt")
    expect(page.locator(".pr-understood")).to_contain_text("Dorset")
    expect(page.locator(".pr-understood")).to_contain_text("1 finding about the reading")
    expect(page.locator(".pr-notice")).to_contain_text("shopping.txt cannot be added.")
    assert [path.name for path in own.iterdir()] == ["southwark-2016.txt"]
    person.click(page.locator(".pr-understood summary"))
    expect(page.locator(".pr-understood")).to_contain_text("states no date of publication")
    person.click(page.get_by_role("button", name="Add 1 report", exact=True))
    expect(page.locator(".pr-notice", has_text="1 report added.")).to_be_visible()
    expect(page.get_by_role("region", name="Reports").locator("tbody tr")).to_have_count(2)
    person.click(page.get_by_role("region", name="Files added").get_by_role("link", name="Dorset"))
    expect(page.locator(".pr-report-head h1")).to_contain_text("Dorset")


def test_an_overview_leads_from_a_number_to_its_paragraphs(page: Page, samples: str) -> None:
    visit(page, samples)
    person = Person(page)
    person.click(page.get_by_role("link", name="Compare", exact=True).first)
    expect(page.locator(".pr-heading")).to_have_text("Compare")
    person.click(page.locator("table a").first)
    expect(page.locator(".pr-hit").first).to_be_visible()
