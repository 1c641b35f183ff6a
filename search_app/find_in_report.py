"""Finding words in one whole report, furniture and footnotes too, as a browser's own search would."""

from __future__ import annotations

import re

from indexer.indexes.analysis import fold
from indexer.records import Report

SHORTEST_SOUGHT_CHARACTERS = 2
"""A single letter stands thousands of times in a report, and finding it helps nobody."""

LONGEST_SOUGHT_CHARACTERS = 300
"""A long sentence. What is pasted beyond it is looked for by its beginning."""

Span = tuple[int, int]


def is_sought(words: str) -> bool:
    """Whether `words` are enough to look for."""
    return len("".join(fold(words).text.split())) >= SHORTEST_SOUGHT_CHARACTERS


def find_in(report: Report, words: str) -> list[Span]:
    """Where `words` stand, as code points into the report's text, in order.

    Parts of words count. Case, accents, kinds of quotes and hyphens, and white space do not. Nothing is found
    across two elements.
    """
    if not is_sought(words):
        return []
    parts = fold(words[:LONGEST_SOUGHT_CHARACTERS]).text.split()
    pattern = re.compile(r"\s+".join(map(re.escape, parts)))
    found = []
    for element in report.elements:
        text = fold(report.text[element.start : element.end])
        for match in pattern.finditer(text.text):
            start, end = text.original_span(*match.span())
            found.append((element.start + start, element.start + end))
    return found
