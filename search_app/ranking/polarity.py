"""A query that denies, such as "no plan in place": what states the opposite of it does not come first.

A sentence and its denial have nearly the same vector and the same words, so that "no vulnerability management plan in
place" ranks praise of such plans as high as their absence. Of the best paragraphs, those whose clause nearest to the
query praises what the query denies therefore come after the others. Nothing is left out, and nothing beyond the best
is moved.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from indexer.records import Statement
from search_app.query.language import ParsedQuery, Word
from search_app.ranking.fusion import Ranking
from search_app.ranking.lens import ClauseMatching

_LOOKED_AT_CHUNKS = 30
"""As many as late interaction puts into order."""

_LONGEST_WORDS = 15
"""What is longer is a sentence or more, in which a denial may be of anything."""

_DENIALS = frozenset({"no", "not", "never", "without", "lack", "lacked", "lacking", "lacks", "absence", "absent"})
_DENIED_VERB = ("n't", "n’t")
_WELCOME = frozenset({"concern", "concerns", "delay", "delays", "drift", "gaps", "issues", "problems"})
"""What is good where there is none of it: "no delay"."""


def denies(parsed: ParsedQuery) -> bool:
    """Whether the plain words of a short query say that something good is not there."""
    if parsed.constraint is not None or not 1 < len(parsed.words) <= _LONGEST_WORDS:
        return False
    words = [node for node in parsed.words if isinstance(node, Word)]
    said = {part for node in words for part in node.parts}
    denied = bool(said & _DENIALS) or any(node.text.lower().endswith(_DENIED_VERB) for node in words)
    return denied and not said & _WELCOME


def praise_after(matching: ClauseMatching, ranking: Ranking) -> Ranking:
    """`ranking` of a query that denies, with those of its best that praise what it denies after the others of them."""
    best = ranking.ordinals[:_LOOKED_AT_CHUNKS]
    stated = matching.stated(best.tolist())
    praises = np.array([each.statement is Statement.STRENGTH for each in stated], dtype=np.bool_)
    if not praises.any() or praises.all():
        return ranking
    order = np.concatenate((np.argsort(praises, kind="stable"), np.arange(len(best), len(ranking.ordinals))))
    return replace(ranking, ordinals=ranking.ordinals[order], scores=np.minimum.accumulate(ranking.scores[order]))
