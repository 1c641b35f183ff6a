"""Thirty hostile texts in every place where a text comes from outside: shown as they are, and never obeyed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, Request, expect

from indexer.records import Finding, Report
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive
from tests.search_app.browser.conftest import served
from tests.search_app.browser.visiting import SETTLES_WITHIN_SECONDS, settle, visit
from tests.search_app.payloads import PAYLOADS

TOGETHER = 5
"""So many in each report, address, note and name."""

GROUPS = [PAYLOADS[start : start + TOGETHER] for start in range(0, len(PAYLOADS), TOGETHER)]
FOREIGN = """(html) => {
  const page = html ? new DOMParser().parseFromString(html, 'text/html') : document;
  const all = [...page.querySelectorAll('*')];
  return [
    ...page.querySelectorAll(
      'hostile, .hostile, .katex, iframe, object, embed, base, [href^="javascript:" i], [src*="example.invalid"]'),
    ...all.filter(each => each.tagName === 'SCRIPT' && each.textContent.includes('hostile')),
    ...all.filter(each => [...each.attributes].some(one => /^on/i.test(one.name))),
  ].map(each => each.outerHTML.slice(0, 200));
}"""
"""Elements of the page, or of `html` if it is given, that only a payload can have made."""


def hostile_report(number: int) -> Report:
    every = " ".join(GROUPS[number])
    return make_report(
        f"hostile-{number}",
        [
            ("furniture", f"Copied to {every}"),
            ("heading", f"Strengths {every}", None, None),
            *(("paragraph", f"Plans were late {payload} here.", f"1.{n}") for n, payload in enumerate(GROUPS[number])),
            ("footnote", f"A note {every}"),
            ("unread", f"Unread {every}"),
        ],
        area=f"Area {every}",
        title=f"Report on {every}",
        source=f"{every.replace('/', '')}.txt",
        lead_inspector=every,
        published=date(2016, 5, 1 + number),
        findings=(Finding("odd", f"A finding {every}."),),
    )


@pytest.fixture(scope="module")
def payloads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("payloads")
    publish_archive(folder / "index", [hostile_report(number) for number in range(len(GROUPS))], model=None)
    with served(folder / "index", folder) as address:
        yield address


class Watched:
    """A page, with what was asked of the network and of the visitor."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.away: list[str] = []
        self.dialogs: list[str] = []
        page.on("request", self._asked)
        page.on("dialog", self._refuse)

    def leave(self) -> None:
        if self.page.url.startswith("http"):
            self.page.evaluate("localStorage.clear()")
        self.page.remove_listener("request", self._asked)
        self.page.remove_listener("dialog", self._refuse)

    def _asked(self, request: Request) -> None:
        url = request.url
        if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:http://127.0.0.1:")):
            self.away.append(url)

    def _refuse(self, dialog: object) -> None:
        self.dialogs.append(str(dialog))
        dialog.dismiss()  # type: ignore[attr-defined]

    def assert_nothing_was_obeyed(self) -> None:
        settle(self.page)
        assert self.page.evaluate("window.hostile") is None
        assert self.page.evaluate(FOREIGN) == []
        assert self.away == []
        assert self.dialogs == []

    def assert_shown(self, payloads: tuple[str, ...]) -> None:
        """Sign by sign, but for those that no page can show; as soon as all is drawn."""
        deadline = time.monotonic() + SETTLES_WITHIN_SECONDS
        while (missing := self._missing(payloads)) and time.monotonic() < deadline:
            self.page.wait_for_timeout(150)
        assert missing == []

    def _missing(self, payloads: tuple[str, ...]) -> list[str]:
        shown = plain(self.page.locator("body").text_content() or "")
        return [payload for payload in payloads if plain(payload) not in shown]


def plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


@pytest.fixture
def watched(page: Page) -> Iterator[Watched]:
    watched = Watched(page)
    yield watched
    watched.leave()


def test_what_is_obeyed_is_noticed(watched: Watched) -> None:
    in_a_running_page = ("<noscript", "<math")  # these are parsed otherwise in a page without scripts
    made_of_markup = [each for each in PAYLOADS if each.startswith("<") and not each.startswith(in_a_running_page)]
    assert len(made_of_markup) > 12
    assert [each for each in made_of_markup if not watched.page.evaluate(FOREIGN, f"<p>{each}</p>")] == []


def test_texts_titles_areas_and_file_names_of_reports(watched: Watched, payloads: str) -> None:
    page = watched.page
    for addressed in (f"{payloads}/?q=plans", f"{payloads}/?q=plans&page=2"):
        visit(page, addressed)
        expect(page.locator(".pr-hit").first).to_be_visible()
        watched.assert_nothing_was_obeyed()
    for number, group in enumerate(GROUPS):
        visit(page, f"{payloads}/read?report=hostile-{number}&para=1.1")
        expect(page.locator(".pr-marked .pr-text")).to_be_visible()
        watched.assert_shown(group)
        watched.assert_nothing_was_obeyed()
    for name in ("archive", "compare", "read"):
        visit(page, f"{payloads}/{name}")
        watched.assert_nothing_was_obeyed()
    visit(page, f"{payloads}/archive")
    watched.assert_shown(PAYLOADS)


@pytest.mark.parametrize("first", range(3))
def test_queries_and_parameters(watched: Watched, payloads: str, first: int) -> None:
    page = watched.page
    together = PAYLOADS[first::3]
    every = " ".join(together)
    names = ("area", "mode", "lens", "type", "from", "to", "page", "order", "literal", "section", "reading", "theme")
    visit(page, f"{payloads}/?{urlencode({'q': every} | dict.fromkeys(names, every))}")
    watched.assert_nothing_was_obeyed()
    visit(page, f"{payloads}/?{urlencode([('q', 'plans'), *(('area', one) for one in together)])}")
    watched.assert_nothing_was_obeyed()
    for path in ("read", "compare", "precedents"):
        parameters = ("report", "para", "rows", "columns", "reference", "search", "sentence")
        visit(page, f"{payloads}/{path}?{urlencode(dict.fromkeys(parameters, every))}")
        watched.assert_nothing_was_obeyed()


def test_a_draft(watched: Watched, payloads: str) -> None:
    page = watched.page
    visit(page, f"{payloads}/precedents")
    draft = "\n\n".join(f"Plans were late {payload} here." for payload in PAYLOADS)
    page.get_by_role("textbox", name="Your draft").fill(draft)
    page.get_by_role("button", name="Find precedents").click()
    expect(page.locator(".pr-draft li").first).to_be_visible()
    watched.assert_nothing_was_obeyed()
    shown = plain(page.locator(".pr-draft").text_content() or "")
    assert [payload for payload in PAYLOADS if "\\n" not in payload and plain(payload) not in shown] == []


def test_evidence_with_notes_themes_and_covers(watched: Watched, payloads: str) -> None:
    page = watched.page
    visit(page, f"{payloads}/basket")
    page.get_by_text("Open an evidence file").click()
    items = [
        {
            "report_id": f"hostile-{number}", "address": f"1.{n}", "start": 0, "quotation": f"Plans {payload}",
            "note": payload, "theme": payload, "state": payload, "citation": payload,
        }
        for number, group in enumerate(GROUPS)
        for n, payload in enumerate(group)
    ]  # fmt: skip
    every = " ".join(PAYLOADS)
    content = {
        "format": "precedent-evidence", "version": 1, "created": "2026-01-01T00:00:00+00:00", "saved": every,
        "generation": every, "title": every, "author": every, "introduction": every, "headings": every, "items": items,
    }  # fmt: skip
    file = {"name": "evidence.json", "mimeType": "application/json", "buffer": json.dumps(content).encode()}
    page.locator('input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
    expect(page.locator(".pr-evidence")).to_have_count(len(PAYLOADS))
    watched.assert_nothing_was_obeyed()
    watched.assert_shown(PAYLOADS)


def test_saved_searches(watched: Watched, payloads: str) -> None:
    page = watched.page
    visit(page, payloads)
    searches = [
        {"name": payload, "parameters": urlencode({"q": payload, "area": payload}), "seen": payload, "seenOn": payload}
        for payload in PAYLOADS
    ]
    kept = json.dumps({"format": 1, "archives": {payload: payload for payload in PAYLOADS}, "searches": searches})
    page.evaluate("kept => localStorage.setItem('precedent-saved-searches', kept)", kept)
    visit(page, payloads)
    region = page.get_by_role("region", name="Saved searches")
    expect(region.get_by_role("listitem")).to_have_count(len(PAYLOADS))
    watched.assert_nothing_was_obeyed()
    watched.assert_shown(PAYLOADS)


@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_a_name_of_an_uploaded_file(watched: Watched, payloads: str, group: tuple[str, ...]) -> None:
    page = watched.page
    visit(page, f"{payloads}/archive")
    names = [f"{payload.replace('/', '').replace(chr(0x1B), '')}.txt" for payload in group]
    files = [
        {"name": name, "mimeType": "text/plain", "buffer": payload.encode()}
        for name, payload in zip(names, group, strict=True)
    ]
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)  # type: ignore[arg-type]
    settle(page)
    expect(page.get_by_text(f"0 files of {len(group)} can be added.")).to_be_visible()
    watched.assert_shown(tuple(names))
    watched.assert_nothing_was_obeyed()
