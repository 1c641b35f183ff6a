"""Where in a paragraph the words of a query stand."""

from __future__ import annotations

from collections.abc import Collection

from indexer.indexes.analysis import fold, ranking_stems, tokens
from search_app.literal import phrase_spans
from search_app.query import ParsedQuery
from search_app.query_tree import Phrase, Prefix, Word

Span = tuple[int, int]


def exact_highlights(text: str, parsed: ParsedQuery) -> tuple[Span, ...]:
    """The places of the query's words (by stem), beginnings and quotations (literally) in `text`.

    Code points, half open, rising, and never overlapping. Stop words are not marked, nor what NOT governs.
    """
    stems: set[str] = set()
    prefixes: list[str] = []
    spans: list[Span] = []
    folded = fold(text)
    for node in parsed.words:
        if isinstance(node, Word):
            stems.update(ranking_stems(tokens(node.text)))
        elif isinstance(node, Prefix):
            prefixes.append(node.text)
        elif isinstance(node, Phrase):
            spans.extend(phrase_spans(folded, node.text))
    beginnings = tuple(prefixes)
    if stems or beginnings:
        spans.extend(
            (token.start, token.end)
            for token in tokens(text)
            if token.stem in stems or (not token.compound and token.word.startswith(beginnings))
        )
    return _merged(spans)


def stem_highlights(text: str, stems: Collection[str]) -> tuple[Span, ...]:
    """The places of words with one of these stems, as `exact_highlights` gives them."""
    return _merged([(token.start, token.end) for token in tokens(text) if token.stem in stems])


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
