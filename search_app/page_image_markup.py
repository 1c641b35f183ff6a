"""HTML of the page of a report's file that is shown beside its text."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from search_app.markup import link
from search_app.page_images import PageImage
from search_app.page_places import Box
from search_app.permalinks import READ_PAGE
from search_app.reader_state import ReaderState


def page_image_html(image: PageImage, source: str, state: ReaderState, box: Box | None, which: str) -> str:
    """The picture with the paragraph `which` outlined where `box` says it stands, and the ways to the pages beside."""
    outline = ""
    if box is not None:
        left, top, right, bottom = (100 * share for share in box)
        place = f"left:{left:.2f}%;top:{top:.2f}%;width:{right - left:.2f}%;height:{bottom - top:.2f}%"
        outline = f'<span class="pr-outlined" style="{place}"></span>'
    where = f", paragraph {which} outlined" if box is not None else ""
    alternative = escape(f"Page {image.number} of {source}{where}; its text stands in the report beside it")
    source_attributes = f'src="data:image/png;base64,{b64encode(image.png).decode("ascii")}"'
    picture = f'<img {source_attributes} width="{image.width}" height="{image.height}" alt="{alternative}">'
    return (
        f'<figure class="pr-sheet"><figcaption><span>{_turn(image, state, -1)} '
        f"Page {image.number} of {image.pages} {_turn(image, state, 1)}</span>"
        '<button type="button" class="pr-copy" data-enlarge aria-pressed="false">larger</button></figcaption>'
        '<div class="pr-sheet-frame" tabindex="0" role="group" aria-label="Picture of the page">'
        f'<div class="pr-sheet-page">{picture}{outline}</div></div></figure>'
    )


def _turn(image: PageImage, state: ReaderState, step: int) -> str:
    words = "←" if step < 0 else "→"
    number = image.number + step
    if not 1 <= number <= image.pages:
        return f'<span class="pr-step pr-quiet" aria-hidden="true">{words}</span>'
    href = state.on_sheet(number).href
    return link(href, words, page=READ_PAGE, classes="pr-step pr-stay", label=f"Page {number} of the file")


def sheet_toggle_html(number: int) -> str:
    """The button that shows and hides the picture of the page."""
    return (
        '<button type="button" class="pr-copy pr-sheet-toggle" data-toggle-sheet '
        f'title="Show or hide the page beside the text">PDF page {number}</button>'
    )
