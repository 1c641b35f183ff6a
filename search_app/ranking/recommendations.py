"""A query that says what ought to be, such as a recommendation in draft, ranks what it could rest on.

A recommendation rests on what falls short, and mostly on several paragraphs in a row, while its own words ("ensure
that plans are specific") come nearest to praise. So for such a query a paragraph's score takes something from those
before and after it under the same heading, and gains where the tool reads more in it than praise and facts:

    score = ((1 - BESIDE_WEIGHT) * own + BESIDE_WEIGHT * mean of the two beside it + FAULT_WEIGHT * fault) /
            (1 + FAULT_WEIGHT),    fault = 1 where it finds a shortfall or expects something, else 0
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.language import read_chunk
from indexer.records import Reading
from indexer.storage.segment import READING_CODES
from search_app.filters.filters import Filters
from search_app.query.language import ParsedQuery
from search_app.query.understanding import Understood, UnderstoodKind
from search_app.store.interface import Ids, RankedList, Store

BESIDE_WEIGHT = 0.4
FAULT_WEIGHT = 0.15
"""Chosen on 89 printed recommendations: nDCG@10 .795 to .830. Chosen on all but one report and measured on that one,
report by report, .825. See docs/retrieval.md."""

_QUERIES_CACHED = 256
"""A query comes again with every page, filter and order that is asked of it."""

_LIFTED_CHUNKS = 100
"""What ranks lower does not come among the best: 50 give the same order of the first ten."""

_FAULTS = [READING_CODES[reading] for reading in (Reading.SHORTFALL, Reading.MIXED, Reading.EXPECTATION)]


def read_as_recommendation(parsed: ParsedQuery, given: Filters, ignore: Collection[str] = ()) -> tuple[Understood, ...]:
    """That the plain words of `parsed` say what ought to be, and no finding; nothing where they do not.

    Never where a lens is given, since the searcher has said which readings are wanted, nor where something has to
    hold literally, nor where `ignore` says so.
    """
    if given.lens is not None or parsed.constraint is not None or not parsed.words:
        return ()
    if not _says_what_ought_to_be(parsed.semantic_text):
        return ()
    start, end = parsed.words[0].start, parsed.words[-1].end
    understood = Understood(UnderstoodKind.EXPECTATION, "recommendation", start, end, parsed.text[start:end])
    return () if understood.is_ignored(ignore) else (understood,)


@lru_cache(maxsize=_QUERIES_CACHED)
def _says_what_ought_to_be(text: str) -> bool:
    return read_chunk(text)[1] is Reading.EXPECTATION or _asks_for_action(text)


_OPENINGS = (
    r"(?:(?:where appropriate|with (?:its |all )?partners|together with partners|as a matter of urgency),? "
    r"|urgently |swiftly |further |continue to |take (?:urgent |immediate )?(?:action|steps) to )*"
)
_ACTIONS = (
    "accelerate|address|agree|build|clarify|complete|concentrate|consider|continue|develop|devise|embed|enhance|ensure"
    "|establish|evaluate|expand|extend|hold|implement|improve|increase|introduce|make sure|monitor|prioritise|promote"
    "|provide|raise|record|reduce|refresh|review|revise|secure|share|simplify|strengthen|support|sustain|tackle|track"
    "|undertake|update|use"
)
_ACTION = re.compile(rf"{_OPENINGS}(?:{_ACTIONS})\s+(?!(?:and|are|by|for|from|has|have|in|is|of|to|was|were)\b)", re.I)
"""The first words of a demand. What follows a noun, as in "review of plans", follows no demand."""

_SHORTEST_ACTION_WORDS = 8
"""Shorter ones may name a subject: "support care leavers"."""


def _asks_for_action(text: str) -> bool:
    """Whether a sentence begins as a demand does, such as "Further strengthen" or "With partners, ensure"."""
    return len(text.split()) >= _SHORTEST_ACTION_WORDS and _ACTION.match(text) is not None


def prefer_faults(store: Store, ranked: RankedList) -> RankedList:
    """`ranked`, with scores from 0 to 1, as a recommendation ranks it; scores stay between 0 and 1."""
    ordinals, scores = ranked
    by_ordinal = np.argsort(ordinals)
    rising = ordinals[by_ordinal]
    best = ordinals[:_LIFTED_CHUNKS]
    beside = np.zeros(len(best))
    for step in (-1, 1):
        other = np.clip(best + step, 0, len(store) - 1)
        place = np.minimum(np.searchsorted(rising, other), len(rising) - 1)
        counts = (rising[place] == other) & (other != best) & _under_one_heading(store, best, other)
        beside += np.where(counts, scores[by_ordinal[place]], 0) / 2
    # What is not lifted keeps its order, and stays behind: it is scaled as if nothing were beside it.
    lifted = scores * (1 - BESIDE_WEIGHT)
    lifted[: len(best)] += BESIDE_WEIGHT * beside + FAULT_WEIGHT * np.isin(
        store.rows(best, ("reading",))["reading"], _FAULTS
    )
    lifted /= 1 + FAULT_WEIGHT
    order = np.lexsort((ordinals, -lifted))
    return ordinals[order], lifted[order]


def _under_one_heading(store: Store, these: Ids, those: Ids) -> NDArray[np.bool_]:
    one, other = (store.rows(ids, ("report", "section")) for ids in (these, those))
    return np.asarray((one["report"] == other["report"]) & (one["section"] == other["section"]))
