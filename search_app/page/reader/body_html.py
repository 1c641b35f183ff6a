"""Every element of a report in its order, with links and marks in its words, as the template body.html draws it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from indexer.language.references import references_in
from indexer.records import CHUNK_KINDS, Chunk, Element, ElementKind, Report
from search_app.answers.citation import Citation
from search_app.answers.labels import READING_SIGNS, UNSEARCHED_KINDS
from search_app.answers.why_this_reading import section_of
from search_app.basket.basket import make_reference
from search_app.page.addresses import READ_PAGE, ReaderState, read_href
from search_app.page.basket.actions import BasketAction
from search_app.page.hit_html import falls_short, questions_html
from search_app.page.markup import Decoration, decorated
from search_app.page.templates import render
from search_app.page.why_html import why_html

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


@dataclass(frozen=True, slots=True)
class _Part:
    """One element as the template draws it. `shape` says how, `words` are markup.

    `page` is the page of the file that it begins on, which the script holds the picture to; `new_page` is the same
    where the element is the first of its page.
    """

    shape: str
    words: Markup
    kind: str
    label: str = ""
    anchor: str = ""
    level: int = 0
    page: int | None = None
    new_page: int | None = None

    @property
    def at_page(self) -> Markup:
        """The attribute by which the script knows the page; none where the file has no pages."""
        return Markup(' data-pdf-page="{}"').format(self.page) if self.page else Markup("")


@dataclass(frozen=True, slots=True)
class _Paragraph(_Part):
    """A paragraph that can be cited, with what its tools need."""

    marked: bool = False
    reference: str = ""
    in_basket: bool = False
    citation: str = ""
    which: str = ""
    quotation: str = ""
    href: str = ""
    reading: str = ""
    sign: str = ""
    falls_short: bool = False
    doubts: tuple[str, ...] = ()
    questions: Markup = field(default_factory=Markup)
    why: Markup = field(default_factory=Markup)


def paragraph_anchor(address: str) -> str:
    """The id of the paragraph's element on the page."""
    return f"para-{address}"


def section_anchor(section: int) -> str:
    """The id of the section's heading on the page."""
    return f"section-{section}"


def body_html(body: Body) -> Markup:
    """Every element in order, the marked one marked."""
    return render(
        "reader/body.html",
        report_id=body.report.report_id,
        parts=_parts(body),
        sheet_href=(lambda page: body.state.on_sheet(page).href) if body.sheets else None,
        toggle=BasketAction.TOGGLE,
    )


def _parts(body: Body) -> Iterator[_Part]:
    report = body.report
    shown_page = None
    headings = {section.start: at for at, section in enumerate(report.sections)}
    for element, decorations in zip(report.elements, _by_element(body), strict=True):
        page = element.pages[0] if element.pages else None
        new_page = page if page and page != shown_page else None
        shown_page = page or shown_page
        words = Markup(decorated(report.text, element.start, element.end, decorations))
        yield _part(body, element, words, headings.get(element.start), page, new_page)


def _by_element(body: Body) -> list[list[Decoration]]:
    """The decorations of each element, references first."""
    starts = [element.start for element in body.report.elements]
    found: list[list[Decoration]] = [[] for _ in starts]
    for each in (*_references(body), *body.decorations):
        found[max(0, bisect_right(starts, each.start) - 1)].append(each)
    return found


_REFERENCE = Markup('<a href="{}" data-page="{}" aria-label="Go to paragraph {}">')


def _references(body: Body) -> list[Decoration]:
    """A link for each number that names another paragraph."""
    found = []
    for reference in references_in(body.report):
        if reference.element is None:
            continue
        place = body.places.get(body.report.elements[reference.element].start)
        if place is not None:
            href = body.state.at(body.report.report_id, place.address).href
            opening = _REFERENCE.format(href, READ_PAGE, reference.number)
            found.append(Decoration(reference.start, reference.end, opening, "</a>"))
    return found


def _part(
    body: Body, element: Element, words: Markup, section: int | None, page: int | None, new_page: int | None
) -> _Part:
    kind = element.kind.value
    if element.kind is ElementKind.HEADING:
        if section is None:
            return _Part("lost", words, kind, page=page, new_page=new_page)
        level = min(_LEVEL_OF_OUTERMOST_HEADING + body.report.sections[section].level - 1, _DEEPEST_HEADING_LEVEL)
        return _Part("heading", words, kind, "", section_anchor(section), level, page, new_page)
    place = body.places.get(element.start)
    if element.kind in CHUNK_KINDS and place is not None:
        return _paragraph(body, element, place, words, page, new_page)
    if element.kind is ElementKind.FOOTNOTE:
        return _Part("footnote", words, kind, page=page, new_page=new_page)
    return _Part("furniture", words, kind, UNSEARCHED_KINDS.get(element.kind, kind), page=page, new_page=new_page)


def _paragraph(
    body: Body, element: Element, place: Place, words: Markup, page: int | None, new_page: int | None
) -> _Paragraph:
    report, chunk = body.report, place.chunk
    which, section = place.citation.short, section_of(chunk, report)
    marked = place.address == body.marked
    return _Paragraph(
        "paragraph",
        words,
        element.kind.value,
        element.number or ("•" if element.kind is ElementKind.BULLET else ""),
        paragraph_anchor(place.address),
        page=page,
        new_page=new_page,
        marked=marked,
        reference=make_reference(report.report_id, place.address),
        in_basket=place.in_basket,
        citation=place.citation.long,
        which=which,
        quotation=f"“{chunk.text}” {which}",
        href=read_href(report.report_id, place.address),
        reading=chunk.reading.value,
        sign=READING_SIGNS[chunk.reading],
        falls_short=falls_short(chunk, section),
        doubts=report.doubts(chunk.pages),
        questions=Markup(questions_html(chunk, section, place.address, which)),
        # Reading every sentence of a long report again would hold the page up; one paragraph is asked about at a time.
        why=Markup(why_html(chunk, section, which)) if marked else Markup(""),
    )
