from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive
from tests.search_app.browser.conftest import served

PARTS = [
    ("heading", "Protecting the public", "2", "protecting-the-public"),
    ("paragraph", "Plans to protect victims were made in each case.", "2.1"),
]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("read?report=ashmere-2014&para=2.1", "Plans to protect victims were made in each case."),
        ("archive", "What this archive holds"),
        ("?q=victims&mode=keyword", "Open in the report"),
    ],
)
def test_a_permalink_works_as_the_very_first_visit_to_a_new_server(
    another_page: Page, tmp_path: Path, address: str, shown: str
) -> None:
    """Streamlit took a folder called pages beside the script for pages of its own until the script first ran."""
    publish_archive(tmp_path / "index", [make_report(parts=PARTS)], model=None)
    with served(tmp_path / "index", tmp_path) as site:
        another_page.goto(f"{site}/{address}")
        expect(another_page.get_by_text(shown).first).to_be_visible()


def test_the_search_box_stays_the_same_from_the_first_page_to_the_results(another_page: Page, tmp_path: Path) -> None:
    """A box that was made anew told the server its old words with the next click, and the search was lost."""
    page = another_page
    publish_archive(tmp_path / "index", [make_report(parts=PARTS)], model=None)
    with served(tmp_path / "index", tmp_path) as site:
        page.goto(site)
        box = page.locator(".st-key-search-box input")
        box.evaluate("box => { box.isTheFirst = true; }")
        page.get_by_role("link", name="engaging parents of children in custody").click()
        expect(box).to_have_value("engaging parents of children in custody")
        expect(page.locator(".pr-notice, .pr-summary").first).to_be_visible()
        assert box.evaluate("box => box.isTheFirst === true")
