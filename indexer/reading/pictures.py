"""Pages of a PDF as pictures, and where on them a paragraph stands. Runs in a child process with limits (`worker`).

PDFium is not thread-safe and works on what anybody may have sent; here it has a process of its own.
"""

from __future__ import annotations

import base64
import ctypes
import io
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from indexer.errors import ReadingRefused
from indexer.reading.worker import NO_SUCH_PAGE

# Where on the pages of a file a paragraph stands, told by its letters alone; and only where that is certain.
#
# A report's text has hyphens, spaces and note marks in other places than the page, but the same letters and
# digits in the same order.

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


PAGE_WIDTH_PIXELS = 1_240
"""A4 at 150 dots an inch: small print can be read, and a page of text stays under 300 kB."""

PAGE_HEIGHT_LIMIT_PIXELS = 4_000
"""A page that is longer is drawn narrower; without this a hostile page size could ask for all memory."""

_PALETTE_COLOURS = 64
"""Enough for text and logos, at a third of the size in true colour."""

NOT_DRAWN = "not-drawn"


def drawn(data: bytes, page: int) -> dict[str, Any]:
    """A page of a PDF, counted from 1, as JSON: PNG in base 64, width and height in pixels, how many pages.

    Raises ReadingRefused with "no-such-page", its message being the number of pages, and "not-drawn".
    """
    try:
        with closing(pdfium.PdfDocument(data)) as document:
            pages = len(document)
            if not 1 <= page <= pages:
                raise ReadingRefused(NO_SUCH_PAGE, str(pages))
            with closing(document[page - 1]) as sheet:
                width, height = sheet.get_size()
                scale = min(PAGE_WIDTH_PIXELS / max(width, 1), PAGE_HEIGHT_LIMIT_PIXELS / max(height, 1))
                picture = sheet.render(scale=scale).to_pil()
    except pdfium.PdfiumError as error:
        raise ReadingRefused(NOT_DRAWN, "It is damaged.") from error
    return {
        "png": base64.b64encode(as_png(picture)).decode("ascii"),
        "width": picture.width,
        "height": picture.height,
        "pages": pages,
    }


def as_png(picture: Image.Image) -> bytes:
    """A picture of text and logos as a small PNG."""
    stream = io.BytesIO()
    picture.convert("RGB").quantize(_PALETTE_COLOURS).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def found(data: bytes, text: str, first: int, last: int) -> list[tuple[int, Box]]:
    """Where on the pages `first` to `last` of a PDF a paragraph stands, for each page where that is certain."""
    numbers = range(first, last + 1)
    try:
        with closing(pdfium.PdfDocument(data)) as document:
            spans = places_of(text, [_letters(document, number) for number in numbers])
            return [(number, _box(document, number, span)) for number, span in zip(numbers, spans, strict=True) if span]
    except pdfium.PdfiumError:
        return []


def _letters(document: pdfium.PdfDocument, number: int) -> Letters:
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as text:
        return letters_of([chr(pdfium_c.FPDFText_GetUnicode(text.raw, at)) for at in range(text.count_chars())])


def _box(document: pdfium.PdfDocument, number: int, span: tuple[int, int]) -> Box:
    """The smallest frame around the characters of `span`, as shares of the page's width and height."""
    start, end = span
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as text:
        corners = []
        for at in range(text.count_rects(start, end - start)):
            left, bottom, right, top = text.get_rect(at)
            corners += [_share(page, left, top), _share(page, right, bottom)]
    return _around(corners)


_STEPS = 100_000
"""PDFium gives whole pixels; on a page of so many the error is far below one that can be seen."""


def _share(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, _STEPS, _STEPS, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value / _STEPS, down.value / _STEPS


def _around(corners: Sequence[tuple[float, float]]) -> Box:
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)
