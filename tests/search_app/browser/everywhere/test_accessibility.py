"""What people meet who enlarge the page, use the keyboard alone, or have it read aloud: every page under axe-core.

To add a page, add a line to PAGES.
"""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.search_app.browser.visiting import once_at_rest, open_search, settle, visit

QUERY = "parents of children in custody"
PAGES = {
    "search, before a query": "",
    "search, results": "?q=parents+of+children+in+custody",
    "search, filtered": "?q=parents&mode=keyword&lens=good-practice&area=Ostermoor",
    "search, nothing matches": "?q=%22no+such+words%22",
    "search, nothing close": "?q=zeppelin+timetables",
    "search, refused": "?q=%22open",
    "read, the choice of reports": "read",
    "read, a paragraph beside its page": "read?report=ostermoor-2016&para=2.1&search=q%3Dparents&find=plan",
    "read, a report without pages": "read?report=wrenfold-2013&para=4.2",
    "compare, themes by year": "compare?theme=public-protection&theme=education",
    "compare, themes by area": "compare?matrix=theme-area&measure=shortfalls",
    "basket, empty": "basket",
    "archive": "archive",
    "precedents, the form": "precedents",
    "precedents of a paragraph": "precedents?report=wrenfold-2013&para=2.1",
}

WIDTHS = (1440, 390)
# Of what axe looks at, only contrast depends on the colours.
SCHEMES: dict[Literal["light", "dark"], tuple[str, ...]] = {"light": (), "dark": ("color-contrast",)}
GRAVE = ("serious", "critical")

STREAMLITS_OWN: dict[str, tuple[str, str]] = {}
"""Rule -> a part of the address of the elements that break it, and what they are. All are Streamlit's own markup."""


def grave_violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds serious or critical and is ours to mend, a line each; by some rules, or by all."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    results: dict[str, Any] = Axe().run(page, options=options).response
    found = []
    for violation in results["violations"]:
        for node in violation["nodes"]:
            target = " ".join(map(str, node["target"]))
            own = STREAMLITS_OWN.get(violation["id"])
            if violation["impact"] in GRAVE and not (own and own[0] in target):
                found.append(f"{violation['id']} ({violation['impact']}): {target}: {node['html'][:160]}")
    return found


CUT_OFF = """() => {
  const meant = ".pr-hidden, .pr-walk-query, .pr-sheet-frame, .pr-table, [aria-hidden=true]";
  return [...document.querySelectorAll(".stHtml *")].filter((element) => {
    const style = getComputedStyle(element);
    if (style.clipPath === "inset(50%)") return false;
    const hides = style.overflowX !== "visible" || style.overflowY === "hidden";
    const over = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    return hides && over && element.clientWidth && !element.closest(meant);
  }).map((element) => element.outerHTML.slice(0, 120));
}"""
TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll('[data-testid="stMain"]')]
  .filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => element.tagName)"""


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_serious_and_nothing_is_cut_or_scrolled_sideways_on(
    page: Page, samples: str, path: str
) -> None:
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        visit(page, f"{samples}/{path}")
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(150)  # the theme is drawn anew by a script, and nothing says that it has been
            found += [f"{width} px, {scheme}: {violation}" for violation in grave_violations(page, *rules)]
        page.emulate_media(color_scheme="light")
        if width == min(WIDTHS):
            page.set_viewport_size({"width": 320, "height": 700})
            found += [f"scrolled sideways at 320 px: {element}" for element in once_at_rest(page, TOO_WIDE)]
            continue
        page.set_viewport_size({"width": 1280, "height": 900})
        page.add_style_tag(content="html { font-size: 32px !important; }")
        settle(page)
        found += [f"scrolled sideways at twice the size: {element}" for element in once_at_rest(page, TOO_WIDE)]
        found += [f"cut off at twice the size: {element}" for element in once_at_rest(page, CUT_OFF)]
    assert not found, "\n".join(found)


def test_axe_is_at_work(page: Page) -> None:
    page.set_content('<html lang="en"><main><img src="x.png"><p style="color:#ccc">Faint.</p></main></html>')
    assert {violation.split(" ")[0] for violation in grave_violations(page)} >= {"image-alt", "color-contrast"}


# Of the choices of a radio group, Tab reaches one; the arrow keys reach the others.
REACHABLE = """() => [...document.querySelectorAll('a[href], button, input, summary, textarea, [tabindex="0"]')]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0
    && element.role !== "radio" && !element.disabled && !element.closest("[inert]"))"""
LISTEN = """() => { window.reached = new Set(); window.unseen = [];
  document.addEventListener("focusin", ({ target }) => {
    window.reached.add(target);
    const style = getComputedStyle(target);
    const shown = style.outlineStyle !== "none" || style.boxShadow !== "none";
    if (target.closest(".stHtml") && !shown) window.unseen.push(target.outerHTML.slice(0, 120));
  });
}"""


@pytest.mark.parametrize("path", [PAGES["search, results"], "read?report=ostermoor-2016&find=plan", "archive"])
def test_the_tab_key_reaches_everything_and_shows_where_it_is_on(page: Page, samples: str, path: str) -> None:
    visit(page, f"{samples}/{path}")
    page.evaluate(LISTEN)
    wanted = page.evaluate(f"(window.wanted = ({REACHABLE})()).length")
    for _ in range(wanted + 30):
        page.keyboard.press("Tab")
    # What is drawn anew while the focus moves, as the image of a page that follows the text, is another element then.
    missed = page.evaluate(
        "window.wanted.filter((element) => element.isConnected && !window.reached.has(element))"
        ".map((e) => e.outerHTML.slice(0, 160))"
    )
    assert wanted > 10
    assert missed == []
    assert page.evaluate("window.unseen") == []


def test_a_search_is_made_narrowed_and_opened_with_the_keyboard_alone(page: Page, samples: str) -> None:
    open_search(page, samples, "q=reviews")
    page.keyboard.press("/")
    page.keyboard.type(QUERY)
    page.keyboard.press("Enter")
    expect(page.locator(".pr-hit").first).to_be_visible()
    settle(page)
    opening = page.get_by_role("link", name="Open in the report").first
    for _ in range(200):
        page.keyboard.press("Tab")
        if opening.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".pr-marked")).to_be_focused()
