"""Every page at the widths of phones, tablets, small windows and wide screens: nothing cut, nothing overlapping."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.search_app.browser.visiting import settle, visit

WIDTHS = (390, 640, 820, 1024, 1093, 1200, 1366, 1440, 1920)
LEAST_SHARE_OF_ITS_ROOM = 0.6

PAGES = {
    "": ".pr-start",
    "?q=parents&mode=keyword": ".pr-hit",
    "read": ".pr-list",
    "read?report=ostermoor-2016&para=2.1&find=plan": ".pr-marked",
    "read?report=wrenfold-2013&search=q%3Dparents%26mode%3Dkeyword": ".pr-report",
    "precedents": ".pr-heading",
    "precedents?report=ostermoor-2016&para=2.1&as=similar": ".pr-precedent",
    "compare": ".pr-heading",
    "compare?tab=matrix": ".pr-heading",
    "basket": ".pr-heading",
    "archive": ".pr-facts",
}

# What holds words and no other such thing; what lies over the page on purpose (bar, sidebar, header) is left out.
_LAID_OUT = """() => {
  const main = document.querySelector('.stMainBlockContainer');
  const room = main.clientWidth - parseFloat(getComputedStyle(main).paddingLeft) * 2;
  const over = (e) => e.closest('.st-key-reader-bar, .pr-hidden, .pr-basket, details:not([open]) > :not(summary), svg')
    || getComputedStyle(e).position === 'absolute' || (e.closest('.stColumn') && getComputedStyle(e.closest('.stColumn')).position === 'fixed');
  const leaves = [...main.querySelectorAll('p, h1, h2, h3, h4, li, dd, dt, td, th, button, summary, input, textarea, figure')]
    .filter((e) => !e.querySelector('p, li, button, summary, input, td, h1, h2, h3') && e.checkVisibility() && !over(e))
    .map((e) => [e, e.getBoundingClientRect()]).filter(([, r]) => r.width > 2 && r.height > 2);
  const name = (e) => `${e.tagName} ${e.className} ${(e.innerText || '').slice(0, 40)}`;
  const overlapping = [];
  leaves.sort(([, a], [, b]) => a.top - b.top);
  for (let i = 0; i < leaves.length; i++) for (let j = i + 1; j < leaves.length && leaves[j][1].top < leaves[i][1].bottom - 4; j++) {
    const [a, p] = leaves[i], [b, q] = leaves[j];
    if (a.contains(b) || b.contains(a)) continue;
    if (Math.min(p.right, q.right) - Math.max(p.left, q.left) > 4 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 4)
      overlapping.push(`${name(a)} | ${name(b)}`);
  }
  const scrolled = (e) => e.closest('.pr-table, .stVegaLiteChart, [role=region], .pr-sheet, .pr-sheet-frame');
  const cut = leaves.filter(([e, r]) => !scrolled(e) && (r.right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 2
    && ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && getComputedStyle(e).textOverflow !== 'ellipsis')).map(([e]) => name(e));
  const text = [...main.querySelectorAll('.pr-report, .pr-hit, .pr-list, .pr-facts')].filter((e) => e.checkVisibility() && !e.closest('details:not([open])'));
  return {
    too_wide: document.documentElement.scrollWidth - innerWidth,
    narrowest: Math.min(1, ...text.map((e) => e.getBoundingClientRect().width / Math.min(room, e.closest('.pr-side')?.clientWidth ?? room))),
    overlapping: overlapping.slice(0, 5), cut: cut.slice(0, 5),
  };
}"""


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_cut_narrow_or_overlapping_at_any_width(page: Page, samples: str, address: str) -> None:
    visit(page, f"{samples}/{address}")
    expect(page.locator(PAGES[address]).first).to_be_visible()
    settle(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(250)  # Streamlit folds its bars and sidebar after the window has changed
        laid = page.evaluate(_LAID_OUT)
        assert laid["too_wide"] <= 0, (width, laid)
        assert laid["overlapping"] == [], (width, laid)
        assert laid["cut"] == [], (width, laid)
        assert laid["narrowest"] >= LEAST_SHARE_OF_ITS_ROOM, (width, laid)
