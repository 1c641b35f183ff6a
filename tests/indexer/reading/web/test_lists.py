"""Pages as LibreOffice saves them: the numbers over a list inside a list are left out."""

from __future__ import annotations

from indexer.reading.html import read
from indexer.structure.blocks import BlockShape

PAGE = """<html><head><meta name="generator" content="{generator}"></head><body>
<ol><li><h1>Plans</h1><ol><li><p>They were made with the child and shared.</p>
<li><p>They were clear and everyone knew of them.</p></ol></ol>
<p>Between the two stands a paragraph without a number.</p>
<ol><ol start="3"><li><p>Some were late, and few were reviewed in time.</p>
<ol type="a"><li><p>one point;</p><li><p>another point.</p></ol></ol>
<li><h1>Reviews</h1><ol><li><p>They were held when something had changed.</p>
<ol><li><p>Managers took part in most of the meetings.</p></ol></ol></ol></body></html>"""


def _marks(page: str) -> list[str | None]:
    return [block.mark or block.text for block in read(page.encode()).blocks if block.shape is not BlockShape.TEXT]


def test_lists_in_lists_that_libreoffice_saved_have_the_numbers_over_them_again() -> None:
    page = PAGE.format(generator="LibreOffice 7.4.7.2 (Linux)")
    assert _marks(page) == ["1. Plans", "1.1", "1.2", "1.3", "a)", "b)", "2. Reviews", "2.1", "2.1.1"]
    assert [finding.code for finding in read(page.encode()).findings] == ["numbering-unsure"]


def test_another_page_has_the_numbers_that_a_browser_prints() -> None:
    page = PAGE.format(generator="A program")
    assert _marks(page) == ["1. Plans", "1.", "2.", "3.", "a)", "b)", "1. Reviews", "1.", "1."]
    assert not read(page.encode()).findings


def test_a_list_of_short_points_in_a_saved_list_is_left_alone() -> None:
    page = (
        "<html><head><meta name='generator' content='LibreOffice 24.2'></head><body>"
        "<ol><li><p>They lacked:</p><ol><li><p>dates</p><li><p>names</p></ol></ol></body></html>"
    )
    assert _marks(page) == ["1.", "1.", "2."]
    assert not read(page.encode()).findings
