"""HTML of every element of a report in its order, with links and marks in its words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from indexer.language.references import references_in
from indexer.records import CHUNK_KINDS, Chunk, Element, ElementKind, Report
from search_app.answers.citation import Citation
from search_app.answers.labels import UNSEARCHED_KINDS
from search_app.basket.basket import make_reference
from search_app.page.addresses import READ_PAGE, ReaderState, read_href
from search_app.page.hit_html import questions_html
from search_app.page.markup import Decoration, basket_button, copy_button, copy_link_button, decorated, link

_LEVEL_OF_OUTERMOST_HEADING = 2
_DEEPEST_HEADING_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A chunk of the report with what is needed to cite it and to link to it."""

    chunk: Chunk
    address: str
    citation: Citation
    in_basket: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A report, its chunks by their start offsets, the address that is marked, and what its words carry.

    `decorations` lie in the report's text. `state` is what links inside the report start from; `sheets` says
    whether the pages of the file can be shown.
    """

    report: Report
    places: Mapping[int, Place]
    marked: str | None = None
    decorations: Sequence[Decoration] = ()
    state: ReaderState = field(default_factory=ReaderState)
    sheets: bool = False


def paragraph_anchor(address: str) -> str:
    """The id of the paragraph's element on the page."""
    return f"para-{address}"


def section_anchor(section: int) -> str:
    """The id of the section's heading on the page."""
    return f"section-{section}"


def body_html(body: Body) -> str:
    """Every element in order, the marked one marked."""
    report = body.report
    parts = []
    page = None
    headings = {section.start: at for at, section in enumerate(report.sections)}
    for element, decorations in zip(report.elements, _by_element(body), strict=True):
        if element.pages and element.pages[0] != page:
            page = element.pages[0]
            parts.append(_page(body, page))
        words = decorated(report.text, element.start, element.end, decorations)
        parts.append(_element(body, element, words, headings.get(element.start)))
    which = escape(report.report_id)
    return f'<article class="pr-report" data-report="{which}" aria-label="The whole report">{"".join(parts)}</article>'


def _page(body: Body, page: int) -> str:
    words = f"page {page}"
    if body.sheets:
        label = f"Show page {page} of the file"
        href = body.state.on_sheet(page).href
        words = link(href, words, page=READ_PAGE, label=label, classes="pr-sheet-link pr-stay")
    return f'<p class="pr-page">{words}<span class="pr-hidden"> of the file</span></p>'


def _by_element(body: Body) -> list[list[Decoration]]:
    """The decorations of each element, references first."""
    starts = [element.start for element in body.report.elements]
    found: list[list[Decoration]] = [[] for _ in starts]
    for each in (*_references(body), *body.decorations):
        found[max(0, bisect_right(starts, each.start) - 1)].append(each)
    return found


def _references(body: Body) -> list[Decoration]:
    """A link for each number that names another paragraph."""
    found = []
    for reference in references_in(body.report):
        if reference.element is None:
            continue
        place = body.places.get(body.report.elements[reference.element].start)
        if place is not None:
            href = escape(body.state.at(body.report.report_id, place.address).href)
            label = f"Go to paragraph {reference.number}"
            opening = f'<a href="{href}" data-page="{READ_PAGE}" aria-label="{escape(label)}">'
            found.append(Decoration(reference.start, reference.end, opening, "</a>"))
    return found


def _element(body: Body, element: Element, words: str, section: int | None) -> str:
    if element.kind is ElementKind.HEADING:
        return _heading(body.report, words, section)
    place = body.places.get(element.start)
    if element.kind in CHUNK_KINDS and place is not None:
        return _paragraph(body, element, place, words)
    if element.kind is ElementKind.FOOTNOTE:
        return f'<p class="pr-footnote"><span class="pr-quiet">footnote</span> {words}</p>'
    label = UNSEARCHED_KINDS.get(element.kind, element.kind.value)
    classes = f"pr-furniture pr-{element.kind.value}"
    return f'<div class="{classes}"><span class="pr-quiet">{escape(label)}</span><p>{words}</p></div>'


def _heading(report: Report, words: str, section: int | None) -> str:
    if section is None:
        return f'<p class="pr-lost-heading">{words}</p>'
    level = min(_LEVEL_OF_OUTERMOST_HEADING + report.sections[section].level - 1, _DEEPEST_HEADING_LEVEL)
    return f'<h{level} id="{section_anchor(section)}" tabindex="-1">{words}</h{level}>'


def _paragraph(body: Body, element: Element, place: Place, words: str) -> str:
    which = place.citation.short
    number = element.number or ("•" if element.kind is ElementKind.BULLET else "")
    is_marked = place.address == body.marked
    classes = f"pr-para pr-{element.kind.value}{' pr-marked' if is_marked else ''}"
    current = ' aria-current="location"' if is_marked else ""
    reference = make_reference(body.report.report_id, place.address)
    return (
        f'<div class="{classes}" id="{escape(paragraph_anchor(place.address))}" tabindex="-1"{current}>'
        f'<span class="pr-number">{escape(number)}</span><p class="pr-text">{words}</p>'
        f'<div class="pr-tools">{basket_button(reference, place.in_basket, which)}'
        f'<span class="pr-quiet pr-which">{escape(which)}</span>'
        '<span class="pr-copies"><span class="pr-quiet">Copy</span>'
        f"{copy_button('citation', place.citation.long, f'Copy the citation {which}')}"
        f"{copy_button('short form', which, f'Copy the short citation {which}')}"
        f"{copy_link_button(read_href(body.report.report_id, place.address), f'Copy a link to {which}')}</span>"
        f"{questions_html(place.chunk, body.report, place.address, which)}</div></div>"
    )
