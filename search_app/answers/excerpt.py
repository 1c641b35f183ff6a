"""Which stretch of a long paragraph a list of hits shows: what came nearest to the query, with a little around it."""

from __future__ import annotations

from collections.abc import Sequence

from search_app.answers.answer import Highlight, HighlightKind, Hit, SentenceMatch

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
