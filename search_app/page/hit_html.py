"""HTML of an answer: what was understood, the hits by report, and the way to the next page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from indexer.language.statements import SHORTFALL_SECTIONS
from indexer.records import Chunk, ElementKind, Reading, Report
from search_app.answers.answer import Answer, Hit
from search_app.answers.labels import (
    ORDER_NAMES,
    count,
    order_words,
    report_byline,
    report_name,
)
from search_app.basket.basket import make_reference
from search_app.filters.fields import filter_fields
from search_app.filters.filters import Filters, single_filters
from search_app.filters.shares import proportions_of
from search_app.page.addresses import (
    PRECEDENTS_PAGE,
    READ_PAGE,
    SEARCH_PAGE,
    Asked,
    SearchState,
    precedents_href,
    read_href,
    search_href,
)
from search_app.page.markup import badge, basket_button, copy_button, copy_link_button, link, marked_text, shares_html
from search_app.page.why_html import why_html
from search_app.ranking.closeness import NOTHING_CLOSE
from search_app.ranking.fusion import Mode

# HTML of the questions that a paragraph leads to: what is like it, and who does well what falls short in it.


def falls_short(chunk: Chunk, report: Report) -> bool:
    """Whether there is something to do better in it: by the tool's reading, or by the section that it stands in."""
    section = None if chunk.section is None else report.sections[chunk.section].canonical
    return chunk.reading in (Reading.SHORTFALL, Reading.MIXED) or section in SHORTFALL_SECTIONS


def questions_html(chunk: Chunk, report: Report, address: str, which: str) -> str:
    """Links to the answers. `which` names the paragraph to those who hear a link without what stands around it."""
    questions = [(Asked.SIMILAR, "Similar paragraphs", f"Paragraphs similar to {which}")]
    if falls_short(chunk, report):
        questions.append((Asked.WELL, "Who does this well?", f"Who does well what {which} is about?"))
    return "".join(
        link(precedents_href(report.report_id, address, asked), words, page=PRECEDENTS_PAGE, label=label)
        for asked, words, label in questions
    )


_KIND_NAMES = {
    ElementKind.BULLET: "bullet",
    ElementKind.PROSE: "paragraph",
    ElementKind.BOX: "box",
    ElementKind.TABLE: "table",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, in words, and the filters without it."""

    words: str
    without: Filters


def chips(filters: Filters, report_names: dict[str, str]) -> list[Chip]:
    """One chip for each value of each filter but the lens, whose choice is in sight all the time.

    `report_names` maps report ids to what they are called.
    """
    found = []
    for each in filter_fields():
        chosen = each.chosen(filters)
        for value in chosen:
            rest = tuple(other for other in chosen if other != value)
            name = report_names.get(value, value) if each.name == "report" else each.label(value)
            found.append(Chip(f"{each.title}: {name}", each.choosing(filters, rest)))
    for single in single_filters():
        value = getattr(filters, single.attribute)
        if value is not None and (words := single.words(value)):
            found.append(Chip(words, filters.changed(**{single.attribute: None})))
    return found


def chips_html(state: SearchState, report_names: dict[str, str]) -> str:
    """The filters in force, each a link to the search without it; empty where there is none."""
    found = chips(state.filters, report_names)
    if not found:
        return ""
    items = [
        link(
            search_href(state.filtered(chip.without)),
            f"{chip.words} ×",
            page=SEARCH_PAGE,
            classes="pr-chip",
            label=f"Remove the filter {chip.words}",
        )
        for chip in found
    ]
    if len(found) > 1:
        items.append(link(search_href(state.filtered(Filters())), "Clear all filters", page=SEARCH_PAGE))
    return f'<nav class="pr-chips" aria-label="Filters in force">{"".join(items)}</nav>'


def notes_html(state: SearchState, answer: Answer) -> str:
    """What was left out of a link, what the search itself notes, and the spelling it suggests."""
    notes = [note for note in answer.notes if state.distant or note != NOTHING_CLOSE]
    lines = [escape(note) for note in (*state.ignored, *notes)]
    if answer.suggestion:
        href = search_href(state.asking(answer.suggestion))
        lines.append(f"Did you mean {link(href, answer.suggestion, page=SEARCH_PAGE)}?")
    return "".join(f'<p class="pr-note" role="status">{line}</p>' for line in lines)


def summary_html(state: SearchState, answer: Answer) -> str:
    """How much was found, in which order, what the marks mean, and the other orders."""
    first, last = answer.hits[0].rank, answer.hits[-1].rank
    deed = "found" if answer.mode is Mode.KEYWORD else "ranked"
    shown = "" if (first, last) == (1, answer.total) else f", {first:,} to {last:,} shown"
    legend = "<mark>word found</mark>"
    if answer.mode is not Mode.KEYWORD:
        legend += ' <span class="pr-meaning">sentence nearest in meaning</span>'
    ordered = order_words(answer.order, answer.near, answer.total)
    return (
        f'<div class="pr-summary"><h2>{count(answer.total, "paragraph")} {deed}, {ordered}{shown}</h2>'
        f'<p class="pr-legend"><span class="pr-hidden">What the marks mean:</span>{legend}</p>{_orders(state)}</div>'
    )


def _orders(state: SearchState) -> str:
    links = "".join(
        f'<strong aria-current="true">{words}</strong>'
        if order is state.order
        else link(search_href(state.ordered(order)), words, page=SEARCH_PAGE)
        for order, words in ORDER_NAMES.items()
    )
    return f'<nav class="pr-orders" aria-label="Order of the results"><span class="pr-quiet">Sort</span>{links}</nav>'


def groups(hits: Iterable[Hit]) -> list[list[Hit]]:
    """The hits by report, reports in the order of their first hit, hits in the order of their rank."""
    by_report: dict[str, list[Hit]] = {}
    for hit in hits:
        by_report.setdefault(hit.report.report_id, []).append(hit)
    return list(by_report.values())


def group_html(hits: Sequence[Hit], search: SearchState | None = None, basket: Collection[str] = frozenset()) -> str:
    """One report's hits under its name; what opens the report takes the search along.

    `basket` holds the references that are in the evidence basket.
    """
    report = hits[0].report
    heading_id = f"group-{report.report_id}"
    sample = '<span class="pr-sample">sample</span>' if report.sample else ""
    title = link(read_href(report.report_id, search=search), report_name(report), page=READ_PAGE)
    return (
        f'<section class="pr-group" aria-labelledby="{heading_id}"><header class="pr-group-head">'
        f'<h3 id="{heading_id}">{title}</h3><p>{escape(report_byline(report))}{sample}</p></header>'
        f"{''.join(hit_html(hit, search, basket) for hit in hits)}</section>"
    )


def hit_html(hit: Hit, search: SearchState | None = None, basket: Collection[str] = frozenset()) -> str:
    """One paragraph: its number and section, its words with the matches marked, and its citation."""
    number = hit.chunk.number or f"{_KIND_NAMES.get(hit.chunk.kind, 'paragraph')} {hit.chunk.position or 1}"
    section = hit.section.heading if hit.section else "Opening"
    words = marked_text(hit.chunk.text, hit.highlights)
    shares = shares_html(hit.chunk.text, proportions_of(hit.chunk.text, hit.report.inspectorate))
    return (
        f'<article class="pr-hit" data-rank="{hit.rank}"><header class="pr-hit-head">'
        f'<span class="pr-number">{escape(number)}</span><span class="pr-section">{escape(section)}</span>'
        f'{badge(hit.chunk.reading)}</header><p class="pr-text">{words}</p>{shares}'
        f'<p class="pr-cite">{escape(hit.citation.long)}</p>{_actions(hit, search, basket)}'
        f"{why_html(hit.chunk, hit.report, hit.citation.short)}</article>"
    )


def _actions(hit: Hit, search: SearchState | None, basket: Collection[str]) -> str:
    reference = make_reference(hit.report.report_id, hit.address)
    opens = read_href(hit.report.report_id, hit.address, search)
    href = read_href(hit.report.report_id, hit.address)
    quotation = f"“{hit.chunk.text}” {hit.citation.short}"
    which = hit.citation.short
    return (
        f'<footer class="pr-actions">'
        f"{link(opens, 'Open in the report', page=READ_PAGE, label=f'Open in the report {which}')}"
        f"{questions_html(hit.chunk, hit.report, hit.address, which)}"
        f"{basket_button(reference, reference in basket, which)}"
        f'<span class="pr-copies"><span class="pr-quiet">Copy</span>'
        f"{copy_button('citation', hit.citation.long, f'Copy the citation {which}')}"
        f"{copy_button('short form', which, f'Copy the short citation {which}')}"
        f"{copy_button('quotation', quotation, f'Copy the paragraph with its citation {which}')}"
        f"{copy_link_button(href, f'Copy a link to {which}')}</span></footer>"
    )


def pager_html(state: SearchState, pages: int) -> str:
    """Links to the page before and after; empty where there is one page."""
    if pages <= 1:
        return ""
    before = after = ""
    if state.page > 1:
        before = link(search_href(state.on_page(state.page - 1)), "← Previous", page=SEARCH_PAGE)
    if state.page < pages:
        after = link(search_href(state.on_page(state.page + 1)), "Next →", page=SEARCH_PAGE)
    return (
        f'<nav class="pr-pager" aria-label="Pages of results"><span>{before}</span>'
        f"<span>Page {state.page:,} of {pages:,}</span><span>{after}</span></nav>"
    )
