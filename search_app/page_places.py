"""Where on the pages of a file a paragraph stands, told by its letters alone; and only where that is certain.

A report's text has hyphens, spaces and note marks in other places than the page, but the same letters and
digits in the same order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as shares of a page's width and height from its upper left corner."""

FEWEST_LETTERS = 12
"""A part of a paragraph that is shorter stands on a page by chance."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text, folded; `places` has, for each, which character it comes from."""

    text: str
    places: tuple[int, ...]


def letters_of(characters: Iterable[str]) -> Letters:
    """The letters of `characters`; ligatures count as their letters, raised digits as digits."""
    letters, places = [], []
    for place, character in enumerate(characters):
        for part in unicodedata.normalize("NFKC", character).casefold():
            if part.isalnum():
                letters.append(part)
                places.append(place)
    return Letters("".join(letters), tuple(places))


def places_of(text: str, pages: Sequence[Letters]) -> list[tuple[int, int] | None]:
    """For each page, the characters that are `text`'s, half open, or None; all None where it is not certain.

    The text must stand whole and once on one page, or its beginning on the first page and all the rest on the
    second.
    """
    sought = letters_of(text).text
    nowhere: list[tuple[int, int] | None] = [None] * len(pages)
    if len(sought) < FEWEST_LETTERS or len(pages) > 2:
        return nowhere
    for at, page in enumerate(pages):
        if page.text.count(sought) == 1:
            return [*nowhere[:at], _span(page, sought), *nowhere[at + 1 :]]
    if len(pages) == 2:
        first, second = pages
        split = _longest_beginning(sought, first.text)
        rest = sought[split:]
        begins_later = len(sought) - _longest_beginning(sought[::-1], second.text[::-1])
        certain = split == begins_later and min(split, len(rest)) >= FEWEST_LETTERS
        if certain and first.text.count(sought[:split]) == 1 == second.text.count(rest):
            return [_span(first, sought[:split]), _span(second, rest)]
    return nowhere


def _span(page: Letters, sought: str) -> tuple[int, int]:
    start = page.text.index(sought)
    return page.places[start], page.places[start + len(sought) - 1] + 1


def _longest_beginning(sought: str, text: str) -> int:
    """How many of the first letters of `sought` stand in a row somewhere in `text`."""
    least, most = 0, len(sought)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if sought[:middle] in text else (least, middle - 1)
    return least
