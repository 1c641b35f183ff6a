"""The marks in a whole report: words and sentence of a search, and what was looked for in the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexer.records import CHUNK_KINDS, Chunk, ElementKind, Report
from search_app.answers import Highlight, HighlightKind
from search_app.decoration import Decoration
from search_app.find_in_report import Span
from search_app.highlights import exact_highlights
from search_app.query import ParsedQuery

_SEARCHED = CHUNK_KINDS | {ElementKind.HEADING}


def word_marks(report: Report, parsed: ParsedQuery) -> Iterator[Decoration]:
    """The words of a search wherever the search looks: in chunks and headings."""
    for element in report.elements:
        if element.kind in _SEARCHED:
            for start, end in exact_highlights(report.text[element.start : element.end], parsed):
                yield Decoration(element.start + start, element.start + end, "<mark>", "</mark>")


def sentence_marks(chunk: Chunk, highlights: Iterable[Highlight]) -> Iterator[Decoration]:
    """The sentence of a hit that is nearest in meaning, as the results mark it, with the words that carried it."""
    tags = iter([('<span class="pr-meaning">', "</span>")])
    for mark in highlights:
        if mark.kind is HighlightKind.MEANING:
            opening, closing = next(tags, ('<strong class="pr-carried">', "</strong>"))
            yield Decoration(chunk.start + mark.start, chunk.start + mark.end, opening, closing)


def found_marks(spans: Iterable[Span]) -> Iterator[Decoration]:
    """What was looked for, numbered from 1 for stepping through it."""
    for number, (start, end) in enumerate(spans, start=1):
        yield Decoration(start, end, f'<mark class="pr-found" data-found="{number}">', "</mark>")
