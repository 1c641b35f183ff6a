"""HTML of a paragraph that was found, and of what it leads to; the templates are in hit.html."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from indexer.language.statements import SHORTFALL_SECTIONS
from indexer.records import Chunk, ElementKind, Reading
from search_app.answers.answer import Highlight, HighlightKind, Hit, SentenceMatch
from search_app.answers.citation import Citation
from search_app.answers.labels import READING_SIGNS
from search_app.answers.why_this_reading import section_of
from search_app.basket.basket import make_reference
from search_app.filters.fields import filter_fields
from search_app.filters.filters import Filters, single_filters
from search_app.filters.shares import proportions_of
from search_app.page.addresses import PRECEDENTS_PAGE, READ_PAGE, Asked, SearchState, precedents_href, read_href
from search_app.page.markup import basket_button, marked_text, shares_html
from search_app.page.templates import macro
from search_app.page.why_html import why_html

_TEMPLATE = "hit.html"
_PARAGRAPHS_CACHED = 2_000

# The questions that a paragraph leads to: what is like it, and who does well what falls short in it.


def falls_short(chunk: Chunk, section: str | None) -> bool:
    """Whether there is something to do better in it: by the tool's reading, or by the section that it stands in."""
    return chunk.reading in (Reading.SHORTFALL, Reading.MIXED) or section in SHORTFALL_SECTIONS


def questions_html(chunk: Chunk, section: str | None, address: str, which: str) -> Markup:
    """Links to the answers for a paragraph in this section (`section_of`). `which` names the paragraph to those who
    hear a link without what stands around it."""
    questions = [(Asked.SIMILAR, "Similar paragraphs", f"Paragraphs similar to {which}")]
    if falls_short(chunk, section):
        questions.append((Asked.WELL, "Who does this well?", f"Who does well what {which} is about?"))
    links = [(precedents_href(chunk.report_id, address, asked), words, label) for asked, words, label in questions]
    return macro(_TEMPLATE, "questions", links, PRECEDENTS_PAGE)


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


_KIND_NAMES = {
    ElementKind.BULLET: "bullet",
    ElementKind.PROSE: "paragraph",
    ElementKind.BOX: "box",
    ElementKind.TABLE: "table",
}


@dataclass(frozen=True, slots=True)
class _Lasting:
    """What is drawn of a paragraph whichever search found it."""

    shares: Markup
    questions: Markup
    copies: Markup
    why: Markup


@lru_cache(maxsize=_PARAGRAPHS_CACHED)
def _lasting(chunk: Chunk, section: str | None, address: str, citation: Citation, inspectorate: str | None) -> _Lasting:
    """Drawn once: that is most of the time a hit takes, and the same ones are shown again and again."""
    which = citation.short
    return _Lasting(
        shares=shares_html(chunk.text, proportions_of(chunk.text, inspectorate)),
        questions=questions_html(chunk, section, address, which),
        copies=macro(
            _TEMPLATE,
            "copies",
            citation.long,
            which,
            f"“{chunk.text}” {which}",
            read_href(chunk.report_id, address),
        ),
        why=why_html(chunk, section, which),
    )


def hit_html(
    hit: Hit,
    search: SearchState | None = None,
    basket: Collection[str] = frozenset(),
    *,
    whole: bool = True,
    flag: str = "",
) -> Markup:
    """One paragraph: its number and section, its words with the matches marked, its citation, what can be done with it.

    What opens the report takes `search` along. `basket` holds the references that are in the evidence basket. Unless
    it is to be shown `whole`, a long paragraph shows what is nearest, and the rest on request. `flag` stands at its
    head.
    """
    report, which = hit.report, hit.citation.short
    report_id = report.report_id
    reference = make_reference(report_id, hit.address)
    start, end = (0, len(hit.text)) if whole else excerpt(hit)
    before, shown, after = (
        marked_text(hit.text, hit.highlights, stretch) if stretch[0] < stretch[1] else Markup()
        for stretch in ((0, start), (start, end), (end, len(hit.text)))
    )
    lasting = _lasting(hit.chunk, section_of(hit.chunk, report), hit.address, hit.citation, report.inspectorate)
    view = {
        "rank": hit.rank,
        "number": hit.chunk.number or f"{_KIND_NAMES.get(hit.chunk.kind, 'paragraph')} {hit.chunk.position or 1}",
        "section": hit.section.heading if hit.section else "Opening",
        "flag": flag,
        "reading": hit.chunk.reading.value,
        "sign": READING_SIGNS[hit.chunk.reading],
        "text": macro(_TEMPLATE, "paragraph", before, shown, after),
        "cut": bool(before or after),
        "doubts": hit.doubts,
        "lasting": lasting,
        "citation": hit.citation,
        "which": which,
        "copies": [
            (read_href(each.report.report_id, each.address, search), each.citation.short) for each in hit.copies
        ],
        "copies_words": _copies_words(hit),
        "read_page": READ_PAGE,
        "opens": read_href(report_id, hit.address, search),
        "basket": basket_button(reference, reference in basket, which),
    }
    return macro(_TEMPLATE, "hit", view)


def _copies_words(hit: Hit) -> str:
    """ "in 14 reports", the one shown among them; "at 15 places" where a report says it twice."""
    places = 1 + len(hit.copies)
    reports = len({hit.report.report_id, *(each.report.report_id for each in hit.copies)})
    return f"in {reports:,} reports" if reports == places else f"in {places:,} places"


# Which stretch of a long paragraph a list shows: what came nearest to the query, with a little around it.

LINE_CHARACTERS = 80
"""About what a line of results holds on a wide screen."""

_LINES_AROUND = 2
_LONGEST_WHOLE_CHARACTERS = 400
"""A paragraph up to this long is shown whole: cutting it would save no more than a line."""

_LONGEST_CORE_CHARACTERS = 240
_LEAST_HIDDEN_CHARACTERS = 60
"""Less than this at an end is not worth a click."""

Span = tuple[int, int]


def excerpt(hit: Hit) -> Span:
    """The stretch of the hit's text to show, code points, half open: the whole text where it is short.

    It is one stretch, cut between words, so that what is shown stands there word for word.
    """
    text = hit.text
    if len(text) + LINE_CHARACTERS * text.count("\n") <= _LONGEST_WHOLE_CHARACTERS:
        return 0, len(text)
    start, end = _nearest(hit)
    start = _back(text, start)
    end = _forth(text, end)
    return (0 if start < _LEAST_HIDDEN_CHARACTERS else start), (
        len(text) if len(text) - end < _LEAST_HIDDEN_CHARACTERS else end
    )


def _nearest(hit: Hit) -> Span:
    """The sentence nearest in meaning, or with most of the words; of a long one the clause, or its first words."""
    if not hit.sentences:
        first = hit.highlights[0].start if hit.highlights else 0
        return first, first
    best = _sentence_of(hit)
    start, end = best.start, best.end
    if end - start > _LONGEST_CORE_CHARACTERS and best.clauses:
        clause = max(best.clauses, key=lambda each: _marked(hit.highlights, each.start, each.end))
        start, end = clause.start, clause.end
    if end - start > _LONGEST_CORE_CHARACTERS:
        inside = (mark.start for mark in hit.highlights if start <= mark.start < mark.end <= end)
        start = next((place for place in inside if place > best.start), start)
    core = hit.text[start : min(end, start + _LONGEST_CORE_CHARACTERS)]
    return start, start + len("\n".join(core.split("\n")[:_LINES_AROUND]))


def _sentence_of(hit: Hit) -> SentenceMatch:
    near = next((mark for mark in hit.highlights if mark.kind is HighlightKind.MEANING), None)
    if near is not None:
        return max(hit.sentences, key=lambda each: min(each.end, near.end) - max(each.start, near.start))
    return max(hit.sentences, key=lambda each: _marked(hit.highlights, each.start, each.end))


def _marked(highlights: Sequence[Highlight], start: int, end: int) -> int:
    """How many marks lie inside; the mark of a whole sentence lies in none of its clauses."""
    return sum(start <= mark.start and mark.end <= end for mark in highlights)


def _back(text: str, start: int) -> int:
    """Two lines before `start`, at the beginning of a word."""
    place = max(0, start - _LINES_AROUND * LINE_CHARACTERS)
    lines = text[place:start].split("\n")
    if len(lines) > _LINES_AROUND:
        return start - len("\n".join(lines[-_LINES_AROUND:]))
    while place and place < start and not text[place - 1].isspace():
        place += 1
    return place


def _forth(text: str, end: int) -> int:
    """Two lines after `end`, at the end of a word."""
    place = min(len(text), end + _LINES_AROUND * LINE_CHARACTERS)
    lines = text[end:place].split("\n")
    if len(lines) > _LINES_AROUND:
        return end + len("\n".join(lines[:_LINES_AROUND]))
    while place < len(text) and place > end and not text[place].isspace():
        place -= 1
    return place
