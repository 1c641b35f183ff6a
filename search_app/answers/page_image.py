"""Pictures of the pages of a report's PDF, and where on them a paragraph stands.

They are drawn in a child process with limits on time and memory (`indexer.reading.pictures`), never in the server.
Pictures and places are remembered by the SHA-256 of the file, which the generation knows: what is shown is the file
that was indexed, or nothing.
"""

from __future__ import annotations

import base64
import hashlib
import io
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from indexer.errors import PageUnavailable, ReadingRefused
from indexer.limits import FILE_SIZE_LIMIT_BYTES
from indexer.reading.worker import NO_SUCH_PAGE, spare_worker
from indexer.records import Chunk, Report
from indexer.storage.manifest import Manifest

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as shares of a page's width and height from its upper left corner."""

IMAGES_CACHED = 48
"""At 300 kB each, under 15 MB."""

PLACES_CACHED = 512
_PALETTE_COLOURS = 64
_OUTLINE_COLOUR = (31, 95, 107)
_OUTLINE_WIDTH_PIXELS = 4
_REBUILD = "Bring the index up to date with `precedent index`."

_AT_ONCE = threading.Semaphore(2)
"""Processes that draw at the same time: one hostile file must not stop the pictures of all the others."""

_REFUSED_KEPT = 256


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
            f"{report.source} is not a PDF, so it has no pages to show.", hint="Read its text instead."
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
    stream = io.BytesIO()
    picture.quantize(_PALETTE_COLOURS).save(stream, "PNG", optimize=True)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class _File:
    sha256: str
    source: str
    corpus: str

    @property
    def path(self) -> Path:
        return Path(self.corpus) / self.source

    def check(self) -> None:
        """Raises PageUnavailable where the folder no longer holds the bytes that were indexed."""
        folder = Path(self.corpus)
        path = self.path
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


@lru_cache(maxsize=IMAGES_CACHED)
def _remembered_image(file: _File, number: int) -> PageImage:
    answer = _look(file, f"Page {number} of {file.source}", page=number)
    return PageImage(base64.b64decode(answer["png"]), answer["width"], answer["height"], number, answer["pages"])


@lru_cache(maxsize=PLACES_CACHED)
def _remembered_places(file: _File, text: str, pages: tuple[int, int]) -> tuple[tuple[int, Box], ...]:
    answer = _look(file, f"A page of {file.source}", text=text, first=pages[0], last=pages[1])
    return tuple((number, (box[0], box[1], box[2], box[3])) for number, box in answer["places"])


_refused: dict[tuple[str, str], PageUnavailable] = {}
"""What took too long or too much once would do so again."""


def _look(file: _File, what: str, **wanted: Any) -> dict[str, Any]:
    """What a process with limits finds in a file. Raises PageUnavailable, which begins with `what`."""
    file.check()
    key = (file.sha256, what)
    if key in _refused:
        raise _refused[key]
    try:
        with _AT_ONCE, spare_worker() as worker:
            return worker.look(file.path, sha256=file.sha256, **wanted)
    except ReadingRefused as refusal:
        if refusal.code == NO_SUCH_PAGE:
            number = wanted.get("page")
            raise PageUnavailable(f"{file.source} has {refusal.message} pages, and no page {number}.") from refusal
        unavailable = PageUnavailable(f"{what} cannot be drawn: {refusal.message}")
        if refusal.code != "unreadable" and len(_refused) < _REFUSED_KEPT:
            _refused[key] = unavailable
        raise unavailable from refusal
