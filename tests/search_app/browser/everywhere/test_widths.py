"""Every page at the widths of phones, tablets, small windows and wide screens: nothing cut, nothing overlapping."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.search_app.browser.visiting import once_at_rest, settle, visit

WIDTHS = (390, 640, 820, 1024, 1093, 1200, 1366, 1440, 1920)
LEAST_SHARE_OF_ITS_ROOM = 0.6

PAGES = {
    "": ".pr-start",
    "?q=parents&mode=keyword": ".pr-hit",
    "?theme=custody&year=2016": ".pr-hit",
    "read": ".pr-list",
    "read?report=ostermoor-2016&para=2.1&find=plan": ".pr-marked",
    "read?report=wrenfold-2013&search=q%3Dparents%26mode%3Dkeyword": ".pr-report",
    "precedents": ".pr-heading",
    "precedents?report=ostermoor-2016&para=2.1&as=similar": ".pr-precedent",
    "compare": ".pr-heading",
    "basket": ".pr-heading",
    "archive": ".pr-facts",
}

# What holds words and no other such thing; what lies over the page on purpose (bar, sidebar, header) is left out.
_BADLY_LAID = """() => {
  const main = document.querySelector('.stMainBlockContainer');
  const room = main.clientWidth - parseFloat(getComputedStyle(main).paddingLeft) * 2;
  const shut = 'details:not([open]) > :not(summary)';
  const fixed = (e) => e && getComputedStyle(e).position === 'fixed';
  const over = (e) => e.closest(`.st-key-reader-bar, .pr-hidden, .pr-basket, svg, ${shut}`)
    || getComputedStyle(e).position === 'absolute' || fixed(e.closest('.stColumn'));
  const inSight = (e) => { // of what scrolls down inside its frame, as a table does, only what the frame shows
    const r = e.getBoundingClientRect(), frame = e.closest('.pr-matrix')?.getBoundingClientRect() ?? r;
    const [top, bottom] = [Math.max(r.top, frame.top), Math.min(r.bottom, frame.bottom)];
    return new DOMRect(r.left, top, r.width, Math.max(0, bottom - top));
  };
  const words = 'p, h1, h2, h3, h4, li, dd, dt, td, th, button, summary, input, textarea, figure';
  const leaves = [...main.querySelectorAll(words)]
    .filter((e) => !e.querySelector('p, li, button, summary, input, td, h1, h2, h3') && e.checkVisibility() && !over(e))
    .map((e) => [e, inSight(e)]).filter(([, r]) => r.width > 2 && r.height > 2)
    .sort(([, a], [, b]) => a.top - b.top);
  const name = (e) => `${e.tagName} ${e.className} ${(e.innerText || '').slice(0, 40)}`;
  const across = (p, q) => Math.min(p.right, q.right) - Math.max(p.left, q.left);
  const down = (p, q) => Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
  const overlapping = [];
  for (const [i, [a, p]] of leaves.entries()) for (const [b, q] of leaves.slice(i + 1)) {
    if (q.top >= p.bottom - 4) break;
    if (!a.contains(b) && !b.contains(a) && across(p, q) > 4 && down(p, q) > 4) overlapping.push([name(a), name(b)]);
  }
  const scrolled = (e) => e.closest('.pr-table, .stVegaLiteChart, [role=region], .pr-sheet');
  const clips = (e) => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX)
    && getComputedStyle(e).textOverflow !== 'ellipsis' && e.scrollWidth > e.clientWidth + 2;
  const cut = leaves.filter(([e, r]) => !scrolled(e) && (r.right > innerWidth + 1 || clips(e))).map(([e]) => name(e));
  const texts = [...main.querySelectorAll('.pr-report, .pr-hit, .pr-list, .pr-facts')]
    .filter((e) => e.checkVisibility() && !e.closest('details:not([open])'));
  const share = (e) => e.getBoundingClientRect().width / Math.min(room, e.closest('.pr-side')?.clientWidth ?? room);
  const tooWide = document.documentElement.scrollWidth - innerWidth;
  return [
    ...(tooWide > 0 ? [`the page is ${tooWide} px wider than the window`] : []),
    ...overlapping.slice(0, 5).map(([a, b]) => `overlapping: ${a} | ${b}`),
    ...cut.slice(0, 5).map((e) => `cut: ${e}`),
    ...texts.filter((e) => share(e) < LEAST_SHARE).map((e) => `takes ${share(e).toFixed(2)} of its room: ${name(e)}`),
  ];
}""".replace("LEAST_SHARE", str(LEAST_SHARE_OF_ITS_ROOM))


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_cut_narrow_or_overlapping_at_any_width(page: Page, samples: str, address: str) -> None:
    visit(page, f"{samples}/{address}")
    expect(page.locator(PAGES[address]).first).to_be_visible()
    settle(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert once_at_rest(page, _BADLY_LAID) == [], f"{width} px"
