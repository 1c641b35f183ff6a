"""Running headers, footers and page numbers: lines that stand at the same place on page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.structure.layout import Line, Page

HEADER_ZONE_SHARE = 0.10
FOOTER_ZONE_SHARE = 0.12
"""Of the page height. Body text may reach into both; it only goes where the same words come back."""

PAGES_TO_REPEAT_MINIMUM = 3
"""Twice can be chance (a heading that opens two pages); short files are judged by their share of pages."""

PLACE_TOLERANCE_POINTS = 6.0
"""A footer of two lines may shift by some points from page to page, never by half a line."""

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–|]?\s*(\d{1,3}|[ivxl]{1,6})\s*(?:(?:of|/)\s*\d{1,3})?\s*[-–|]?\Z", re.IGNORECASE
)


def running_lines(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """(page index, line index) of every line that is running matter."""
    candidates = list(_candidates(pages))
    seen: Counter[tuple[str, int]] = Counter()
    for page, _, key, place in candidates:
        del page
        seen[key, place] += 1
    needed = min(PAGES_TO_REPEAT_MINIMUM, max(2, len(pages)))
    found = set()
    for page, line, key, place in candidates:
        repeats = seen[key, place - 1] + seen[key, place] + seen[key, place + 1]
        if repeats >= needed or _is_page_number(pages[page].lines[line], pages):
            found.add((page, line))
    return found


def _candidates(pages: Sequence[Page]) -> Iterator[tuple[int, int, str, int]]:
    for page_index, page in enumerate(pages):
        low, high = page.height * FOOTER_ZONE_SHARE, page.height * (1 - HEADER_ZONE_SHARE)
        for line_index, line in enumerate(page.lines):
            if line.y < low or line.y > high:
                key = _DIGITS.sub("#", line.text.lower())
                yield page_index, line_index, key, round(line.y / PLACE_TOLERANCE_POINTS)


def _is_page_number(line: Line, pages: Sequence[Page]) -> bool:
    match = _PAGE_NUMBER.match(line.text.strip())
    if not match:
        return False
    value = match.group(1)
    return not value.isdigit() or int(value) <= len(pages) + PAGES_TO_REPEAT_MINIMUM
