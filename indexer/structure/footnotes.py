"""Where the footnotes of a page begin: below a short rule at the left margin, in smaller type."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from indexer.structure.frames import TOUCH_POINTS, Frame
from indexer.structure.layout import Line, Page

RULE_SHARE_MINIMUM, RULE_SHARE_MAXIMUM = 0.12, 0.45
"""Of the page width. Word draws two inches; lines across the whole measure belong to headers and tables."""

SMALLER_SHARE = 0.93
"""Of the body's type: notes are set at 9 or 10 points under 12."""

ZONE_SHARE = 0.6
"""Of the page height: a note may fill a page to this height, never more."""

RULE_GAP_SIZES = 3.0
"""The first note line stands within so many of its own sizes below the rule."""

_MARKED = re.compile(r"\d{1,3}\b|[⁰¹²³⁴-⁹]|\[\d{1,3}\]|[*†‡]")


def footnote_lines(page: Page, flow: Collection[int], body_size: float, frames: Sequence[Frame]) -> set[int]:
    """The indices of the lines of `flow` that are footnotes of this page."""
    rule_y = _separator(page, flow, body_size, frames)
    if rule_y is not None:
        return {i for i in flow if page.lines[i].y < rule_y and page.lines[i].size <= body_size * SMALLER_SHARE}
    return _unruled(page, {i for i in flow if not any(f.holds(page.lines[i].words[0]) for f in frames)}, body_size)


def _separator(page: Page, flow: Collection[int], body_size: float, frames: Sequence[Frame]) -> float | None:
    low, high = page.width * RULE_SHARE_MINIMUM, page.width * RULE_SHARE_MAXIMUM
    for rule in sorted(page.rules, key=lambda r: -r.y0):
        if not rule.horizontal or not low <= rule.x1 - rule.x0 <= high or rule.y0 > page.height * ZONE_SHARE:
            continue
        if any(frame.y0 - TOUCH_POINTS <= rule.y0 <= frame.y1 + TOUCH_POINTS for frame in frames):
            continue
        below = [page.lines[i] for i in flow if page.lines[i].y < rule.y0]
        if not below:
            continue
        first = max(below, key=lambda line: line.y)
        near = rule.y0 - first.y <= RULE_GAP_SIZES * max(first.size, SMALLER_SHARE * body_size)
        if near and abs(first.x0 - rule.x0) < body_size * 3 and _all_small(below, body_size):
            return rule.y0
    return None


def _all_small(lines: Sequence[Line], body_size: float) -> bool:
    return all(line.size <= body_size * SMALLER_SHARE for line in lines)


def _unruled(page: Page, flow: Collection[int], body_size: float) -> set[int]:
    """Without a rule: the small lines at the foot of the page, from the last one up, if the top one is marked."""
    found: list[int] = []
    for index in sorted(flow, key=lambda i: page.lines[i].y):
        if page.lines[index].size > body_size * SMALLER_SHARE or page.lines[index].y > page.height * ZONE_SHARE:
            break
        found.append(index)
    while found and not _is_marked(page.lines[found[-1]]):
        found.pop()
    return set(found)


def _is_marked(line: Line) -> bool:
    return bool(_MARKED.match(line.text)) and len(line.words) > 1
