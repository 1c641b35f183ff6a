"""Whether a paragraph is boilerplate: what several reports print in nearly the same words.

It is cut into runs of words, and each run is looked up in the positions of the keyword index. A name, a date or a
number that differs spoils the one run that it stands in and no other. No model is needed, and nothing is stored.
"""

from __future__ import annotations

import numpy as np

from indexer.keyword.analysis import tokens
from indexer.records import Chunk
from indexer.storage.generation import Generation

_RUN_WORDS = 8
"""Shorter runs are phrases that inspectors share ("children and young people who are looked after")."""

_RECURRING_REPORTS = 3
"""Two may be two visits to one place; from three on it is the inspectorate's own wording."""

_RECURRING_SHARE = 0.5
"""Of the runs. In the reports at hand, paragraphs lie near 0 or near 1, and hardly any between."""


def is_boilerplate(generation: Generation, chunk: Chunk) -> bool:
    """True where most runs of words of `chunk` stand in several reports. Too short to tell is False."""
    words = [token.word for token in tokens(chunk.text) if not token.compound]
    runs = [words[at : at + _RUN_WORDS] for at in range(0, len(words) - _RUN_WORDS + 1, _RUN_WORDS)]
    needed = _RECURRING_SHARE * len(runs)
    recurring = 0
    for looked_at, run in enumerate(runs):
        if recurring + len(runs) - looked_at < needed:
            return False
        recurring += _reports_with(generation, run) >= _RECURRING_REPORTS
    return bool(runs) and recurring >= needed


def _reports_with(generation: Generation, words: list[str]) -> int:
    holding = generation.keyword.with_words_in_a_row(words)
    return len(np.unique(generation.report_rows[holding]))
