"""Numbers that a page's style sheet counts, as a browser prints them."""

from __future__ import annotations

import lxml.html
import pytest

from indexer.reading.html import read
from indexer.reading.web.sheet import Sheet

SECTIONS = "<h3>A</h3><p class='n'>one</p><p class='n'>two</p><h3>B</h3><p class='n'>three</p>"
HEADINGS = "h3{counter-increment:s;counter-reset:p} h3::before{content:counter(s) '. '}"
LISTS = "<ol><li>A<ol><li>one</li><li>two</li></ol></li><li>B<ol><li>three</li></ol></li></ol>"


def _labels(css: str, body: str) -> list[str]:
    root = lxml.html.document_fromstring(f"<html><body>{body}</body></html>")
    return list(Sheet.read([css]).labels(root).values())


@pytest.mark.parametrize(
    ("css", "body", "labels"),
    [
        ("p.n{counter-increment:n} p.n:before{content:counter(n) '. '}", SECTIONS, ["1. ", "2. ", "3. "]),
        (
            f"{HEADINGS} body > p.n{{counter-increment:p}} p.n::before{{content:counter(s) '.' counter(p) '\\a0 '}}",
            SECTIONS,
            ["1. ", "1.1\xa0", "1.2\xa0", "2. ", "2.1\xa0"],
        ),
        (
            "ol{counter-reset:i} li:before{counter-increment:i; content:counters(i, '.') ' '}",
            LISTS,
            ["1 ", "1.1 ", "1.2 ", "2 ", "2.1 "],
        ),
        ("p{counter-increment:n 2} p:before{content:'(' counter(n, upper-roman) ')'}", "<p>x<p>y", ["(II)", "(IV)"]),
        (
            "@media print{p{counter-increment:n 9}} @media screen{p{counter-increment:n}} p:before{content:counter(n)}",
            "<p>x<p>y",
            ["1", "2"],
        ),
        ("p{counter-increment:n} p:before{content:counter(n)} p.x:before{content:none}", "<p>x<p class=x>y", ["1"]),
        ("body{counter-reset:n 10} p{counter-increment:n} p:before{content:counter(n)}", "<p>x", ["11"]),
    ],
)
def test_elements_are_counted_as_a_browser_counts_them(css: str, body: str, labels: list[str]) -> None:
    assert _labels(css, body) == labels


@pytest.mark.parametrize("css", ["p:nth-child(2):before{content:counter(n)}", "p:before{content:counter(n) attr(x)}"])
def test_what_cannot_be_followed_is_said(css: str) -> None:
    source = read(f"<html><head><style>{css}</style></head><body><p>Words.</p></body></html>".encode())
    assert [finding.code for finding in source.findings] == ["numbers-in-style"]


def test_a_counted_number_is_the_mark_of_its_paragraph_and_of_no_list_beside() -> None:
    css = "ol{counter-reset:i;list-style:none} li:before{counter-increment:i; content:counters(i, '.') ' '}"
    page = f"<html><head><style>{css}</style></head><body>{LISTS}</body></html>"
    assert [block.mark for block in read(page.encode()).blocks] == ["1", "1.1", "1.2", "2", "2.1"]


def test_an_endless_sheet_is_left_unread() -> None:
    css = "".join(f".c{n}{{counter-increment:n}}" for n in range(1000)) + "p:before{content:counter(n)}"
    assert Sheet.read([css]).unread


def test_a_long_selector_on_elements_within_elements_is_followed_once_and_not_in_every_way() -> None:
    rule = f"{'div ' * 12}> p::before {{ content: counter(n) '. '; counter-increment: n }}"
    root = lxml.html.fromstring("<div>" * 200 + "<p>Plans.</p>" + "</div>" * 200)
    assert list(Sheet.read([rule]).labels(root).values()) == ["1. "]
    assert not Sheet.read([f"x {rule}"]).labels(root)
