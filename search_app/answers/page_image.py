"""Pictures of the pages of a report's PDF, and where on them a paragraph stands.

PDFium is not thread-safe, so one lock stands around every call. Pictures and places are remembered by the
SHA-256 of the file, which the generation knows: what is shown is the file that was indexed, or nothing.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageDraw

from indexer.errors import PageUnavailable
from indexer.limits import FILE_SIZE_LIMIT_BYTES
from indexer.records import Chunk, Report
from indexer.storage.manifest import Manifest

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

IMAGES_CACHED = 48
"""At 300 kB each, under 15 MB."""

PLACES_CACHED = 512
_PALETTE_COLOURS = 64
"""Enough for text and logos, at a third of the size in true colour."""

_OUTLINE_COLOUR = (31, 95, 107)
_OUTLINE_WIDTH_PIXELS = 4
_REBUILD = "Bring the index up to date with `precedent index`."

_pdfium = threading.Lock()


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG. `number` counts from 1, `pages` is how many the file has; sizes are in pixels."""

    png: bytes
    width: int
    height: int
    number: int
    pages: int


def has_pages(report: Report) -> bool:
    """Whether a report's file is one whose pages can be shown."""
    return any(element.pages for element in report.elements) and report.source.lower().endswith(".pdf")


def page_image(manifest: Manifest, report: Report, number: int) -> PageImage:
    """Page `number` of the file that `report` was read from. Raises PageUnavailable."""
    if not has_pages(report):
        raise PageUnavailable(
            f"{report.source} is no PDF, so it has no pages that can be shown.", hint="Read its text instead."
        )
    return _remembered_image(_File(report.sha256, report.source, manifest.corpus), number)


def paragraph_boxes(manifest: Manifest, report: Report, chunk: Chunk) -> dict[int, Box]:
    """Page -> where the chunk stands on it; empty where that cannot be told for certain. Raises PageUnavailable."""
    if chunk.pages is None:
        return {}
    file = _File(report.sha256, report.source, manifest.corpus)
    return dict(_remembered_places(file, chunk.text, chunk.pages))


def outlined(image: PageImage, box: Box) -> bytes:
    """The page as PNG with a frame around `box`."""
    picture = Image.open(io.BytesIO(image.png)).convert("RGB")
    left, top, right, bottom = box
    corners = (left * image.width, top * image.height, right * image.width, bottom * image.height)
    ImageDraw.Draw(picture).rectangle(corners, outline=_OUTLINE_COLOUR, width=_OUTLINE_WIDTH_PIXELS)
    return _png(picture)


@dataclass(frozen=True, slots=True)
class _File:
    sha256: str
    source: str
    corpus: str

    def read(self) -> bytes:
        """The bytes that were indexed. Raises PageUnavailable where the folder no longer holds them."""
        folder = Path(self.corpus)
        path = folder / self.source
        try:
            if not path.resolve().is_relative_to(folder.resolve()) or path.stat().st_size > FILE_SIZE_LIMIT_BYTES:
                raise PageUnavailable(f"{self.source} is not a file of the folder that can be shown.")
            content = path.read_bytes()
        except FileNotFoundError:
            raise PageUnavailable(
                f"{self.source} is no longer in the folder “{folder.name}”, so its pages cannot be shown.",
                hint=f"Put it back, or leave it out. {_REBUILD}",
            ) from None
        except OSError as error:
            raise PageUnavailable(
                f"{self.source} cannot be opened: {error.strerror or error}.", hint="Check its permissions."
            ) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise PageUnavailable(
                f"{self.source} has changed since the index was built, so its pages may not be those of this text.",
                hint=_REBUILD,
            )
        return content


@lru_cache(maxsize=IMAGES_CACHED)
def _remembered_image(file: _File, number: int) -> PageImage:
    content = file.read()
    try:
        with _pdfium, closing(pdfium.PdfDocument(content)) as document:
            pages = len(document)
            if not 1 <= number <= pages:
                raise PageUnavailable(f"{file.source} has {pages} pages, and no page {number}.")
            with closing(document[number - 1]) as page:
                width, height = page.get_size()
                scale = min(PAGE_WIDTH_PIXELS / max(width, 1), PAGE_HEIGHT_LIMIT_PIXELS / max(height, 1))
                picture = page.render(scale=scale).to_pil()
    except pdfium.PdfiumError as error:
        raise PageUnavailable(f"Page {number} of {file.source} cannot be drawn: {error}.") from error
    return PageImage(_png(picture), picture.width, picture.height, number, pages)


def _png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.convert("RGB").quantize(_PALETTE_COLOURS).save(stream, "PNG", optimize=True)
    return stream.getvalue()


@lru_cache(maxsize=PLACES_CACHED)
def _remembered_places(file: _File, text: str, pages: tuple[int, int]) -> tuple[tuple[int, Box], ...]:
    content = file.read()
    numbers = range(pages[0], pages[1] + 1)
    try:
        with _pdfium, closing(pdfium.PdfDocument(content)) as document:
            found = places_of(text, [_letters(document, number) for number in numbers])
            return tuple(
                (number, _box(document, number, span)) for number, span in zip(numbers, found, strict=False) if span
            )
    except pdfium.PdfiumError:
        return ()


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
