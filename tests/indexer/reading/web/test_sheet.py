"""Numbers that a page's style sheet counts, as a browser prints them."""

from __future__ import annotations

import lxml.html
import pytest

from indexer.reading.html import read, read_archive
from indexer.reading.web import sheet as sheets
from indexer.reading.web.sheet import Sheet
from indexer.structure.blocks import Source

SECTIONS = "<h3>A</h3><p class='n'>one</p><p class='n'>two</p><h3>B</h3><p class='n'>three</p>"
HEADINGS = "h3{counter-increment:s;counter-reset:p} h3::before{content:counter(s) '. '}"
LISTS = "<ol><li>A<ol><li>one</li><li>two</li></ol></li><li>B<ol><li>three</li></ol></li></ol>"


def _labels(css: str, body: str) -> list[str]:
    root = lxml.html.document_fromstring(f"<html><body>{body}</body></html>")
    return list(_applied(css, root).labels(root).values())


def _applied(css: str, root: lxml.html.HtmlElement) -> Sheet:
    sheet = Sheet.read([css])
    sheet.apply(root)
    return sheet


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


@pytest.mark.parametrize(
    "css", ["p:nth-child(2):before{content:counter(n)}", "p:before{content:counter(n) element(x)}"]
)
def test_what_cannot_be_followed_is_said(css: str) -> None:
    source = read(f"<html><head><style>{css}</style></head><body><p>Words.</p></body></html>".encode())
    assert [finding.code for finding in source.findings] == ["numbers-in-style"]


def test_a_counted_number_is_the_mark_of_its_paragraph_and_of_no_list_beside() -> None:
    css = "ol{counter-reset:i;list-style:none} li:before{counter-increment:i; content:counters(i, '.') ' '}"
    page = f"<html><head><style>{css}</style></head><body>{LISTS}</body></html>"
    assert [block.mark for block in read(page.encode()).blocks] == ["1", "1.1", "1.2", "2", "2.1"]


def test_an_endless_sheet_is_left_unread() -> None:
    css = "".join(f".c{n}{{counter-increment:n}}" for n in range(21_000)) + "p:before{content:counter(n)}"
    source = read(f"<html><head><style>{css}</style></head><body><p>Words.</p></body></html>".encode())
    assert [finding.code for finding in source.findings] == ["style-not-followed", "numbers-in-style"]


def test_a_page_of_elements_in_elements_and_rules_for_all_of_them_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "STEPS_MAXIMUM", 10_000)
    css = "".join(f"* * .x{n} *{{display:block}}" for n in range(200))
    page = f"<html><head><style>{css}</style></head><body>{'<b>' * 50}{'<i>a </i>' * 100}</body></html>"
    assert [finding.code for finding in read(page.encode()).findings] == ["style-not-followed"]


def test_a_long_selector_on_elements_within_elements_is_followed_once_and_not_in_every_way() -> None:
    rule = f"{'div ' * 12}> p::before {{ content: counter(n) '. '; counter-increment: n }}"
    root = lxml.html.fromstring("<div>" * 200 + "<p>Plans.</p>" + "</div>" * 200)
    assert list(_applied(rule, root).labels(root).values()) == ["1. "]
    assert not _applied(f"x {rule}", root).labels(root)


@pytest.mark.parametrize(
    ("css", "body", "marks"),
    [
        ("ol.n{list-style:none}", "<ol class=n><li>A plan.</li></ol>", [None]),
        ("ol,ul{list-style:none} .c ol{list-style:decimal}", "<div class=c><ol><li>A plan.</ol></div>", ["1."]),
        (".a{list-style-type:lower-alpha}", "<ol class=a><li>a plan</li><li>a board</li></ol>", ["a)", "b)"]),
        (
            "ol.r > li{list-style: inside lower-roman}",
            "<ol class=r><li>a plan</li><li>a board</li></ol>",
            ["i.", "ii."],
        ),
        ("ol{list-style:upper-alpha}", "<ol style='list-style:decimal'><li>A plan.</li></ol>", ["1."]),
        ("ul{list-style:none}", "<ul><li>a plan</li></ul>", ["•"]),
        ("li::marker{content: '(' counter(list-item) ')'}", "<ol start=4><li>A plan.</li></ol>", ["(4)"]),
    ],
)
def test_a_list_has_the_marks_that_a_style_sheet_gives_it(css: str, body: str, marks: list[str | None]) -> None:
    assert [block.mark for block in _page(css, body).blocks] == marks


def _page(css: str, body: str) -> Source:
    return read(f"<html><head><style>{css}</style></head><body>{body}</body></html>".encode())


@pytest.mark.parametrize("selector", ["p[data-n]::before", ".n:before", "[data-n^='1.']:before"])
def test_a_number_in_an_attribute_that_the_sheet_prints_is_the_number(selector: str) -> None:
    source = _page(f"{selector}{{content: attr(data-n) '. '}}", "<p class=n data-n='1.1'>Plans.</p>")
    assert [(block.mark, block.text) for block in source.blocks] == [("1.1.", "Plans.")]


def test_a_word_in_an_attribute_is_a_label_of_the_page_and_not_of_the_report() -> None:
    assert _page("td::before{content: attr(data-label)}", "<p data-label=Cases>Plans.</p>").blocks[0].text == "Plans."


def test_a_rule_of_a_sheet_that_names_no_element_of_the_page_leaves_no_number_out() -> None:
    assert not _page("ol:not(.x) > li.y:before{content:counter(n)}", "<p>Plans.</p>").findings
    assert not _page(".f:not(.x) li:before{content:counter(n)}", "<ol><li>Plans.</ol>").findings
    assert _page("h2 ~ p:before{content:counter(n)}", "<h2>A</h2><p>Plans.</p>").findings
    assert _page("ol:not(.x) > li.y:before{content:counter(n)}", "<ol><li class=y>Plans.</ol>").findings


SECRET = "<p class='x'>These words are hidden from whoever opens the page.</p>"


@pytest.mark.parametrize(
    ("css", "is_shown"),
    [
        (".x{display:none}", False),
        ("p.x{visibility: hidden !important} .x{visibility:visible}", False),
        ("body > .x{position:absolute;clip:rect(0 0 0 0)}", False),
        (".x{position:absolute;left:-9999px}", False),
        (".x{display:none} p.x{display:block}", True),
        (".js .x{display:none}", True),
        (".x:hover{display:none}", True),
        (".x{display:none} .x:not(.y){display:block}", True),
        ("@media print{.x{display:none}}", True),
        (".x{display:none} @media screen and (min-width: 40em){.x{display:block}}", True),
        ("@media (max-width:600px){.x{display:none}}", True),
        ("@media (width >= 600px){.x{display:none}}", False),
        (".sm\\:x{display:none}", True),
    ],
)
def test_what_a_sheet_hides_is_not_read_and_said(css: str, is_shown: bool) -> None:
    source = _page(css, f"<p>Plans.</p>{SECRET}")
    assert ("hidden" in source.printed) is is_shown
    assert len(source.blocks) == 1 + is_shown
    assert [finding.code for finding in source.findings] == ([] if is_shown else ["hidden-text"])


@pytest.mark.parametrize(
    "body",
    [
        "<button aria-controls=a>Findings</button><div id=a class=x><p>Plans.</p></div>",
        "<a data-bs-target='#a'>Findings</a><div id=a hidden><p>Plans.</p></div>",
        "<div role=tabpanel style='display:none'><p>Plans.</p></div>",
        "<div hidden=until-found><p>Plans.</p></div>",
        "<a href='#a'>Findings</a><div id=a class=x><p>Plans.</p></div>",
        "<button>Findings</button><div class=x><p>Plans.</p></div>",
        f"<p>A title.</p><div class=x><p>Plans.</p><p>{'many words ' * 60}</p></div>",
        "<main class=x><p>Plans.</p></main>",
    ],
)
def test_what_a_visitor_can_open_is_read(body: str) -> None:
    assert "Plans." in [block.text for block in _page(".x{display:none}", body).blocks]


def test_the_sheets_of_a_web_archive_are_those_that_its_page_names() -> None:
    parts = (
        "From: a\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n"
        "--B\nContent-Type: text/html\n\n<link rel=stylesheet href='cid:one@x'>"
        f"<link rel=stylesheet media=print href='cid:two@x'><p>Plans.</p>{SECRET}\n"
        "--B\nContent-Type: text/css\nContent-ID: <one@x>\n\n.x{display:none}\n"
        "--B\nContent-Type: text/css\nContent-ID: <two@x>\n\np{display:none}\n--B--\n"
    )
    assert [block.text for block in read_archive(parts.encode()).blocks] == ["Plans."]


@pytest.mark.parametrize(
    ("css", "words"),
    [
        (".x::before{content:'“'} .x::after{content:'”'}", "They said “late” to us."),
        (".x:before{content:open-quote} .x:after{content:close-quote}", "They said “late” to us."),
        (".x::after{content:'%'}", "They said late% to us."),
        (".x::after{content:' (opens in a new tab)'}", "They said late to us."),
        (".x::after{content:'→'} .x::before{content:'\\f101'}", "They said late to us."),
        (".x::after{content:url(x.png)}", "They said late to us."),
        (".x:hover::after{content:'%'}", "They said late to us."),
    ],
)
def test_a_quotation_mark_or_sign_that_a_sheet_prints_is_read(css: str, words: str) -> None:
    source = _page(css, "<p>They said <b class=x>late</b> to us.</p>")
    assert [block.text for block in source.blocks] == [words]
    assert source.printed == words.replace(" ", "")


def test_what_is_hidden_is_not_counted() -> None:
    css = ".h{display:none} p{counter-increment:n} p::before{content:counter(n) '. '}"
    body = "<p>One.</p><p class=h>Two.</p><p>Three.</p><ol><li>a</li><li class=h>b</li><li>c</li></ol>"
    assert [block.mark for block in _page(css, body).blocks] == ["1.", "2.", "1.", "2."]
