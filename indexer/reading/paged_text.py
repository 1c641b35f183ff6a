"""Text that still has its pages: running headers, footers and page numbers at the edges of each."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

PAGE_BREAK = "\f"
EDGE_LINES = 2
"""A running header has a line or two; a third line from the edge is text."""

SHARE_OF_PAGES = 0.5
"""Headers may leave out the first page, or differ between left and right pages."""

_PAGE_NUMBER = re.compile(r"[-–|\s]*(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?[-–|\s]*\Z", re.IGNORECASE)
_NUMBERED_PAGE = re.compile(r"[-–|\s]*page\s+\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?[-–|\s]*\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class TextPage:
    """The lines of one page of text, and the running lines that were taken out of it."""

    lines: tuple[str, ...]
    running: tuple[str, ...]


def text_pages(text: str) -> list[TextPage]:
    """The pages of a text, parted at form feeds; one page where it has none. No line is lost."""
    pages = [page.split("\n") for page in text.split(PAGE_BREAK)]
    seen = Counter(_key(line) for page in pages for line in {page[i] for i in _edges(page)})
    needed = max(2, round(len(pages) * SHARE_OF_PAGES))
    return [_without_running(page, seen, needed, paged=len(pages) > 1) for page in pages]


def _without_running(page: list[str], seen: Counter[str], needed: int, *, paged: bool) -> TextPage:
    edges = set(_edges(page)) if paged else set()
    running = {
        i
        for i, line in enumerate(page)
        if _NUMBERED_PAGE.match(line) or (i in edges and (seen[_key(line)] >= needed or _PAGE_NUMBER.match(line)))
    }
    kept = tuple(line for i, line in enumerate(page) if i not in running)
    return TextPage(kept, tuple(page[i].strip() for i in sorted(running) if page[i].strip()))


def _key(line: str) -> str:
    return _DIGITS.sub("#", line.strip().lower())


def _edges(page: list[str]) -> list[int]:
    """The indices of the outermost lines that have text."""
    filled = [i for i, line in enumerate(page) if line.strip()]
    return sorted({*filled[:EDGE_LINES], *filled[-EDGE_LINES:]})
