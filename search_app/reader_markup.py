"""HTML of one whole report: what it says about itself, its outline, and every element in its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from indexer.records import CHUNK_KINDS, Chunk, Element, ElementKind, Finding, Report
from indexer.structure.references import Reference, references_in
from search_app.basket_markup import basket_button
from search_app.citation import Citation
from search_app.evidence import make_reference
from search_app.labels import NOT_STATED, UNSEARCHED_KINDS, count, long_date, report_byline, report_name
from search_app.markup import copy_button, copy_link_button, link
from search_app.paragraph_questions import questions_html
from search_app.permalinks import READ_PAGE, read_href

_LEVEL_OF_OUTERMOST_HEADING = 2
_DEEPEST_HEADING_LEVEL = 6
_DEEPEST_OUTLINE_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A chunk of the report with what is needed to cite it and to link to it."""

    chunk: Chunk
    address: str
    citation: Citation
    in_basket: bool = False


def paragraph_anchor(address: str) -> str:
    """The id of the paragraph's element on the page."""
    return f"para-{address}"


def section_anchor(section: int) -> str:
    """The id of the section's heading on the page."""
    return f"section-{section}"


def choice_html(reports: Sequence[Report]) -> str:
    """Every report as a link, with its type and date."""
    items = "".join(
        f"<li>{link(read_href(report.report_id), report_name(report), page=READ_PAGE)}"
        f'<span class="pr-quiet">{escape(report_byline(report))}</span></li>'
        for report in reports
    )
    return f'<ul class="pr-list">{items}</ul>'


def head_html(report: Report) -> str:
    """Title and metadata; what the report does not state is said."""
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in _metadata(report))
    sample = '<span class="pr-sample">sample</span>' if report.sample else ""
    return (
        f'<header class="pr-report-head"><h1>{escape(report.title or report.area or report.source)}{sample}</h1>'
        f"<dl>{rows}</dl></header>"
    )


def _metadata(report: Report) -> Iterator[tuple[str, str]]:
    yield "Area", report.area or NOT_STATED
    yield "Type", report.type.label if report.type else NOT_STATED
    yield "Inspectorate", report.inspectorate or NOT_STATED
    yield "Published", long_date(report.published)
    yield "Inspected", _inspected(report)
    yield "Cases examined", NOT_STATED if report.cases is None else f"{report.cases:,}"
    rate = report.reoffending_rate
    yield "Reoffending rate", NOT_STATED if rate is None else f"{rate:g}%"
    yield "Lead inspector", report.lead_inspector or NOT_STATED
    yield "File", report.source


def _inspected(report: Report) -> str:
    if report.inspection_start and report.inspection_end and report.inspection_start != report.inspection_end:
        return f"{long_date(report.inspection_start)} to {long_date(report.inspection_end)}"
    return long_date(report.inspection_start or report.inspection_end)


def findings_html(findings: tuple[Finding, ...]) -> str:
    """What is to be known about the reading of the file; empty where there is nothing."""
    if not findings:
        return ""
    items = "".join(f"<li>{escape(_finding(finding))}</li>" for finding in findings)
    summary = f"{count(len(findings), 'finding')} about the reading"
    return f'<details class="pr-findings"><summary>{summary}</summary><ul>{items}</ul></details>'


def _finding(finding: Finding) -> str:
    return finding.message + (f" (page {finding.page})" if finding.page else "")


def outline_html(report: Report) -> str:
    """Links to the sections, indented by level."""
    if not report.sections:
        return '<p class="pr-note">No headings were recognised in this report.</p>'
    items = "".join(
        f'<li class="pr-level-{min(section.level, _DEEPEST_OUTLINE_LEVEL)}">'
        f'<a href="#{section_anchor(at)}" data-goto="{section_anchor(at)}">'
        f"{escape(_numbered(section.number, section.heading))}</a></li>"
        for at, section in enumerate(report.sections)
    )
    return f'<nav class="pr-outline" aria-label="Sections of this report"><h2>Sections</h2><ol>{items}</ol></nav>'


def body_html(report: Report, places: Mapping[int, Place], marked: str | None) -> str:
    """Every element in order. `places` maps start offsets to chunks; the one with address `marked` is marked."""
    parts = []
    page = None
    headings = {section.start: at for at, section in enumerate(report.sections)}
    references = references_in(report)
    for element in report.elements:
        if element.pages and element.pages[0] != page:
            page = element.pages[0]
            parts.append(f'<p class="pr-page" aria-label="Page {page} of the file">page {page}</p>')
        words = _with_references(report, element, references, places)
        place = places.get(element.start)
        parts.append(_element(report, element, words, place, headings.get(element.start), marked))
    return f'<article class="pr-report" aria-label="The whole report">{"".join(parts)}</article>'


def _with_references(
    report: Report, element: Element, references: Sequence[Reference], places: Mapping[int, Place]
) -> str:
    """The element's words, with each number that names another paragraph as a link to it."""
    parts, at = [], element.start
    for reference in references:
        inside = element.start <= reference.start and reference.end <= element.end
        if not inside or reference.element is None:
            continue
        place = places.get(report.elements[reference.element].start)
        if place is not None:
            parts.append(escape(report.text[at : reference.start]))
            href = read_href(report.report_id, place.address)
            words = report.text[reference.start : reference.end]
            parts.append(link(href, words, page=READ_PAGE, label=f"Go to paragraph {reference.number}"))
            at = reference.end
    return "".join([*parts, escape(report.text[at : element.end])])


def _element(
    report: Report, element: Element, words: str, place: Place | None, section: int | None, marked: str | None
) -> str:
    if element.kind is ElementKind.HEADING:
        return _heading(report, words, section)
    if element.kind in CHUNK_KINDS and place is not None:
        return _paragraph(report, element, place, words, is_marked=place.address == marked)
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


def _paragraph(report: Report, element: Element, place: Place, words: str, *, is_marked: bool) -> str:
    which = place.citation.short
    number = element.number or ("•" if element.kind is ElementKind.BULLET else "")
    classes = f"pr-para pr-{element.kind.value}{' pr-marked' if is_marked else ''}"
    current = ' aria-current="location"' if is_marked else ""
    reference = make_reference(report.report_id, place.address)
    return (
        f'<div class="{classes}" id="{escape(paragraph_anchor(place.address))}" tabindex="-1"{current}>'
        f'<span class="pr-number">{escape(number)}</span><p class="pr-text">{words}</p>'
        f'<div class="pr-tools">{basket_button(reference, place.in_basket, which)}'
        f'<span class="pr-quiet">{escape(which)} · copy</span>'
        f"{copy_button('citation', place.citation.long, f'Copy the citation {which}')}"
        f"{copy_button('short form', which, f'Copy the short citation {which}')}"
        f"{copy_link_button(read_href(report.report_id, place.address), f'Copy a link to {which}')}"
        f"{questions_html(place.chunk, report, place.address, which)}</div></div>"
    )


def _numbered(number: str | None, heading: str) -> str:
    return f"{number}. {heading}" if number else heading
